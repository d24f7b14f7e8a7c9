/**
 * A file on its way from this machine to a repository.
 */

export interface SelectedFile {
  /** Among what is published, `/`-separated. */
  path: string;
  /** Absolute, links resolved. */
  real: string;
  size: number;
  /** Milliseconds since 1970; with the size it tells whether it changed. */
  modified: number;
}

/** What a repository will have: a file, or an archive of many. */
export interface KeyedFile {
  /** Its name at the repository. */
  key: string;
  /** Null for the archive. */
  path: string | null;
  /** Bytes; of an archive the most that it can have. */
  size: number;
}
