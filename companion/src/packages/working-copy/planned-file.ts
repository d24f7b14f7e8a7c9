/**
 * Entries of a transfer's plan.
 */
import type { PlannedFile, TransferSource } from '../../transfers/transfer.ts';

/** One file that is wanted; nothing is known about it unless it is said. */
export function plannedFile(
  path: string,
  source: TransferSource,
  known: Partial<Pick<PlannedFile, 'size' | 'checksum' | 'skip'>> = {}
): PlannedFile {
  return { path, source, size: null, checksum: null, skip: false, ...known };
}

/** A file that cannot be had, so that it is told like others that failed. */
export function nowhere(code: string, message: string): TransferSource {
  return { type: 'none', code, message };
}
