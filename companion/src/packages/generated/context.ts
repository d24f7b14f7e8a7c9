/**
 * What a generated notebook tells beyond the package itself.
 */
import type { Package as PackageModel } from '../reading/package.ts';
import type { TransferFileState } from 'sciencemesh-contract';
import type { GivenValues } from '../notebook/parameter-values.ts';

export type Package = PackageModel;

/** What generated notebooks are written in. */
export type KernelLanguage = 'python' | 'r';

/** How one file of the package came to lie in the working copy. */
export interface FetchedFile {
  /** Of the file in the package. */
  index: number;
  state: TransferFileState;
  /** On disk; null when it is not there. */
  size: number | null;
  /** Its checksum was given and agreed. */
  verified: boolean;
  /** Why it is not there, for the person. */
  message: string | null;
}

/** A repository as it was unpacked into the working copy. */
export interface FetchedRepository {
  /** Notebooks in it, relative to the working copy. */
  notebooks: readonly string[];
  /** The one to run, null when nobody can tell. */
  entry: string | null;
  /** Files that describe its environment, relative to the working copy. */
  environment: readonly string[];
  /** What it says about itself, relative to the working copy. */
  readme: string | null;
}

export interface NotebookContext {
  /** Who sent it, display name only; null when it was opened from a file. */
  sender: {
    displayName: string | null;
    host: string;
    /** Signed by that host; else it is only claimed. */
    signed: boolean;
  } | null;
  /** ISO 8601; null when it was opened from a file. */
  receivedAt: string | null;
  /** When the working copy was made, ISO 8601. */
  createdAt: string;
  files: readonly FetchedFile[];
  /** The script, workflow or repository, relative to the working copy. */
  main: string | null;
  repository: FetchedRepository | null;
  /** What the person filled in. */
  parameters: GivenValues;
  /** What runs it; null, and then Python is hoped for, when none is known. */
  kernel: {
    name: string;
    displayName: string;
    language: KernelLanguage;
  } | null;
}
