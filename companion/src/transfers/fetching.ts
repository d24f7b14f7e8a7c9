/**
 * Brings the bytes of one file into its partial file, from wherever they are.
 */
import type { Readable } from 'node:stream';
import type { OutboundClient } from '../http/outbound.ts';
import { StorageError, type Storage } from '../storage/storage.ts';
import { download } from './download.ts';
import { FileFailure } from './file-failure.ts';
import { note, type Scene } from './scene.ts';
import type { Validators } from './journal-records.ts';
import type { FileEntry } from './ledger.ts';
import { copyLocal, openLocalFile } from './local-source.ts';
import type { PartialFile } from './partial-file.ts';
import { copyFromStorage } from './storage-source.ts';
import { freeBytes } from './working-folder.ts';

/** Opens a file inside an archive. */
export type OpenEntry = (archive: string, entry: string) => Promise<Readable>;

/**
 * Opens a storage by the name that plans give it.
 *
 * @throws StorageError when it is not here (any more)
 */
export type StorageOf = (name: string) => Promise<Storage>;

export const noStorages: StorageOf = () =>
  Promise.reject(
    new StorageError(
      'share-gone',
      'This share is not here (any more). Look whether it is still accepted.'
    )
  );

export interface Sources {
  client: OutboundClient;
  openEntry: OpenEntry;
  storageOf: StorageOf;
  /** Largest single file. */
  maximumBytes: number;
}

/** A file of unknown size may take this much of what is free. */
const SHARE_OF_FREE = 0.9;

export interface Attempt {
  partial: PartialFile;
  signal: AbortSignal;
  /** The host answered, whatever it says. */
  onAnswer: () => void;
}

/** @throws FileFailure, OutboundError, or an error of the file system */
export async function fetchFile(
  sources: Sources,
  scene: Scene,
  entry: FileEntry,
  { partial, signal, onAnswer }: Attempt
): Promise<void> {
  const { source } = entry.planned;
  const { client, maximumBytes, openEntry } = sources;
  const common = { wanted: entry.planned, partial, maximumBytes, signal };
  const room = async () =>
    ((await freeBytes(scene.folder.root)) ?? Infinity) * SHARE_OF_FREE;
  const onBegun = (validators: Validators) =>
    note(scene, { type: 'begun', file: entry.index, ...validators });
  switch (source.type) {
    case 'url':
      return download({
        ...common,
        client,
        url: source.url,
        onAnswer,
        validators: entry.validators,
        room,
        onBegun
      });
    case 'storage':
      return copyFromStorage({
        partial,
        maximumBytes,
        signal,
        storage: await sources.storageOf(source.storage),
        path: source.path,
        validators: entry.validators,
        room,
        onAnswer,
        onBegun,
        onSource: (seen, verified) =>
          scene.ledger.carries(entry, seen, verified)
      });
    case 'zip':
      return copyLocal({
        ...common,
        open: () => openEntry(source.archive, source.entry)
      });
    case 'local':
      return copyLocal({ ...common, open: () => openLocalFile(source.path) });
    case 'none':
      throw new FileFailure(source.code, source.message);
  }
}
