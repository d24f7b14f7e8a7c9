/**
 * Sends the edits that wait, as soon as their servers take them.
 *
 * An answer that never came leaves open whether the server has the bytes. So
 * whatever stands there is compared with all that we have ever tried to write
 * before it is called somebody else's change.
 */
import type { ContentChange } from 'sciencemesh-contract';
import type { Drive, Place } from '../drive/drive.ts';
import { below } from '../drive/paths.ts';
import { PASSING, StorageError, type Entry } from '../storage/storage.ts';
import type { OutboxRow, OutboxStore } from '../store/outbox.ts';
import type { Listings } from './listings.ts';
import type { OutboxFiles } from './outbox-files.ts';
import { asEdit, type Outbox } from './outbox.ts';
import { remoteBytes, type RemoteBytes } from './remote-bytes.ts';
import type { Saving } from './saving.ts';
import { conditionFor, hashOf, type EditCondition } from './validators.ts';

/** Waiting times after the first, second … failure; then always the last. */
const BACK_OFF_SECONDS = [5, 15, 60, 300, 900];
const PARALLEL = 4;
/** A slow institution holds up its own edits only. */
const PARALLEL_FOR_SHARE = 2;
const LONGEST_SLEEP_MILLISECONDS = 900_000;

export interface OutboxSenderOptions {
  outbox: Outbox;
  store: OutboxStore;
  files: OutboxFiles;
  drive: Drive;
  saving: Saving;
  listings: Listings;
  announce: (change: ContentChange) => void;
  /** Hears of what no person can do anything about. */
  onTrouble: (error: unknown) => void;
  /** Replaces the waiting times, in tests. */
  backOffSeconds?: readonly number[];
}

