/**
 * What has changed since the version before; nothing is sent to find out.
 */
import type { PublicationChanges } from 'sciencemesh-contract';
import type { StoredPublication } from '../../store/publication-records.ts';
import type { PublicationStore } from '../../store/publications.ts';
import type { RemoteFile } from '../repository.ts';
import type { KeyedFile, SelectedFile } from '../selected-file.ts';
import type { Desk } from './desk.ts';
import { filesOfRecord, hashedBefore } from './reconciling.ts';
import { compare, localChecksum } from './remote.ts';

/**
 * @param files as they would be sent, with what they would be called
 */
export async function changesOf(
  publication: StoredPublication,
  files: readonly { keyed: KeyedFile; file: SelectedFile | null }[],
  desk: Desk,
  store: PublicationStore
): Promise<PublicationChanges> {
  const { previous } = publication.form;
  const list = previous === null ? [] : await filesOfRecord(desk, previous);
  const before = new Map(list.map(file => [file.key, file]));
  const changes: PublicationChanges = {
    added: [],
    changed: [],
    removed: [],
    unchanged: 0,
    bytes: 0
  };
  for (const { file, keyed } of files) {
    const there = before.get(keyed.key);
    before.delete(keyed.key);
    if (there === undefined) {
      changes.added.push(keyed.key);
      changes.bytes += keyed.size;
    } else if (await isSame(file, there, publication, store, desk.signal)) {
      changes.unchanged += 1;
    } else {
      changes.changed.push(keyed.key);
      changes.bytes += keyed.size;
    }
  }
  changes.removed.push(...before.keys());
  return changes;
}

/** What is made anew each time, such as an archive, is another one. */
async function isSame(
  file: SelectedFile | null,
  there: RemoteFile,
  publication: StoredPublication,
  store: PublicationStore,
  signal: AbortSignal
): Promise<boolean> {
  if (file === null || file.real === '' || file.size !== there.size) {
    return false;
  }
  const known = hashedBefore(file, publication, store);
  const local = await localChecksum(
    { ...file, ...(known ?? { checksum: null, sha256: null }) },
    there.checksum,
    signal
  );
  return compare(file, local, there) === 'same';
}
