/**
 * What already stands where a file should go. It is never replaced: either it
 * is the file, or it is somebody's and stays.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Checksum } from 'sciencemesh-contract';
import type { TransferEvent } from './journal-records.ts';
import type { FileEntry } from './ledger.ts';
import {
  identityOf,
  mayReplace,
  sameIdentity,
  type Identity,
  type WorkingFolder
} from './working-folder.ts';

/** What earlier transfers wrote into the same folder, by path. */
export type Known = ReadonlyMap<string, Identity>;

/** Why a copy left something alone; a storage may be the place, too. */
export const TAKEN =
  'There is something of this name already, which was left as it is. Rename it and retry.';

/** Null when the place is free, or may be taken. */
export async function inspectOccupant(
  entry: FileEntry,
  folder: WorkingFolder,
  known: Known
): Promise<TransferEvent | null> {
  const { path, checksum, size, replaces } = entry.planned;
  const stats = await folder.occupant(path);
  if (stats === null) {
    return null;
  }
  if (replaces !== undefined) {
    return mayReplace(stats, replaces)
      ? null
      : { type: 'kept', file: entry.index, size: stats.size, message: TAKEN };
  }
  const file = entry.index;
  const present = (verified: boolean): TransferEvent => ({
    type: 'present',
    file,
    size: stats.size,
    verified
  });
  if (stats.isFile()) {
    const ours = known.get(path);
    if (checksum) {
      const agrees = await hasChecksum(folder.target(path), checksum);
      if (agrees) {
        return present(true);
      }
    } else if (
      ours ? sameIdentity(ours, identityOf(stats)) : stats.size === size
    ) {
      return present(false);
    }
  }
  return {
    type: 'kept',
    file,
    size: stats.size,
    message:
      'There is a file of this name that differs. It was left as it is; rename it and retry to fetch the one of the package.'
  };
}

async function hasChecksum(
  path: string,
  { algorithm, value }: Checksum
): Promise<boolean> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const hash = createHash(algorithm);
  for await (const chunk of handle.createReadStream({
    highWaterMark: 1024 * 1024
  }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return hash.digest('hex') === value.toLowerCase();
}