export class OutboxSender {
  readonly #options: OutboxSenderOptions;
  readonly #backOff: readonly number[];
  readonly #running = new Map<
    string,
    { shareId: string; over: Promise<void> }
  >();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OutboxSenderOptions) {
    this.#options = options;
    this.#backOff = options.backOffSeconds ?? BACK_OFF_SECONDS;
    options.outbox.onDue(() => this.wake());
    options.drive.onReach((shareId, reach) => {
      if (reach === 'ready') {
        this.hurry(new Set([shareId]));
      }
    });
  }

  /** Takes up what an earlier process left. */
  async recover(): Promise<void> {
    const { store, files } = this.#options;
    store.recover();
    await files.sweep(store.list());
    this.wake();
  }

  /** Looks for what is due. */
  wake(): void {
    if (this.#stop.signal.aborted) {
      return;
    }
    clearTimeout(this.#timer);
    const now = new Date().toISOString();
    const later: string[] = [];
    for (const row of this.#options.store.list()) {
      const { state, nextAttemptAt } = row;
      if (state !== 'waiting' || this.#running.has(row.id)) {
        continue;
      }
      if (nextAttemptAt !== null && nextAttemptAt > now) {
        later.push(nextAttemptAt);
      } else if (this.#hasPlaceFor(row)) {
        this.#start(row);
      }
    }
    const next = later.sort()[0];
    if (next !== undefined) {
      const sleep = Math.min(
        Date.parse(next) - Date.now(),
        LONGEST_SLEEP_MILLISECONDS
      );
      this.#timer = setTimeout(() => this.wake(), Math.max(0, sleep));
      this.#timer.unref();
    }
  }

  /** Their server is there again: edits of these need not wait any longer. */
  hurry(shareIds: ReadonlySet<string>): void {
    const { store } = this.#options;
    for (const row of store.list()) {
      if (row.state === 'waiting' && shareIds.has(row.shareId)) {
        store.change(row.id, { nextAttemptAt: null });
      }
    }
    this.wake();
  }

  /** Breaks off what is under way; it waits still. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.abort();
    await Promise.all([...this.#running.values()].map(({ over }) => over));
  }

  #hasPlaceFor({ shareId }: OutboxRow): boolean {
    const running = [...this.#running.values()];
    return (
      running.length < PARALLEL &&
      running.filter(one => one.shareId === shareId).length < PARALLEL_FOR_SHARE
    );
  }

  #start(row: OutboxRow): void {
    const over = this.#attempt(row)
      .catch((error: unknown) => this.#options.onTrouble(error))
      .finally(() => {
        this.#running.delete(row.id);
        this.wake();
      });
    this.#running.set(row.id, { shareId: row.shareId, over });
  }

  async #attempt(waiting: OutboxRow): Promise<void> {
    const { outbox, drive, files } = this.#options;
    const row = await outbox.change(waiting.id, {
      state: 'sending',
      attempts: waiting.attempts + 1,
      attempted: [...new Set([...waiting.attempted, waiting.sha256])]
    });
    if (row === null) {
      return;
    }
    const mounted = await drive.mount(row.shareId);
    if (mounted === null) {
      await this.#fail(
        row,
        'Its share is hidden or declined. Show it again, then retry.'
      );
      return;
    }
    try {
      await this.#send({ ...mounted, path: row.path }, row);
    } finally {
      const now = this.#options.store.get(row.id);
      if (now !== null && now.revision !== row.revision) {
        await files.remove(row);
      }
    }
  }

  async #send(place: Place, row: OutboxRow): Promise<void> {
    const { saving, files } = this.#options;
    const condition = JSON.parse(row.condition) as EditCondition;
    const source = { size: row.size, open: () => files.open(row) };
    try {
      const written = await saving.write(
        place,
        source,
        condition,
        this.#stop.signal
      );
      await this.#sent(place, row, written);
    } catch (error) {
      if (this.#stop.signal.aborted) {
        return;
      }
      await this.#failed(place, row, error);
    }
  }

  async #failed(place: Place, row: OutboxRow, error: unknown): Promise<void> {
    if (!(error instanceof StorageError)) {
      await this.#later(row, 'Something failed here', null);
      throw error;
    }
    if (PASSING.has(error.code)) {
      await this.#later(row, error.message, error.retryAfter);
    } else if (error.code === 'changed' || error.code === 'exists') {
      await this.#compare(place, row);
    } else {
      await this.#fail(row, error.message);
    }
  }

  /** Somebody wrote the file: we, whose answer was lost, or another? */
  async #compare(place: Place, row: OutboxRow): Promise<void> {
    const { outbox, store } = this.#options;
    try {
      const found = await remoteBytes(place, this.#stop.signal);
      if (found?.sha256 === row.sha256) {
        await this.#sent(place, row, { ...found.entry, size: row.size });
      } else if (found !== null && (await this.#isOurs(row, found))) {
        // An earlier state of the same edit, or a part: this one follows it.
        await outbox.change(row.id, {
          state: 'waiting',
          condition: JSON.stringify(conditionAfter(found.entry)),
          nextAttemptAt: null
        });
      } else if (store.get(row.id) !== null) {
        await outbox.change(row.id, {
          state: 'conflict',
          found: JSON.stringify(
            found === null ? { type: 'new' } : conditionAfter(found.entry)
          ),
          message:
            found === null
              ? 'Somebody has moved or deleted the file meanwhile. Save your edit all the same, or discard it.'
              : 'Somebody else has changed the file meanwhile. Compare the two, then keep one of them or both.'
        });
      }
    } catch (error) {
      if (this.#stop.signal.aborted) {
        return;
      }
      if (error instanceof StorageError && !PASSING.has(error.code)) {
        await this.#fail(row, error.message);
      } else {
        const known = error instanceof StorageError ? error : null;
        await this.#later(
          row,
          known?.message ?? 'Something failed here',
          known?.retryAfter ?? null
        );
      }
    }
  }

  /** What an earlier attempt has left there, whole or broken off. */
  async #isOurs(
    row: OutboxRow,
    { sha256, size }: RemoteBytes
  ): Promise<boolean> {
    const isPart = row.path === '' && size < row.size;
    return (
      row.attempted.includes(sha256) ||
      (isPart && (await this.#options.files.checksum(row, size)) === sha256)
    );
  }

  async #sent(
    place: Place,
    row: OutboxRow,
    state: { etag: string | null; modified: string | null; size: number }
  ): Promise<void> {
    const { outbox, store, saving, listings, announce } = this.#options;
    const edit = asEdit(row);
    // Pages go on knowing this state by what they were told of the edit.
    await saving.note(place, state, { hash: edit.hash, modified: row.savedAt });
    listings.changed(place.share.id, place.path);
    const now = store.get(row.id);
    if (now !== null && now.revision === row.revision) {
      await outbox.remove(now);
    } else if (now !== null) {
      await outbox.change(row.id, {
        state: 'waiting',
        condition: JSON.stringify(conditionAfter(state)),
        attempts: 0,
        nextAttemptAt: null,
        message: null
      });
    }
    announce({
      kind: 'saved',
      path: below(place.name, place.path),
      oldPath: null
    });
  }

  async #later(
    row: OutboxRow,
    reason: string,
    retryAfter: number | null
  ): Promise<void> {
    const last = this.#backOff.at(-1) ?? 0;
    const seconds = this.#backOff[row.attempts - 1] ?? last;
    const wait = Math.max(seconds * 1000, retryAfter ?? 0);
    await this.#options.outbox.change(row.id, {
      state: 'waiting',
      nextAttemptAt: new Date(Date.now() + wait).toISOString(),
      message: reason
    });
  }

  async #fail(row: OutboxRow, message: string): Promise<void> {
    await this.#options.outbox.change(row.id, { state: 'failed', message });
  }
}

/** For what follows a state that we wrote ourselves. */
function conditionAfter(
  state: Pick<Entry, 'etag' | 'modified' | 'size'>
): EditCondition {
  const hash = hashOf(state);
  // A server that tells nothing of its files cannot be asked to compare them.
  return hash === null ? { type: 'any' } : conditionFor(hash);
}
