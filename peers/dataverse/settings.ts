import type { Role } from './people.ts';

/** How an installation is set up; all has a default. */
export interface DataverseOptions {
  /** Who has an account. */
  people?: Readonly<Record<string, Role>>;
  /** Collections by alias, and whether each is published. */
  collections?: Readonly<Record<string, boolean>>;
  /** Whether the store takes direct uploads. */
  directUpload?: boolean;
  /** Whether the store tags what is uploaded directly until it is registered. */
  tagging?: boolean;
  /** Bytes up to which a direct upload is one piece, and of its parts else. */
  partSize?: number;
  /** Seconds that an upload address lives. */
  uploadUrlSeconds?: number;
  /** What checksums of files are made by. */
  fixityAlgorithm?: 'MD5' | 'SHA-1' | 'SHA-256' | 'SHA-512';
  /** Bytes of the largest file; left out, there is no limit. */
  maxFileSize?: number;
  /** Bytes that a dataset may hold; left out, there is no limit. */
  quota?: number;
  /** Files that a dataset may hold; left out, there is no limit. */
  maxFiles?: number;
  /** Files of a zip archive that is unpacked. */
  maxUnpacked?: number;
  /**
   * How many times a lock has to be looked at until what holds it is done. No
   * clock: a test that looks three times knows what it sees.
   */
  lockLooks?: number;
  /** Whether something happens before each publication, as a curation does. */
  workflow?: boolean;
  /** How many times `assureIsIndexed` finds a dataset that is not indexed. */
  indexRefusals?: number;
  /** Whether a dataset without files may not be published. */
  filesRequired?: boolean;
  /** Whether bytes go nowhere but through their checksums. */
  discard?: boolean;
  /** Bytes that the store takes of an upload in a second, at most. */
  bytesPerSecond?: number;
}

/** How an installation is set up, in full. */
export type Settings = Required<
  Omit<DataverseOptions, 'maxFileSize' | 'quota' | 'maxFiles'>
> & { maxFileSize: number; quota: number; maxFiles: number };

const defaults: Settings = {
  people: {
    alice: 'publisher',
    bob: 'contributor',
    carol: 'curator',
    rita: 'reader'
  },
  collections: { root: true, quiet: false },
  directUpload: true,
  tagging: true,
  partSize: 1024 ** 3,
  uploadUrlSeconds: 60 * 60,
  fixityAlgorithm: 'MD5',
  maxFileSize: Infinity,
  quota: Infinity,
  maxFiles: Infinity,
  maxUnpacked: 1000,
  lockLooks: 1,
  workflow: false,
  indexRefusals: 0,
  filesRequired: false,
  discard: false,
  bytesPerSecond: Infinity
};

/** Fills in what was left out. */
export function settingsOf(options: DataverseOptions): Settings {
  return { ...defaults, ...options };
}
