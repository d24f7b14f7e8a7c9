/**
 * Checksums of what goes into a deposit, as far as making them takes no longer
 * than a person waits.
 */
import { sha256Of } from '../../provenance/sent-source.ts';
import type { SelectedFile } from '../selected-file.ts';

const MEBIBYTE = 1024 * 1024;
/** Of one file, and of all together. */
const LARGEST = 256 * MEBIBYTE;
const MOST = 1024 * MEBIBYTE;

/** SHA-256 by path; the smaller ones first. What cannot be read has none. */
export async function checksumsOf(
  files: readonly SelectedFile[],
  signal: AbortSignal
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let bytes = 0;
  for (const { path, real, size } of files.toSorted(
    (one, other) => one.size - other.size
  )) {
    bytes += size;
    if (size > LARGEST || bytes > MOST) {
      break;
    }
    const sha256 = await sha256Of(real, signal).catch(() => null);
    signal.throwIfAborted();
    if (sha256 !== null) {
      found.set(path, sha256);
    }
  }
  return found;
}
