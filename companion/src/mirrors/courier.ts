/**
 * Carries single files between a share and its working copy, and notes in the
 * mirror's book what came of each. A failure is the file's own: nothing here
 * throws for it.
 */
import type { ContentChange } from 'sciencemesh-contract';
import type { Entry } from '../storage/storage.ts';
import { toFileFailure } from '../transfers/file-failure.ts';
import type { MirrorBook } from './book.ts';
import type { ShareCopy } from './copy.ts';
import { fetchFile } from './fetch.ts';
import { removeCopy } from './gone.ts';
import type { PathLocks } from './locks.ts';
import { sendDeletion, sendRename } from './rearrange.ts';
import { sendFile, type Decision, type Sent } from './send.ts';
import { validatorOf } from './validator.ts';

export interface CourierOptions {
  book: MirrorBook;
  locks: PathLocks;
  onChange: () => void;
  /** Hears of what was changed at the share; paths are of the storage. */
  onSent: (
    kind: ContentChange['kind'],
    path: string,
    oldPath: string | null
  ) => void;
}

export class Courier {
  readonly #options: CourierOptions;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  async fetch(
    copy: ShareCopy,
    entry: Entry,
    signal: AbortSignal
  ): Promise<void> {
    const { book, locks, onChange } = this.#options;
    const { path } = entry;
    const onBytes = (count: number): void => {
      book.progress.bytes += count;
      onChange();
    };
    await this.#note(path, signal, async () => {
      const fetched = await locks.use(path, () =>
        fetchFile(copy, entry, { signal, onBytes })
      );
      if (fetched !== 'kept') {
        book.present.add(path);
        book.conflicts.delete(path);
        return;
      }
      // Something of the person stands there: a conflict if the share moved on.
      const inStep = copy.store.file(copy.shareId, path)?.inStep;
      if (inStep?.validator !== validatorOf(entry)) {
        book.conflicts.set(path, validatorOf(entry));
      }
    });
  }

  async send(
    copy: ShareCopy,
    path: string,
    decision: Decision,
    signal: AbortSignal
  ): Promise<void> {
    const { book, onSent } = this.#options;
    await this.#note(path, signal, async () => {
      const sent = await this.#carryOut(copy, path, decision, signal);
      if (sent.type === 'conflict') {
        book.conflicts.set(path, sent.validator);
        return;
      }
      book.conflicts.delete(path);
      book.changes.delete(path);
      switch (sent.type) {
        case 'sent':
          onSent(sent.created ? 'created' : 'saved', sent.path, null);
          break;
        case 'deleted':
          book.remote.delete(path);
          onSent('deleted', path, null);
          break;
        case 'renamed':
          book.remote.delete(sent.from);
          onSent('renamed', path, sent.from);
          break;
        case 'fetched':
          break;
      }
    });
  }

  /** What was done here, whatever that was. */
  #carryOut(
    copy: ShareCopy,
    path: string,
    decision: Decision,
    signal: AbortSignal
  ): Promise<Sent> {
    const { book, locks } = this.#options;
    const change = book.changes.get(path);
    const from = change?.from ?? null;
    if (from !== null) {
      return locks.use(from, () =>
        locks.use(path, () =>
          sendRename(copy, { from, path }, decision, signal)
        )
      );
    }
    return locks.use(path, () =>
      change?.kind === 'deleted'
        ? sendDeletion(copy, path, decision, signal)
        : sendFile(copy, path, decision, signal)
    );
  }

  async remove(
    copy: ShareCopy,
    path: string,
    signal: AbortSignal
  ): Promise<void> {
    await this.#note(path, signal, () =>
      this.#options.locks.use(path, () => removeCopy(copy, path))
    );
  }

  async #note(
    path: string,
    signal: AbortSignal,
    work: () => Promise<void>
  ): Promise<void> {
    const { failures } = this.#options.book;
    try {
      await work();
      failures.delete(path);
    } catch (error) {
      if (!signal.aborted) {
        failures.set(path, toFileFailure(error).message);
      }
    }
  }
}
