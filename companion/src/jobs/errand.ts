/**
 * What a job fetches from a share by itself: written down beside the job, and
 * handed to its worker or to the batch system. No secret is part of it; the
 * token comes when the job is submitted, so that it lives as long as it can.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiteConfig, WorkerInput } from 'sciencemesh-contract';
import type { SystemTransfer } from '../compute/batch-system.ts';
import { below, type DirectOffer } from './direct-inputs.ts';
import { SHARE_TOKEN } from './job-files.ts';

/** Not sent; `isReserved` covers it. */
const ERRAND = '.sciencemesh-errand.json';

/** More addresses make submit texts that no schedd is happy with. */
const MOST_TRANSFERS = 500;

export interface Errand {
  shareId: string;
  way: 'download' | 'transfer';
  /** Under which the batch system keeps the token; null: the job has a file. */
  handle: string | null;
  transfers: readonly SystemTransfer[];
}

/** A file that the job fetches by itself. */
export interface FetchedFile {
  path: string;
  size: number | null;
  sha256: string | null;
}

/**
 * @returns the errand, and what the worker is told of each file
 */
export function errandFor(
  { address, shareId, way }: Omit<DirectOffer, 'files'>,
  files: readonly FetchedFile[],
  config: SiteConfig
): { errand: Errand; inputs: WorkerInput[] } {
  const service =
    way === 'transfer' && config.kind === 'htcondor'
      ? config.credentialService
      : undefined;
  if (service === undefined) {
    return {
      errand: { shareId, way: 'download', handle: null, transfers: [] },
      inputs: files.map(file => downloaded(file, address, SHARE_TOKEN))
    };
  }
  const handle = handleOf(shareId);
  const transfers: SystemTransfer[] = [];
  const taken = new Set<string>();
  const inputs = files.map(file => {
    const { href } = below(address, file.path);
    const last = href.slice(href.lastIndexOf('/') + 1);
    if (taken.has(last) || transfers.length >= MOST_TRANSFERS) {
      // HTCondor brings files under their last names, so two of one name
      // cannot come; the worker finds the token where HTCondor keeps it.
      return downloaded(file, address, `${service}_${handle}.use`);
    }
    taken.add(last);
    const name = `share-${transfers.length}.data`;
    transfers.push({
      url: `${service}.${handle}+${href}`,
      direction: 'in',
      file: name
    });
    return { ...known(file), from: { kind: 'brought' as const, name } };
  });
  return { errand: { shareId, way: 'transfer', handle, transfers }, inputs };
}

export async function writeErrand(
  folder: string,
  errand: Errand
): Promise<void> {
  await writeFile(join(folder, ERRAND), JSON.stringify(errand), {
    mode: 0o600
  });
}

/** Null for a job that fetches nothing. */
export async function readErrand(folder: string): Promise<Errand | null> {
  const text = await readFile(join(folder, ERRAND), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        return null;
      }
      throw error;
    }
  );
  return text === null ? null : (JSON.parse(text) as Errand);
}

/** Of letters and digits, as file names of credential daemons are. */
function handleOf(shareId: string): string {
  return shareId.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function known({ path, sha256, size }: FetchedFile) {
  return { path, size, sha256 };
}

function downloaded(
  file: FetchedFile,
  address: URL,
  credential: string
): WorkerInput {
  const { href: url } = below(address, file.path);
  return { ...known(file), from: { kind: 'download', url, credential } };
}
