import type { Transfer, TransferFile } from 'sciencemesh-contract';
import type { TransfersModel } from './model';
import { isRunning } from './model';

/**
 * The files that are not in a working copy when its transfer has ended.
 */
export interface ILeftovers {
  /**
   * What could not be fetched; the first hundred, the rest fails alike.
   */
  readonly failed: readonly TransferFile[];

  /**
   * Whether anything was left out by choice.
   */
  readonly hasSkipped: boolean;
}

/** Nothing is missing. */
export const NO_LEFTOVERS: ILeftovers = { failed: [], hasSkipped: false };

/**
 * Ask what is missing; null where the companion does not answer.
 */
export async function leftovers(
  transfers: TransfersModel,
  transfer: Transfer | null
): Promise<ILeftovers | null> {
  if (!transfer || isRunning(transfer)) {
    return NO_LEFTOVERS;
  }
  const [failed, skipped] = await Promise.all([
    transfers.files(transfer.id, 'failed', MOST_SHOWN),
    transfers.files(transfer.id, 'skipped', 1)
  ]);
  return failed.ok && skipped.ok
    ? { failed: failed.value, hasSkipped: skipped.value.length > 0 }
    : null;
}

const MOST_SHOWN = 100;
