/**
 * Compares every file at the repository with the one here.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { StoredPublicationFile } from '../../store/publication-records.ts';
import type { DraftState } from '../repository.ts';
import type { Consignment } from './consignment.ts';
import type { Desk } from './desk.ts';
import { compare, localChecksum } from './remote.ts';

/** Seconds between looks while the repository still computes checksums. */
const PAUSES = [
  0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 2, 4, 8, 15, 30, 60, 60, 60, 60
];

export interface Verdict {
  /** They are not there, or not as they are here. */
  wrong: StoredPublicationFile[];
  /** The repository does not say what it has. */
  untold: StoredPublicationFile[];
  /** Names of what does not belong there. */
  strange: string[];
}

/** Waits for checksums that the repository computes later. */
export async function verify(
  desk: Desk,
  draft: DraftState,
  consignment: Consignment,
  pauses: readonly number[] = PAUSES
): Promise<Verdict> {
  for (const seconds of pauses) {
    const verdict = await look(desk, draft, consignment);
    if (verdict.untold.length === 0 || verdict.wrong.length > 0) {
      return verdict;
    }
    await pause(seconds * 1000, undefined, { signal: desk.signal });
  }
  return look(desk, draft, consignment);
}

async function look(
  desk: Desk,
  draft: DraftState,
  consignment: Consignment
): Promise<Verdict> {
  const list = await desk.read((adapter, signal) =>
    adapter.list(draft, signal)
  );
  const remote = new Map(list.map(file => [file.key, file]));
  const verdict: Verdict = { wrong: [], untold: [], strange: [] };
  const changed: StoredPublicationFile[] = [];
  for (const file of consignment.all) {
    const there = remote.get(file.key);
    remote.delete(file.key);
    const checksum = there?.checksum ?? null;
    const local = await localChecksum(file, checksum, desk.signal);
    const result =
      there === undefined ? 'unfinished' : compare(file, local, there);
    const state = result === 'same' ? agreedState(file) : 'sent';
    const now: StoredPublicationFile = {
      ...file,
      state,
      remoteChecksum: checksum,
      checksum: local
    };
    if (result === 'same') {
      now.message = null;
    } else {
      verdict[result === 'untold' ? 'untold' : 'wrong'].push(now);
    }
    if (file.state !== now.state || file.remoteChecksum !== checksum) {
      changed.push(now);
    }
  }
  verdict.strange.push(...remote.keys());
  if (changed.length > 0) {
    consignment.keep(changed);
  }
  return verdict;
}

function agreedState({
  state
}: StoredPublicationFile): 'verified' | 'unchanged' {
  return state === 'unchanged' ? 'unchanged' : 'verified';
}
