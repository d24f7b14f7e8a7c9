/**
 * Gives jobs what opens the shares that they fetch from: a token in a file
 * that only the person can read, or one that the batch system keeps. Neither
 * is in a submit text, in an argument or in `job.json`.
 */
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkerCredential } from 'sciencemesh-contract';
import { BatchError } from '../compute/batch-system.ts';
import type { Drive } from '../drive/drive.ts';
import type { Loan } from '../ocm/loan.ts';
import type { ShareStorages } from '../ocm/share-storage.ts';
import { StorageError, type StorageFailure } from '../storage/storage.ts';
import type { JobStore } from '../store/jobs.ts';
import { takesSecrets } from './direct-inputs.ts';
import { readErrand, type Errand } from './errand.ts';
import { SHARE_TOKEN } from './job-files.ts';
import type { SiteEntry } from './sites.ts';

/** Failures of a share's server after which the job is sent later. */
export const SHARE_PASSING: ReadonlySet<StorageFailure> = new Set([
  'unreachable',
  'timeout',
  'server-failed',
  'busy',
  'aborted'
]);

export interface LendingOptions {
  drive: Drive;
  storages: Pick<ShareStorages, 'lend'>;
  store: JobStore;
  /** Absolute path of the folder of all jobs' folders. */
  jobsFolder: string;
}

export class Lending {
  readonly #options: LendingOptions;

  constructor(options: LendingOptions) {
    this.#options = options;
  }

  /**
   * Puts a token of this moment where a job finds it.
   *
   * @param isAnew the one that it had was perhaps not taken
   * @throws StorageError, BatchError
   */
  async lend(
    errand: Errand,
    folder: string,
    entry: SiteEntry,
    isAnew: boolean,
    signal: AbortSignal
  ): Promise<void> {
    const { drive, storages } = this.#options;
    const mounted = await drive.mount(errand.shareId);
    if (mounted === null) {
      throw new StorageError(
        'share-gone',
        'The share that the data of the job is in is not there any more.'
      );
    }
    const { share } = mounted;
    const loan = await storages.lend(share, isAnew, signal);
    if (loan.kind === 'secret' && !takesSecrets(entry.config)) {
      throw new StorageError(
        'login-refused',
        `${share.provider} gave no token that ends, and this site gives jobs no other.`
      );
    }
    if (errand.handle === null) {
      await writeToken(folder, loan);
      return;
    }
    const { credentials } = entry.system;
    if (credentials === undefined || loan.scheme !== 'Bearer') {
      throw new BatchError(
        'unsupported',
        'This site cannot fetch from this share by itself. Let the files be carried along.'
      );
    }
    await credentials.keep(errand.handle, credentialOf(loan), signal);
  }

  /**
   * Takes back what a job had that has ended; what other jobs of the site
   * still need stays.
   */
  async takeBack(
    jobId: string,
    entry: SiteEntry | null,
    signal: AbortSignal
  ): Promise<void> {
    const { jobsFolder, store } = this.#options;
    const folder = join(jobsFolder, jobId);
    await removeTokens(folder);
    const handle = (await readErrand(folder))?.handle ?? null;
    if (handle === null || entry?.system.credentials === undefined) {
      return;
    }
    for (const { id, siteId } of store.active()) {
      if (id !== jobId && siteId === entry.config.id) {
        const other = await readErrand(join(jobsFolder, id));
        if (other?.handle === handle) {
          return;
        }
      }
    }
    await entry.system.credentials.forget(handle, signal);
  }
}

/** Never readable by others, not even while it is written. */
async function writeToken(folder: string, loan: Loan): Promise<void> {
  const path = join(folder, SHARE_TOKEN);
  await rm(`${path}.new`, { force: true });
  await writeFile(`${path}.new`, JSON.stringify(credentialOf(loan)), {
    mode: 0o600,
    flag: 'wx'
  });
  await rename(`${path}.new`, path);
}

/** Tasks of a sweep have copies, in folders of their own. */
async function removeTokens(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const tasks = names.filter(name => /^task-\d+$/.test(name));
  for (const place of ['', ...tasks]) {
    await rm(join(folder, place, SHARE_TOKEN), { force: true });
  }
}

function credentialOf({ endsAt, scheme, value }: Loan): WorkerCredential {
  return {
    access_token: value,
    token_type: scheme,
    ...(endsAt === null ? {} : { expires_at: endsAt })
  };
}
