/**
 * Whether a file is what its writer believes it to be.
 */
import { StorageError, type Entry, type WriteCondition } from '../storage.ts';
import type { Requests } from './requests.ts';
import type { Server } from './server.ts';

export class Conditions {
  readonly #requests: Requests;
  readonly #server: Server;

  constructor(requests: Requests, server: Server) {
    this.#requests = requests;
    this.#server = server;
  }

  /**
   * @param before what is there now; null: nothing
   * @returns null when the file may be written
   */
  judge(
    path: string,
    before: Entry | null,
    condition: WriteCondition
  ): StorageError | null {
    const name = this.#requests.sentenceName(path);
    if (condition.type === 'new' && before !== null) {
      return this.exists(path);
    }
    if (before?.kind === 'folder') {
      return new StorageError('wrong-kind', `${name} is a folder, not a file.`);
    }
    return condition.type === 'unchanged'
      ? this.isUnchanged(path, before, condition.etag)
      : null;
  }

  /** @returns null when it is still that state, as far as can be told */
  isUnchanged(
    path: string,
    before: Entry | null,
    etag: string
  ): StorageError | null {
    if (before !== null && !this.#server.abilities.etags) {
      return null;
    }
    const name = this.#requests.sentenceName(path);
    const { label } = this.#requests;
    return before?.etag === etag
      ? null
      : new StorageError(
          'changed',
          before === null
            ? `${name} was deleted or renamed at ${label} in the meantime.`
            : `${name} was changed at ${label} in the meantime. Look at it again.`
        );
  }

  exists(path: string): StorageError {
    return new StorageError(
      'exists',
      `${this.#requests.sentenceName(path)} is there already at ${this.#requests.label}. Choose another name.`
    );
  }
}
