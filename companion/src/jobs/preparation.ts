/**
 * Brings together what a job needs, before it is sent.
 */
import { join } from 'node:path';
import type { JobDraft, SiteConfig } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import type { ShareStorages } from '../ocm/share-storage.ts';
import { ArchiveError } from './archive.ts';
import type { JobBook } from './book.ts';
import type { Words } from './endings.ts';
import { directOffer } from './direct-inputs.ts';
import type { Folders } from '../mirrors/folders.ts';
import { planInputs } from './input-plan.ts';
import { sourceName } from './order.ts';
import { codeOf } from './placing.ts';
import { stage } from './staging.ts';
import { folderOfSource } from './subject.ts';

export interface PreparationOptions {
  book: JobBook;
  folders: Folders;
  storages: Pick<ShareStorages, 'terms'>;
  /** Absolute path of the folder of all jobs' folders. */
  jobsFolder: string;
  onTrouble: (error: unknown) => void;
}

/** The folder of a job cannot be made; the words are for the person. */
export class PreparationError extends Error {
  readonly words: Words;

  constructor(words: Words, cause: unknown) {
    super(words.message ?? '', { cause });
    this.name = 'PreparationError';
    this.words = words;
  }
}

/**
 * Makes the folder of a job.
 *
 * @throws PreparationError, or whatever the signal says
 */
export async function prepare(
  id: string,
  draft: JobDraft,
  config: SiteConfig,
  options: PreparationOptions,
  signal: AbortSignal
): Promise<void> {
  try {
    await bringTogether(id, draft, config, options, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new PreparationError(wordsOf(error, options), error);
  }
}

async function bringTogether(
  id: string,
  draft: JobDraft,
  config: SiteConfig,
  { book, folders, jobsFolder, storages }: PreparationOptions,
  signal: AbortSignal
): Promise<void> {
  const { inputs, source } = draft;
  const located = await folders.find(source.path);
  const offer =
    inputs.select === 'none'
      ? { refusal: null }
      : await directOffer(
          located,
          inputs.way,
          config,
          { folders, storages },
          true,
          signal
        );
  if (inputs.select !== 'none' && !('way' in offer)) {
    const all = inputs.select === 'folder';
    await folders.complete(located, all ? null : inputs.paths);
  }
  signal.throwIfAborted();
  const plan = await planInputs(
    folderOfSource(located),
    sourceName(source),
    inputs,
    config,
    offer,
    signal
  );
  if (plan === null) {
    throw new ArchiveError(
      'The file that was to run is not there (any more). Save it, and submit it again.'
    );
  }
  const wrong = plan.findings.find(({ level }) => level === 'error');
  if (wrong !== undefined) {
    throw new ArchiveError(wrong.message);
  }
  await stage({
    id,
    draft,
    config,
    plan,
    folder: join(jobsFolder, id),
    signal,
    onBytes: teller(book, id, plan.bytes)
  });
}

function wordsOf(error: unknown, { onTrouble }: PreparationOptions): Words {
  if (error instanceof ArchiveError || error instanceof RequestProblem) {
    return { message: error.message, advice: null };
  }
  onTrouble(error);
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? {
        message:
          'The disk of this machine is full, so that the data of the job found no room.',
        advice: 'Make room, then run it again.'
      }
    : {
        message: `The data of the job could not be put together${code === null ? '' : ` (${code})`}.`,
        advice: 'Look whether its files can be read, then run it again.'
      };
}

/** Tells how much is packed, now and then. */
function teller(
  book: JobBook,
  id: string,
  total: number
): (bytes: number) => void {
  let done = 0;
  let toldAt = Date.now();
  return bytes => {
    done += bytes;
    if (Date.now() - toldAt > 1000) {
      toldAt = Date.now();
      const percent = Math.floor((100 * done) / Math.max(total, 1));
      book.update(id, { message: `${percent} % of the data is packed.` });
    }
  };
}
