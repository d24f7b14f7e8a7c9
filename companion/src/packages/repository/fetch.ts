/**
 * Brings a repository into a working copy, whichever way it can be had.
 */
import type { FetchedRepository } from '../generated/context.ts';
import type { MainPart } from '../finisher-input.ts';
import type { LaunchHints } from '../package.ts';

/** The part of a package that is a repository. */
export type RepositoryPart = Extract<
  MainPart,
  { type: 'archive' | 'git' | 'folder' }
>;

export type RepositoryOutcome =
  | { ok: true; repository: FetchedRepository }
  /** `message` says what happened and what to do, for the person. */
  | { ok: false; message: string };

export interface RepositoryFetcher {
  /**
   * Unpacks the archive, clones, or looks into the folder that is there
   * already. Can be called again: what is in place stays as it is.
   *
   * @param copy absolute folder of the working copy
   */
  fetch(
    copy: string,
    part: RepositoryPart,
    hints: LaunchHints,
    signal: AbortSignal
  ): Promise<RepositoryOutcome>;
}

export function createRepositoryFetcher(_config: object): RepositoryFetcher {
  return {
    fetch: async () => ({ ok: false, message: 'not yet' })
  };
}
