/**
 * One answer of a server for all who ask for the same folder at that time.
 *
 * Every reader goes at its own pace. A folder that is too large to be kept in
 * memory goes to a file as it passes, and what all readers have is dropped.
 */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Entry } from '../storage/storage.ts';

/** More entries are not kept in memory. */
export const HELD_ENTRIES = 20_000;

export type Batch = readonly Entry[];

export interface SharedListingOptions {
  folder: Entry;
  entries: AsyncIterable<Batch>;
  /** Where entries go when they are many; null when they need not be kept. */
  file: string | null;
  /**
   * Hears of the end: all batches, null when they are many; not called when
   * the listing broke off.
   */
  onDone: (batches: readonly Batch[] | null, count: number) => void;
  /** Hears that no further reader can join. */
  onClosed: () => void;
}

interface Reader {
  /** Number of the batch that it gets next. */
  at: number;
}

export class SharedListing {
  readonly #options: SharedListingOptions;
  readonly #source: AsyncIterator<Batch>;
  /** Batches by their number; those that nobody needs are gone. */
  readonly #batches = new Map<number, Batch>();
  readonly #readers = new Set<Reader>();
  #arrived = 0;
  #count = 0;
  #ended = false;
  #failure: Error | null = null;
  #pull: Promise<void> | null = null;
  #isMany = false;
  #spill: WriteStream | null = null;

  constructor(options: SharedListingOptions) {
    this.#options = options;
    this.#source = options.entries[Symbol.asyncIterator]();
  }

  get folder(): Entry {
    return this.#options.folder;
  }

  /** Whether nothing of it was read yet: anybody can begin. */
  get isUnread(): boolean {
    return this.#arrived === 0 && !this.#ended;
  }

  /**
   * All batches from the first on; to be asked for at once after the listing
   * was made, or while `onClosed` was not called.
   */
  read(): AsyncIterableIterator<Batch> {
    const reader: Reader = { at: 0 };
    this.#readers.add(reader);
    const end = async (): Promise<IteratorReturnResult<undefined>> => {
      this.#readers.delete(reader);
      if (this.#readers.size === 0 && !this.#ended) {
        await this.#abandon();
      }
      return { done: true, value: undefined };
    };
    return {
      next: async () => {
        while (reader.at >= this.#arrived && !this.#ended) {
          await (this.#pull ??= this.#next());
        }
        if (reader.at >= this.#arrived && this.#failure !== null) {
          throw this.#failure;
        }
        const batch = this.#batches.get(reader.at);
        if (batch === undefined) {
          return end();
        }
        reader.at += 1;
        this.#drop();
        return { done: false, value: batch };
      },
      return: end,
      [Symbol.asyncIterator]() {
        return this;
      }
    };
  }

  async #next(): Promise<void> {
    try {
      const next = await this.#source.next();
      if (next.done === true) {
        await this.#finish();
        return;
      }
      const { value } = next;
      this.#batches.set(this.#arrived, value);
      this.#arrived += 1;
      this.#count += value.length;
      await this.#keep(value);
    } catch (error) {
      this.#ended = true;
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#spill?.destroy();
      this.#options.onClosed();
    } finally {
      this.#pull = null;
    }
  }

  /** Moves to the file what has become too much for the memory. */
  async #keep(batch: Batch): Promise<void> {
    if (this.#isMany) {
      await this.#write(batch);
      return;
    }
    if (this.#count <= HELD_ENTRIES) {
      return;
    }
    this.#isMany = true;
    this.#options.onClosed();
    const { file } = this.#options;
    if (file !== null) {
      this.#spill = createWriteStream(file, { mode: 0o600 });
      // What cannot be kept is asked for again.
      this.#spill.on('error', () => {
        this.#spill = null;
      });
      for (const held of this.#batches.values()) {
        await this.#write(held);
      }
    }
    this.#drop();
  }

  async #write(batch: Batch): Promise<void> {
    if (this.#spill?.write(`${JSON.stringify(batch)}\n`) === false) {
      await once(this.#spill, 'drain');
    }
  }

  #drop(): void {
    if (!this.#isMany) {
      return;
    }
    const needed = Math.min(...[...this.#readers].map(({ at }) => at));
    for (const index of this.#batches.keys()) {
      if (index >= needed) {
        break;
      }
      this.#batches.delete(index);
    }
  }

  async #finish(): Promise<void> {
    this.#ended = true;
    this.#options.onClosed();
    const { onDone } = this.#options;
    if (!this.#isMany) {
      onDone([...this.#batches.values()], this.#count);
    } else if (this.#spill !== null) {
      this.#spill.end();
      await finished(this.#spill);
      onDone(null, this.#count);
    }
  }

  /** Nobody reads any more. */
  async #abandon(): Promise<void> {
    this.#ended = true;
    this.#spill?.destroy();
    this.#options.onClosed();
    await this.#source.return?.();
  }
}
