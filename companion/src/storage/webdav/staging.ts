/**
 * Sends a file under a name of its own beside its place and moves it there
 * when it is complete.
 */
import type { Readable } from 'node:stream';
import type { Entry, StorageError, WriteCondition } from '../storage.ts';
import type { Conditions } from './conditions.ts';
import type { Lister } from './listing.ts';
import type { Mover } from './moving.ts';
import { parentOf } from './names.ts';
import { isUncertain } from './outcome.ts';
import type { Remover } from './removing.ts';
import { LARGE, type Requests } from './requests.ts';
import { unfinishedName } from './unfinished.ts';

export interface StagingParts {
  requests: Requests;
  lister: Lister;
  conditions: Conditions;
  mover: Mover;
  remover: Remover;
}

export class Staging {
  readonly #requests: Requests;
  readonly #lister: Lister;
  readonly #conditions: Conditions;
  readonly #mover: Mover;
  readonly #remover: Remover;
  /** What could not be removed when it was no longer needed. */
  readonly #left = new Set<string>();

  constructor(parts: StagingParts) {
    this.#requests = parts.requests;
    this.#lister = parts.lister;
    this.#conditions = parts.conditions;
    this.#mover = parts.mover;
    this.#remover = parts.remover;
  }

  /** @returns where the bytes are; null where no new file may be made */
  async put(
    path: string,
    body: () => Readable,
    size: number,
    signal: AbortSignal | undefined
  ): Promise<string | null> {
    await Promise.all([...this.#left].map(left => this.#remove(left)));
    const parent = parentOf(path);
    const name = unfinishedName();
    const staged = parent === '' ? name : `${parent}/${name}`;
    try {
      const response = await this.#requests.send({
        method: 'PUT',
        path: staged,
        headers: { 'content-type': 'application/octet-stream' },
        body: { length: size, open: body },
        ...(size > LARGE ? { patience: 'work' as const } : {}),
        signal
      });
      response.discard();
      if (response.status === 403) {
        return null;
      }
      if (response.status >= 300) {
        throw this.#requests.note(
          (await this.#parentFailure(path, response.status)) ??
            this.#requests.failure(response, path)
        );
      }
    } catch (error) {
      // The name is ours alone: all bytes there means that they arrived.
      const there = isUncertain(error) ? await this.#sizeOf(staged) : null;
      if (there !== size) {
        await this.#remove(staged);
        throw error;
      }
    }
    return staged;
  }

  async place(
    staged: string,
    path: string,
    condition: WriteCondition,
    signal: AbortSignal | undefined
  ): Promise<void> {
    let before: Entry | null = null;
    try {
      // The bytes took their time: others may have been faster.
      before = await this.#lister.find(path, signal);
      const refusal = this.#conditions.judge(path, before, condition);
      if (refusal) {
        throw refusal;
      }
      const status = await this.#mover.move({
        from: { path: staged, kind: 'file', rights: null },
        to: path,
        before,
        replaces: condition.type !== 'new',
        onLeft: left => this.#left.add(left),
        signal
      });
      if (status === 412 && (await this.#isTaken(path, condition, signal))) {
        throw this.#conditions.exists(path);
      }
      if (status >= 300) {
        throw this.#requests.note(
          this.#requests.failure({ status, headers: {} }, path)
        );
      }
    } catch (error) {
      if (isUncertain(error) && (await this.#isPlaced(staged, path))) {
        return;
      }
      if (before === null || (await this.#isStill(path, before))) {
        await this.#remove(staged);
      }
      // Else the old bytes may be lost: nobody shall remove the new ones, too.
      throw error;
    }
  }

  /** Somebody in between may say 412 as well. */
  async #isTaken(
    path: string,
    condition: WriteCondition,
    signal: AbortSignal | undefined
  ): Promise<boolean> {
    return (
      condition.type === 'new' &&
      (await this.#lister.find(path, signal)) !== null
    );
  }

  async #isStill(path: string, { etag, size }: Entry): Promise<boolean> {
    const now = await this.#lister.find(path).catch(() => null);
    return now !== null && now.etag === etag && now.size === size;
  }

  async #isPlaced(staged: string, path: string): Promise<boolean> {
    const left = await this.#lister.find(staged).catch(() => undefined);
    return (
      left === null &&
      (await this.#lister.find(path).catch(() => null)) !== null
    );
  }

  async #sizeOf(path: string): Promise<number | null> {
    const entry = await this.#lister.find(path).catch(() => null);
    return entry?.size ?? null;
  }

  /** Servers say in many ways that there is no such folder. */
  async #parentFailure(
    path: string,
    status: number
  ): Promise<StorageError | null> {
    if (![400, 404, 405, 409, 500].includes(status)) {
      return null;
    }
    const folder = await this.#lister
      .find(parentOf(path))
      .catch(() => undefined);
    return folder === null || folder?.kind === 'file'
      ? this.#requests.failure({ status: 409, headers: {} }, path)
      : null;
  }

  /** What is left behind is never shown, and removed with the next write. */
  async #remove(path: string): Promise<void> {
    this.#left.add(path);
    await this.#remover.remove({ path, kind: 'file' }).then(
      () => this.#left.delete(path),
      // The connection that broke may be the reason why we are here.
      () => undefined
    );
  }
}
