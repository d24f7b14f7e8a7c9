/**
 * Carries results that belong into a share there, once they are here.
 */
import { posix } from 'node:path';
import type { Copies } from '../copies/copies.ts';
import { drivePathOf, type Places } from '../copies/places.ts';
import type { Transfer } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import {
  StorageError,
  type Storage,
  type StorageFailure
} from '../storage/storage.ts';
import type { StoredJob } from '../store/job-records.ts';
import { makeFolder } from '../transfers/storage-destination.ts';
import { TransferError, type TransferEngine } from '../transfers/transfer.ts';

export interface Delivered {
  /** Where the results are, as JupyterLab names it. */
  folder: string;
  transferId: string | null;
  /** Why they are not where they belong. */
  problem: string | null;
  /** The server was away; it is tried again. */
  isOwed: boolean;
}

/** With which the server of a share is away, as files of transfers tell it. */
const AWAY: ReadonlySet<string> = new Set<StorageFailure>([
  'unreachable',
  'timeout',
  'busy',
  'server-failed'
]);

export class ShareDelivery {
  readonly #copies: Copies;
  readonly #places: Places;
  readonly #transfers: TransferEngine;

  constructor(copies: Copies, places: Places, transfers: TransferEngine) {
    this.#copies = copies;
    this.#places = places;
    this.#transfers = transfers;
  }

  /**
   * @param target where the person wants the results
   * @param onStarted hears which transfer carries them, before it is waited for
   * @returns null when they are where they belong already
   */
  async deliver(
    { resultsFolder, transferId }: StoredJob,
    target: string,
    onStarted: (transferId: string) => void,
    signal: AbortSignal
  ): Promise<Delivered | null> {
    const folder = drivePathOf(target);
    if (folder === null || resultsFolder === null) {
      return null;
    }
    const name = posix.basename(resultsFolder);
    try {
      const transfer =
        (await this.#again(transferId)) ??
        (await this.#start(resultsFolder, folder, signal));
      onStarted(transfer.id);
      const { state } = await this.#settled(transfer.id, signal);
      if (state === 'done') {
        return {
          folder: `ScienceMesh:${posix.join(folder, name)}`,
          transferId: transfer.id,
          problem: null,
          isOwed: false
        };
      }
      const isOwed = this.#isAway(transfer.id);
      const rest = isOwed ? LATER : 'The list of transfers says why.';
      return {
        folder: resultsFolder,
        transferId: transfer.id,
        problem: `Not all results reached ${target}; they are here in ${resultsFolder}. ${rest}`,
        isOwed
      };
    } catch (error) {
      if (
        error instanceof RequestProblem ||
        error instanceof StorageError ||
        error instanceof TransferError
      ) {
        const isOwed = error instanceof StorageError && AWAY.has(error.code);
        return {
          folder: resultsFolder,
          transferId: null,
          problem: `The results did not reach ${target}: ${error.message} They are here in ${resultsFolder}.${isOwed ? ` ${LATER}` : ''}`,
          isOwed
        };
      }
      throw error;
    }
  }

  /** The transfer that has begun; what it did not manage is tried again. */
  async #again(id: string | null): Promise<Transfer | null> {
    const known = id === null ? null : this.#transfers.get(id);
    return known !== null && this.#isAway(known.id)
      ? this.#transfers.retry(known.id)
      : known;
  }

  /** Whether files did not arrive because the server was away. */
  #isAway(id: string): boolean {
    const codes = this.#transfers.files(id).map(({ code }) => code);
    return codes.some(code => code !== null && AWAY.has(code));
  }

  async #start(
    results: string,
    path: string,
    signal: AbortSignal
  ): Promise<Transfer> {
    const target = { drive: 'sciencemesh' as const, path };
    const spot = await this.#places.find(target);
    await folderAt(spot.at, spot.path, signal);
    return this.#copies.start(
      {
        action: 'copy',
        items: [{ drive: 'jupyter', path: results }],
        target,
        // Those that an earlier attempt has brought are left alone.
        collisions: 'skip'
      },
      signal
    );
  }

  /** Going on is for the next program when this one ends meanwhile. */
  #settled(id: string, signal: AbortSignal): Promise<Transfer> {
    const { promise, reject } = Promise.withResolvers<never>();
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    return Promise.race([this.#transfers.settled(id), promise]).finally(() =>
      signal.removeEventListener('abort', stop)
    );
  }
}

const LATER = 'They are sent as soon as it answers again.';

/** Makes a folder with those above it, as far as they are missing. */
async function folderAt(
  storage: Storage,
  path: string,
  signal: AbortSignal
): Promise<void> {
  if (path === '' || (await isThere(storage, path, signal))) {
    return;
  }
  const parent = posix.dirname(path);
  await folderAt(storage, parent === '.' ? '' : parent, signal);
  await makeFolder(storage, path, signal);
}

async function isThere(
  storage: Storage,
  path: string,
  signal: AbortSignal
): Promise<boolean> {
  try {
    await storage.stat(path, { signal });
    return true;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'not-found') {
      return false;
    }
    throw error;
  }
}
