/**
 * Brings a repository into a working copy, whichever way it can be had.
 */
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutboundClient } from '../../http/outbound.ts';
import { oneLine } from '../crate/shown.ts';
import type { FetchedRepository } from '../generated/context.ts';
import type { LaunchHints } from '../reading/package.ts';
import type { MainPart } from '../working-copy/finisher-input.ts';
import { OWN_FOLDER } from '../working-copy/working-copy.ts';
import { cloneRepository } from './clone.ts';
import { REPOSITORY_LIMITS, type RepositoryLimits } from './limits.ts';
import { lookAround } from './look.ts';
import { RepositoryProblem } from './problem.ts';
import { unpackRepository } from './unpack.ts';

/** The part of a package that is a repository. */
export type RepositoryPart = Extract<
  MainPart,
  { type: 'archive' | 'git' | 'folder' }
>;

export type RepositoryOutcome =
  /** `message` tells of what was left out; null when nothing was. */
  | { ok: true; repository: FetchedRepository; message: string | null }
  /** `message` says what happened and what to do, for the person. */
  | { ok: false; message: string };

export interface RepositoryFetcher {
  /**
   * Unpacks the archive, clones, or looks into the folder that is there
   * already. Can be called again: what is in place stays as it is.
   *
   * @param copy absolute folder of the working copy
   * @throws the reason of the signal
   */
  fetch(
    copy: string,
    part: RepositoryPart,
    hints: LaunchHints,
    signal: AbortSignal
  ): Promise<RepositoryOutcome>;
}

export function createRepositoryFetcher(
  outbound: OutboundClient,
  limits: RepositoryLimits = REPOSITORY_LIMITS
): RepositoryFetcher {
  return {
    fetch: async (copy, part, hints, signal) => {
      try {
        const message = (await isThere(copy, part.folder))
          ? null
          : await bring({ copy, part, outbound, limits, signal });
        const { folder } = part;
        const repository = await lookAround(copy, folder, hints.notebookPath);
        return { ok: true, repository, message };
      } catch (error) {
        if (error instanceof RepositoryProblem) {
          return { ok: false, message: error.message };
        }
        throw error;
      }
    }
  };
}

/** @throws RepositoryProblem for something else in its place */
async function isThere(copy: string, folder: string): Promise<boolean> {
  const stats = await lstat(join(copy, folder)).catch(() => null);
  if (stats !== null && !stats.isDirectory()) {
    throw new RepositoryProblem(
      'folder-occupied',
      `${folder} is in the place of the repository and is no folder. Open a fresh copy of the package.`
    );
  }
  return stats !== null;
}

interface Order {
  copy: string;
  part: RepositoryPart;
  outbound: OutboundClient;
  limits: RepositoryLimits;
  signal: AbortSignal;
}

/** @returns what to tell about it */
async function bring(order: Order): Promise<string | null> {
  const { part, copy } = order;
  switch (part.type) {
    case 'folder':
      throw new RepositoryProblem(
        'not-found',
        'None of the files of the repository have arrived. Retry, or open its page.'
      );
    case 'archive':
      return leftOutSentence(await unpack(order, join(copy, part.path)));
    case 'git':
      return leftOutSentence(await clone(order, part));
  }
}

async function clone(
  order: Order,
  { url, reference }: Extract<RepositoryPart, { type: 'git' }>
): Promise<string[]> {
  const { copy, outbound, limits, signal } = order;
  const archive = join(copy, OWN_FOLDER, 'cloned.zip');
  const temporary = join(copy, OWN_FOLDER, 'cloning');
  try {
    const { submodules } = await cloneRepository({
      url,
      reference,
      archive,
      temporary,
      limits,
      outbound,
      signal
    });
    return [...submodules, ...(await unpack(order, archive))];
  } finally {
    await rm(archive, { force: true });
  }
}

async function unpack(
  { copy, part, limits, signal }: Order,
  archive: string
): Promise<string[]> {
  const { leftOut } = await unpackRepository({
    archive,
    folder: join(copy, part.folder),
    temporary: join(copy, OWN_FOLDER, 'unpacking'),
    limits,
    signal
  });
  return leftOut;
}

/** So many names make a sentence that can still be read. */
const NAMED = 3;

function leftOutSentence(names: readonly string[]): string | null {
  if (names.length === 0) {
    return null;
  }
  const named = names
    .slice(0, NAMED)
    .map(name => `"${oneLine(name, 60)}"`)
    .join(', ');
  const more = names.length - NAMED;
  return `Left out of the repository, as links, other repositories and unsafe names are: ${named}${more > 0 ? ` and ${more} more` : ''}.`;
}
