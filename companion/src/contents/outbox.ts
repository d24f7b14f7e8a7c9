/**
 * Edits that their servers could not take. They are kept durably, sent as soon
 * as the server is back, and never over somebody else's change.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type {
  ContentSync,
  OutboxDecision,
  OutboxItem
} from 'sciencemesh-contract';
import type { Drive, Mounted, Place } from '../drive/drive.ts';
import { below, parted } from '../drive/paths.ts';
import { RequestProblem } from '../http/problem.ts';
import type { OutboxRow, OutboxStore } from '../store/outbox.ts';
import type { OutboxFiles } from './outbox-files.ts';
import type {
  EditSource,
  GuardedEdit,
  PendingEdit,
  PendingEdits
} from './pending-edits.ts';
import type { EditCondition } from './validators.ts';

export interface OutboxOptions {
  store: OutboxStore;
  files: OutboxFiles;
  drive: Drive;
  /** How the person is called in the name of a second copy. */
  user: string;
}

interface OutboxEvents {
  change: [item: OutboxItem, removed: boolean];
  due: [];
}

const SYNC: Readonly<Record<OutboxItem['state'], ContentSync>> = {
  waiting: 'pending',
  sending: 'sending',
  conflict: 'conflict',
  failed: 'failed'
};

export class Outbox implements PendingEdits {
  readonly #options: OutboxOptions;
  readonly #events = new EventEmitter<OutboxEvents>();
  /** Edits of one file are kept one after the other. */
  readonly #keeping = new Map<string, Promise<unknown>>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  at(shareId: string, path: string): PendingEdit | null {
    const row = this.#options.store.at(shareId, path);
    return row === null ? null : asEdit(row);
  }

  in(shareId: string, folder: string): PendingEdit[] {
    return this.#options.store
      .under(shareId, folder)
      .filter(({ path }) => path !== folder && parted(path).folder === folder)
      .map(asEdit);
  }

  async read(edit: PendingEdit): Promise<Buffer> {
    return this.#options.files.read(this.row(edit.id));
  }

  hold(
    place: Place,
    source: EditSource,
    condition: () => EditCondition,
    attempted: boolean
  ): Promise<PendingEdit> {
    return this.#inTurn(place, () =>
      this.#hold(place, source, condition, attempted)
    );
  }

  async guard(
    place: Place,
    source: EditSource,
    condition: EditCondition
  ): Promise<GuardedEdit> {
    const { files, store } = this.#options;
    const row = await this.#inTurn(place, () =>
      this.#keep(place, source, () => condition, true, 'sending')
    );
    const isStill = () => store.get(row.id)?.revision === row.revision;
    return {
      source: { size: row.size, open: () => files.open(row) },
      done: async () => {
        if (isStill()) {
          store.remove(row.id);
        } else {
          // The next edit of the file has taken its place: now that may go.
          await this.change(row.id, { state: 'waiting', nextAttemptAt: null });
          this.#events.emit('due');
        }
        await files.remove(row);
      },
      later: async () => {
        const now = await this.change(row.id, { state: 'waiting' });
        if (!isStill()) {
          await files.remove(row);
        }
        this.#events.emit('due');
        return asEdit(now ?? row);
      }
    };
  }

  #inTurn<T>(place: Place, work: () => Promise<T>): Promise<T> {
    const key = `${place.share.id}/${place.path}`;
    const before = this.#keeping.get(key) ?? Promise.resolve();
    const keeping = before.then(work);
    const settled = keeping
      .catch(() => undefined)
      .finally(() => {
        if (this.#keeping.get(key) === settled) {
          this.#keeping.delete(key);
        }
      });
    this.#keeping.set(key, settled);
    return keeping;
  }

  async drop(shareId: string, path: string): Promise<void> {
    for (const row of this.#options.store.under(shareId, path)) {
      await this.remove(row);
    }
  }

  move(shareId: string, from: string, to: string): void {
    for (const { id, path } of this.#options.store.under(shareId, from)) {
      void this.change(id, { path: to + path.slice(from.length) });
    }
  }

  /** Everything that waits, oldest first. */
  async list(): Promise<OutboxItem[]> {
    const rows = this.#options.store.list();
    return Promise.all(rows.map(row => this.#item(row)));
  }

  async get(id: string): Promise<OutboxItem> {
    return this.#item(this.row(id));
  }

  /** The bytes of an edit, for a copy among the person's own files. */
  content(id: string): { size: number; body: Readable } {
    const row = this.row(id);
    return { size: row.size, body: this.#options.files.open(row) };
  }

  /**
   * What the person decides about an edit.
   *
   * @returns the edit as it is now
   * @throws RequestProblem 404 when it is not here (any more)
   */
  async decide(
    id: string,
    action: OutboxDecision['action']
  ): Promise<OutboxItem> {
    const row = this.row(id);
    const again = {
      state: 'waiting',
      nextAttemptAt: new Date().toISOString(),
      message: null
    } as const;
    switch (action) {
      case 'discard':
        return this.remove(row);
      case 'retry':
        await this.change(id, again);
        break;
      case 'overwrite':
        // Over what stood there when the conflict was found, nothing newer.
        await this.change(id, {
          ...again,
          condition: row.found ?? row.condition,
          found: null
        });
        break;
      case 'keep-both':
        await this.change(id, {
          ...again,
          path: this.#secondName(row),
          condition: JSON.stringify({ type: 'new' } satisfies EditCondition)
        });
        break;
      default:
        throw new TypeError(action satisfies never);
    }
    this.#events.emit('due');
    return this.get(id);
  }

  /** @returns the row as it is now; null when it is gone */
  async change(
    id: string,
    change: Parameters<OutboxStore['change']>[1]
  ): Promise<OutboxRow | null> {
    const row = this.#options.store.change(id, change);
    if (row !== null) {
      this.#events.emit('change', await this.#item(row), false);
    }
    return row;
  }

  /** Forgets an edit: it was sent, or given up. */
  async remove(row: OutboxRow): Promise<OutboxItem> {
    const item = await this.#item(row);
    this.#options.store.remove(row.id);
    await this.#options.files.remove(row);
    this.#events.emit('change', item, true);
    return item;
  }

  /** @throws RequestProblem 404 when it is not here (any more) */
  row(id: string): OutboxRow {
    const row = this.#options.store.get(id);
    if (row === null) {
      throw new RequestProblem(
        404,
        'edit-not-found',
        'This edit does not wait here (any more): it was sent or given up.'
      );
    }
    return row;
  }

  /** Hears of every change; `removed`: sent, or given up. */
  onChange(listener: (item: OutboxItem, removed: boolean) => void): () => void {
    this.#events.on('change', listener);
    return () => this.#events.off('change', listener);
  }

  /** Hears that something may be sent at once. */
  onDue(listener: () => void): () => void {
    this.#events.on('due', listener);
    return () => this.#events.off('due', listener);
  }

  async #hold(...edit: Parameters<PendingEdits['hold']>): Promise<PendingEdit> {
    const row = await this.#keep(...edit, 'waiting');
    this.#events.emit('change', await this.#item(row), false);
    this.#events.emit('due');
    return asEdit(row);
  }

  async #keep(
    { share, path }: Place,
    source: EditSource,
    condition: () => EditCondition,
    attempted: boolean,
    state: OutboxRow['state']
  ): Promise<OutboxRow> {
    const { store, files } = this.#options;
    const id = store.at(share.id, path)?.id ?? randomUUID();
    const revision = (store.get(id)?.revision ?? 0) + 1;
    const sha256 = await files.keep({ id, revision }, source);
    // It may have been sent while this one came to the disk.
    const before = store.get(id);
    const now = new Date().toISOString();
    const row: OutboxRow = {
      id,
      shareId: share.id,
      path: before?.path ?? path,
      revision,
      size: source.size,
      sha256,
      attempted: [...(before?.attempted ?? []), ...(attempted ? [sha256] : [])],
      condition: before?.condition ?? JSON.stringify(condition()),
      savedAt: now,
      // What is being sent goes on; the new bytes follow it.
      state: before?.state ?? state,
      attempts: before?.attempts ?? 0,
      nextAttemptAt: before?.nextAttemptAt ?? now,
      message: before?.message ?? null,
      found: before?.found ?? null
    };
    store.put(row);
    if (before !== null && before.state !== 'sending') {
      await files.remove(before);
    }
    return row;
  }

  async #item(row: OutboxRow): Promise<OutboxItem> {
    const mounted: Mounted | null = await this.#options.drive.mount(
      row.shareId
    );
    return {
      id: row.id,
      shareId: row.shareId,
      path: below(mounted?.name ?? '', row.path),
      size: row.size,
      savedAt: row.savedAt,
      state: row.state,
      attempts: row.attempts,
      nextAttemptAt: row.state === 'waiting' ? row.nextAttemptAt : null,
      message: row.message
    };
  }

  /** `name (edit of marie, 2026-11-22 10.31).txt`, beside the file. */
  #secondName({ path, savedAt }: OutboxRow): string {
    if (path === '') {
      throw new RequestProblem(
        409,
        'single-file',
        'This share is a single file: there is no place beside it. Save your edit among your own files, then discard it here.'
      );
    }
    const { folder, name } = parted(path);
    const cut = name.lastIndexOf('.');
    const stem = cut > 0 ? name.slice(0, cut) : name;
    const extension = cut > 0 ? name.slice(cut) : '';
    const when = savedAt.slice(0, 16).replace('T', ' ').replace(':', '.');
    const user = this.#options.user.replace(/[\p{Cc}/\\:]+/gu, '_');
    return below(folder, `${stem} (edit of ${user}, ${when})${extension}`);
  }
}

/** A row as the rest of the contents sees it. */
export function asEdit(row: OutboxRow): PendingEdit {
  const condition = JSON.parse(row.condition) as EditCondition;
  return {
    id: row.id,
    shareId: row.shareId,
    path: row.path,
    hash: `outbox:${row.id}.${row.revision}`,
    size: row.size,
    savedAt: row.savedAt,
    sync: SYNC[row.state],
    isNew: condition.type === 'new'
  };
}
