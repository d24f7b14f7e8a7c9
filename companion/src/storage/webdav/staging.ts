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

/** Remembers names of files on their way, also after a kill. */
export interface StagingJournal {
  /** @param target where it is about to be put; null while it arrives */
  note(path: string, target: string | null): void;
  forget(path: string): void;
}

export interface StagingParts {
  journal: StagingJournal | null;
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
  readonly #journal: StagingJournal | null;
  /**
   * What could not be removed when it was no longer needed, and with it what
   * its place held: it is needed where that was lost. Null: it is not needed.
   */
  readonly #left = new Map<string, Entry | null>();

  constructor(parts: StagingParts) {
    this.#requests = parts.requests;
    this.#lister = parts.lister;
    this.#conditions = parts.conditions;
    this.#mover = parts.mover;
    this.#remover = parts.remover;
    this.#journal = parts.journal;
  }

  /**
   * Clears away what a killed process left under a name of its own. Where that
   * was about to take the place of a file which is gone by now, it takes it.
   *
   * @throws StorageError; then it is still there
   */
  async clear(staged: string, target: string | null): Promise<void> {
    const left = await this.#lister.find(staged);
    if (left?.kind === 'file') {
      if (target !== null && (await this.#lister.find(target)) === null) {
        const status = await this.#mover.move({
          from: left,
          to: target,
          before: null,
          replaces: false
        });
        if (status >= 300) {
          throw this.#requests.failure({ status, headers: {} }, target);
        }
      } else {
        await this.#remover.remove(left);
      }
    }
    this.#journal?.forget(staged);
  }

  /** @returns where the bytes are; null where no new file may be made */
  async put(
    path: string,
    body: () => Readable,
    size: number,
    signal: AbortSignal | undefined
  ): Promise<string | null> {
    await Promise.all(
      [...this.#left].map(([left, kept]) => this.#dismiss(left, kept))
    );
    const parent = parentOf(path);
    const name = unfinishedName();
    const staged = parent === '' ? name : `${parent}/${name}`;
    this.#journal?.note(staged, null);
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
        this.#journal?.forget(staged);
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
        if (isUncertain(error)) {
          // The server may take up a broken request after this one: the next
          // write looks once more.
          this.#left.set(staged, null);
          this.#journal?.note(staged, null);
        }
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
      this.#journal?.note(staged, path);
      const status = await this.#mover.move({
        from: { path: staged, kind: 'file', rights: null },
        to: path,
        before,
        replaces: condition.type !== 'new',
        onLeft: left => this.#left.set(left, null),
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
      if (!isUncertain(error) || !(await this.#isPlaced(staged, path))) {
        await this.#dismiss(staged, before);
        throw error;
      }
    }
    if (!this.#left.has(staged)) {
      this.#journal?.forget(staged);
    }
    // What earlier attempts left is not needed any more.
    for (const [left, kept] of this.#left) {
      if (kept?.path === path) {
        this.#left.set(left, null);
      }
    }
  }

  /**
   * Removes what did not get its place, unless what was there is lost: then
   * nobody shall remove the new bytes, too. Whether it is lost is found out
   * with the next write where it cannot be now.
   */
  async #dismiss(staged: string, before: Entry | null): Promise<void> {
    if (before !== null) {
      const now = await this.#lister.find(before.path).catch(() => undefined);
      if (now === undefined) {
        this.#left.set(staged, before);
        return;
      }
      if (now?.etag !== before.etag || now.size !== before.size) {
        this.#left.delete(staged);
        this.#journal?.forget(staged);
        return;
      }
    }
    await this.#remove(staged);
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
    this.#left.set(path, null);
    await this.#remover.remove({ path, kind: 'file' }).then(
      () => {
        this.#left.delete(path);
        this.#journal?.forget(path);
      },
      // The connection that broke may be the reason why we are here.
      () => undefined
    );
  }
}
