/**
 * Brings what is known here into line with what the repository has: after a
 * restart, after a version before, after somebody was there in person.
 */
import type {
  StoredPublication,
  StoredPublicationFile
} from '../../store/publication-records.ts';
import type { PublicationStore } from '../../store/publications.ts';
import { quoted } from '../findings.ts';
import type { DraftState, RemoteFile } from '../repository.ts';
import { arrivedReceipts } from './arrived-parts.ts';
import { isThere, type Consignment } from './consignment.ts';
import type { Desk } from './desk.ts';
import { compare, localChecksum } from './remote.ts';
import { PublicationTrouble } from './troubles.ts';

/** Files that are written down together. */
const MOST_AT_ONCE = 500;

export interface Reconciled {
  desk: Desk;
  draft: DraftState;
  consignment: Consignment;
  store: PublicationStore;
  publication: StoredPublication;
}

/**
 * After this, a file that counts as there is there, and nothing else is.
 *
 * @throws PublicationTrouble when somebody else's files are there
 */
export async function reconcile(options: Reconciled): Promise<void> {
  const { consignment, desk, draft } = options;
  const list = await desk.read((adapter, signal) =>
    adapter.list(draft, signal)
  );
  const remote = new Map(list.map(file => [file.key, file]));
  await removeStrange(options, list);
  const changed: StoredPublicationFile[] = [];
  for (const file of consignment.all) {
    const there = remote.get(file.key);
    const now =
      there === undefined
        ? await absent(options, file)
        : await look(options, file, there);
    if (now !== file) {
      changed.push(now);
    }
    if (changed.length === MOST_AT_ONCE) {
      consignment.keep(changed.splice(0));
    }
  }
  consignment.keep(changed);
}

/**
 * Not every repository lists what is not whole yet. Whether it still has the
 * parts shows when the next one is sent; where none is left to be sent, it may
 * have put them together, and nothing tells.
 */
async function absent(
  { desk, draft }: Reconciled,
  file: StoredPublicationFile
): Promise<StoredPublicationFile> {
  const { key, slot } = file;
  if (slot !== null && slot.parts > 1) {
    const arrived = arrivedReceipts(slot).length;
    if (arrived > 0 && arrived < slot.parts) {
      return file;
    }
    await desk.change('remove', [key], async (adapter, signal) =>
      adapter.abandon?.(draft, slot, signal)
    );
  }
  return isThere(file) || slot !== null ? afresh(file) : file;
}

async function look(
  options: Reconciled,
  file: StoredPublicationFile,
  remote: RemoteFile
): Promise<StoredPublicationFile> {
  const { desk, publication, store } = options;
  const known =
    file.checksum === null
      ? { ...file, ...hashedBefore(file, publication, store) }
      : file;
  const local = await localChecksum(known, remote.checksum, desk.signal);
  const there = { ...known, checksum: local, sent: file.size, slot: null };
  switch (compare(file, local, remote)) {
    case 'same':
      return {
        ...there,
        remoteChecksum: remote.checksum,
        state: store.wasBegun(publication.id, file.key)
          ? 'verified'
          : 'unchanged',
        message: null
      };
    case 'untold':
      // Its checksum comes later; until then it counts as sent.
      return { ...there, state: 'sent' };
    case 'unfinished':
      if (file.slot !== null && file.slot.parts > 1) {
        // Parts that have arrived are kept; of a whole file nothing has.
        return file;
      }
      await remove(options, file.key);
      return afresh(file);
    case 'other':
      await remove(options, file.key);
      return afresh(file);
  }
}

function afresh(file: StoredPublicationFile): StoredPublicationFile {
  return {
    ...file,
    state: 'planned',
    sent: 0,
    remoteChecksum: null,
    slot: null
  };
}

/** The version before has hashed the same file already. */
export function hashedBefore(
  file: Pick<StoredPublicationFile, 'path' | 'real' | 'size' | 'modified'>,
  { previousId }: Pick<StoredPublication, 'previousId'>,
  store: PublicationStore
): Pick<StoredPublicationFile, 'checksum' | 'sha256'> | null {
  const before = previousId === null ? null : store.file(previousId, file.path);
  return before?.real === file.real &&
    before.size === file.size &&
    before.modified === file.modified
    ? { checksum: before.checksum, sha256: before.sha256 }
    : null;
}

/** What is there and is not to be there: ours goes, others' stays. */
async function removeStrange(
  options: Reconciled,
  list: readonly RemoteFile[]
): Promise<void> {
  const { consignment, desk, publication, store } = options;
  const wanted = new Set(consignment.all.map(({ key }) => key));
  const extra = list.filter(({ key }) => !wanted.has(key));
  if (extra.length === 0) {
    return;
  }
  const before = await keysBefore(options);
  const [strange] = extra.filter(
    ({ key }) => !before.has(key) && !store.wasBegun(publication.id, key)
  );
  if (strange !== undefined) {
    throw new PublicationTrouble(
      `The draft at ${desk.name} holds ${quoted(strange.key)}, which does not come from here. Delete it there, or select it here as well; then go on.`
    );
  }
  for (const { key } of extra) {
    await remove(options, key);
  }
}

/** Names of files that were taken over from the version before. */
async function keysBefore({
  desk,
  publication
}: Reconciled): Promise<ReadonlySet<string>> {
  const { previous } = publication.form;
  if (previous === null) {
    return new Set();
  }
  const files = await filesOfRecord(desk, previous);
  return new Set(files.map(({ key }) => key));
}

/** What is published, whatever its drafts hold. */
export async function filesOfRecord(
  desk: Desk,
  recordId: string
): Promise<RemoteFile[]> {
  const record = await desk.read((adapter, signal) =>
    adapter.look(recordId, signal)
  );
  return desk.read((adapter, signal) =>
    adapter.list({ ...record, state: 'published' }, signal)
  );
}

function remove(
  { desk, draft }: Pick<Reconciled, 'desk' | 'draft'>,
  key: string
): Promise<void> {
  return desk.change('remove', [key], (adapter, signal) =>
    adapter.remove(draft, key, signal)
  );
}
