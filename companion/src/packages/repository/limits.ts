/**
 * How much of a repository is taken in. Somebody else decides what is in it.
 */
export interface RepositoryLimits {
  /** Over the network. */
  fetchedBytes: number;
  /** On disk, all files together. */
  unpackedBytes: number;
  files: number;
  /** Without a byte over the network. */
  idleMilliseconds: number;
  /** For `git` from beginning to end. */
  milliseconds: number;
}

export const REPOSITORY_LIMITS: RepositoryLimits = {
  fetchedBytes: 2 * 1024 ** 3,
  unpackedBytes: 8 * 1024 ** 3,
  files: 50_000,
  idleMilliseconds: 60_000,
  milliseconds: 60 * 60 * 1000
};
