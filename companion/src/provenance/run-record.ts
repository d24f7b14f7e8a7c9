/**
 * The record of a finished job, found again in the folder of its results.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../http/json.ts';

export const RECORD = 'ro-crate-metadata.json';
/** Where the job itself has made a crate: detached, as RO-Crate 1.2 names it. */
export const RECORD_BESIDE = 'job-ro-crate-metadata.json';

/** A sweep of ten thousand tasks stays below it. */
const LARGEST = 256 * 1024 * 1024;

/**
 * @param results absolute path of the folder of results
 * @returns null where there is none that can be read
 */
export async function readRunRecord(results: string): Promise<unknown> {
  return (
    (await readRecord(join(results, RECORD_BESIDE))) ??
    (await readRecord(join(results, RECORD)))
  );
}

async function readRecord(path: string): Promise<unknown> {
  const file = await open(path).catch(() => null);
  try {
    const size = (await file?.stat())?.size ?? Infinity;
    return file === null || size > LARGEST
      ? null
      : parseJson(await file.readFile(), Infinity);
  } catch {
    // The person may have written something else there.
    return null;
  } finally {
    await file?.close();
  }
}
