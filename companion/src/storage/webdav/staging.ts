/**
 * Sends a file under a name of its own beside its place and moves it there
 * when it is complete.
 */
import type { Readable } from 'node:stream';
import type { StorageError } from '../storage.ts';
import { type WriteCondition } from '../storage.ts';
import type { Conditions } from './conditions.ts';
import type { Lister } from './listing.ts';
import { parentOf } from './names.ts';
import { isUncertain } from './outcome.ts';
import type { Requests } from './requests.ts';
import { unfinishedName } from './unfinished.ts';

export class Staging {
  readonly #requests: Requests;
  readonly #lister: Lister;
  readonly #conditions: Conditions;

  constructor(requests: Requests, lister: Lister, conditions: Conditions) {
    this.#requests = requests;
    this.#lister = lister;
    this.#conditions = conditions;
  }

  /** @returns where the bytes are; null where no new file may be made */
  async put(
    path: string,
    body: () => Readable,
    size: number,
    signal: AbortSignal | undefined
  ): Promise<string | null> {
    const parent = parentOf(path);
    const name = unfinishedName();
    const staged = parent === '' ? name : `${parent}/${name}`;
    try {
      const response = await this.#requests.send({
        method: 'PUT',
        path: staged,
        headers: { 'content-type': 'application/octet-stream' },
        body: { length: size, open: body },
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
    try {
      // The bytes took their time: others may have been faster.
      const before = await this.#lister.find(path, signal);
      const refusal = this.#conditions.judge(path, before, condition);
      if (refusal) {
        throw refusal;
      }
      const response = await this.#requests.send({
        method: 'MOVE',
        path: staged,
        destination: path,
        headers: { overwrite: condition.type === 'new' ? 'F' : 'T' },
        signal
      });
      response.discard();
      if (response.status === 412) {
        throw this.#conditions.exists(path);
      }
      if (response.status >= 300) {
        throw this.#requests.note(this.#requests.failure(response, path));
      }
    } catch (error) {
      if (isUncertain(error) && (await this.#isPlaced(staged, path))) {
        return;
      }
      await this.#remove(staged);
      throw error;
    }
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

  /** As far as it goes: what is left behind is never shown. */
  async #remove(path: string): Promise<void> {
    try {
      const response = await this.#requests.send({ method: 'DELETE', path });
      response.discard();
    } catch {
      // The connection that broke may be the reason why we are here.
    }
  }
}
