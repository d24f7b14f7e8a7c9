import type { Readable } from 'node:stream';
import type { ContentSync } from 'sciencemesh-contract';
import type { Place } from '../drive/drive.ts';
import type { EditCondition } from './validators.ts';

/** An edit that is kept here until its server has it. */
export interface PendingEdit {
  id: string;
  shareId: string;
  /** Path in the share's storage. */
  path: string;
  /** What pages know this state of the file by. */
  hash: string;
  size: number;
  savedAt: string;
  sync: ContentSync;
  /** The file is not at its server at all yet. */
  isNew: boolean;
}

/** The bytes of an edit; they can be read several times, while they are there. */
export interface EditSource {
  readonly size: number;
  open(): Readable;
  /** False: they have gone by, and cannot be had again. */
  readonly isThere?: boolean;
  /** All of them, where they are in memory anyway. */
  bytes?: Buffer;
}

/** An edit that is being written; one of the two ends that. */
export interface GuardedEdit {
  /** Its bytes, as they are kept. */
  source: EditSource;
  /** It is written, or refused for good. */
  done(): Promise<void>;
  /** It is sent some time later. */
  later(): Promise<PendingEdit>;
}

/** What the rest of the contents asks of the outbox. */
export interface PendingEdits {
  at(shareId: string, path: string): PendingEdit | null;

  /** All whose file lies directly in a folder. */
  in(shareId: string, folder: string): PendingEdit[];

  /** The bytes of an edit. */
  read(edit: PendingEdit): Promise<Buffer>;

  /**
   * Keeps an edit, durably before it resolves, in place of one that waits for
   * the same file.
   *
   * @param condition under which it may be written, asked for when the bytes
   * are kept; that of an edit which it replaces stays
   * @param attempted the server may have got the bytes already
   */
  hold(
    place: Place,
    source: EditSource,
    condition: () => EditCondition,
    attempted: boolean
  ): Promise<PendingEdit>;

  /**
   * Keeps an edit durably while it is being written, for a file that a write
   * which breaks off would leave half-written.
   */
  guard(
    place: Place,
    source: EditSource,
    condition: EditCondition
  ): Promise<GuardedEdit>;

  /** Forgets the edit of a file, or those of all files in a folder. */
  drop(shareId: string, path: string): Promise<void>;

  /** A file or folder has another path now. */
  move(shareId: string, from: string, to: string): void;
}
