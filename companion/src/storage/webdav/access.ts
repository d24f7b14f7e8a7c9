/**
 * What a WebDAV storage has to be given: where the tree is, how to show that
 * one may use it, and who decides when a server may be asked.
 */

/** A way into a tree of a server. */
export interface Grant {
  /** Address of the root as it is asked for; a folder's may end in a slash. */
  root: URL;
  /** The root is one file, and there is nothing else. */
  isFile: boolean;
  /** Value of the `Authorization` header. */
  authorization: string | null;
  /** Further headers that show it, where a server has its own. */
  headers?: Readonly<Record<string, string>>;
}

/** Finds the way in, and another one where the first is not taken. */
export interface WebDavAccess {
  /** @throws StorageError */
  grant(signal?: AbortSignal): Promise<Grant>;

  /**
   * The server did not take a grant (401).
   *
   * @returns another one to try; null when there is none left
   * @throws StorageError that says more than "refused" does
   */
  renew(refused: Grant, signal?: AbortSignal): Promise<Grant | null>;

  /** The server took a grant. */
  accepted(grant: Grant): void;

  /** Forgets credentials. */
  close(): void;
}

/** `look` asks and changes names; `send` carries the bytes of a file. */
export type Errand = 'look' | 'send';

/** Decides when a server may be asked. */
export interface Gate {
  /**
   * Does the work when it is its turn, or fails at once with a StorageError
   * where asking makes no sense.
   *
   * @param origin scheme, host and port that are to be asked
   * @param signal ends the waiting
   */
  pass<T>(
    errand: Errand,
    origin: string,
    work: () => Promise<T>,
    signal?: AbortSignal
  ): Promise<T>;
}

/** Lets everything through at once. */
export const OPEN_GATE: Gate = { pass: (_errand, _origin, work) => work() };
