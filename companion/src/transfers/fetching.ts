/**
 * Brings the bytes of one file into its partial file, from wherever they are.
 */
import type { Readable } from 'node:stream';
import type { OutboundClient } from '../http/outbound.ts';
import { download } from './download.ts';
import { FileFailure } from './file-failure.ts';
import { note, type Scene } from './scene.ts';
import type { FileEntry } from './ledger.ts';
import { copyLocal, openLocalFile } from './local-source.ts';
import type { PartialFile } from './partial-file.ts';
import { freeBytes } from './working-folder.ts';

/** Opens a file inside an archive. */
export type OpenEntry = (archive: string, entry: string) => Promise<Readable>;

export interface Sources {
  client: OutboundClient;
  openEntry: OpenEntry;
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
  switch (source.type) {
    case 'url':
      return download({
        ...common,
        client,
        url: source.url,
        onAnswer,
        validators: entry.validators,
        room: async () =>
          ((await freeBytes(scene.folder.root)) ?? Infinity) * SHARE_OF_FREE,
        onBegun: validators =>
          note(scene, { type: 'begun', file: entry.index, ...validators })
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
