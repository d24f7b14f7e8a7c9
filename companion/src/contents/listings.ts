/**
 * Folders as they were last seen. A page asks for whole folders again and
 * again; an unchanged one costs its server one conditional request.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Place } from '../drive/drive.ts';
import { isWithin, parted } from '../drive/paths.ts';
import { StorageError, type Entry } from '../storage/storage.ts';
import type { LastListingStore } from '../store/last-listings.ts';
import { SharedListing, type Batch } from './shared-listing.ts';

/** All listings in memory together. */
const HELD_TOGETHER = 60_000;
const FILES = 8;
/** Of a share's root, kept for the time when its server is gone. */
const REMEMBERED = 1000;

export interface Listed {
  folder: Entry;
  batches: AsyncIterable<Batch>;
}

interface LastListing {
  folder: Entry;
  entries: Entry[];
}

interface Kept {
  shareId: string;
  path: string;
  folder: Entry;
  count: number;
  /** Null when they are in the file. */
  batches: readonly Batch[] | null;
  file: string | null;
}

export class Listings {
  readonly #folder: string;
  readonly #last: LastListingStore;
  /** Least recently used first. */
  readonly #kept = new Map<string, Kept>();
  /** Our own changes of shares: what was asked for before one is not kept. */
  readonly #changes = new Map<string, number>();
  /** Listings that further readers may join. */
  readonly #running = new Map<string, Promise<SharedListing | Kept>>();

  /** @param folder for large listings; what it holds is thrown away */
  constructor(folder: string, last: LastListingStore) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#last = last;
  }

  /**
   * Lists a folder as it is now.
   *
   * @throws StorageError
   */
  async list(place: Place): Promise<Listed> {
    const key = keyOf(place.share.id, place.path);
    let running = this.#running.get(key);
    if (running === undefined) {
      running = this.#start(place, key);
    }
    const found = await running;
    if (found instanceof SharedListing) {
      // Nothing came between, as a listing is not read before it is known.
      return this.#running.get(key) === running || found.isUnread
        ? { folder: found.folder, batches: found.read() }
        : this.list(place);
    }
    return { folder: found.folder, batches: batchesOf(found) };
  }

  /** An entry as it was when its folder was last listed. */
  known(place: Place): Entry | null {
    const { folder, name } = parted(place.path);
    const kept = this.#kept.get(keyOf(place.share.id, folder));
    for (const batch of kept?.batches ?? []) {
      const entry = batch.find(candidate => candidate.name === name);
      if (entry !== undefined) {
        return entry;
      }
    }
    return null;
  }

  /** The root of a share as it was last seen, however long ago. */
  lastOf(shareId: string): Listed | null {
    const text = this.#last.of(shareId);
    if (text === null) {
      return null;
    }
    // Written by ourselves.
    const { folder, entries } = JSON.parse(text) as LastListing;
    return { folder, batches: Readable.from([entries]) };
  }

  /** Something has changed: the next look at its folder is a whole one. */
  changed(shareId: string, path: string): void {
    const { folder } = parted(path);
    this.#changes.set(shareId, this.#changesOf(shareId) + 1);
    for (const [key, kept] of this.#kept) {
      if (
        kept.shareId === shareId &&
        (kept.path === folder || isWithin(path, kept.path))
      ) {
        this.#forget(key);
      }
    }
    this.#running.delete(keyOf(shareId, folder));
  }

  #changesOf(shareId: string): number {
    return this.#changes.get(shareId) ?? 0;
  }

  #start(place: Place, key: string): Promise<SharedListing | Kept> {
    const over = () => {
      if (this.#running.get(key) === running) {
        this.#running.delete(key);
      }
    };
    const running = this.#ask(place, key, over);
    this.#running.set(key, running);
    running.catch(over);
    return running;
  }

  async #ask(
    place: Place,
    key: string,
    over: () => void
  ): Promise<SharedListing | Kept> {
    const { share, storage, path } = place;
    const changes = this.#changesOf(share.id);
    const kept = this.#kept.get(key);
    const unless = kept?.folder.etag ?? null;
    const listing = await storage.list(path, unless === null ? {} : { unless });
    if (listing === null) {
      over();
      if (kept === undefined) {
        throw new StorageError(
          'broken-answer',
          `${storage.label} says that a folder is unchanged which it never listed.`
        );
      }
      if (this.#kept.get(key) === kept) {
        // The most recently used one is the last.
        this.#kept.delete(key);
        this.#kept.set(key, kept);
      }
      return kept;
    }
    const { folder, entries } = listing;
    // Without a validator there is nothing to ask with the next time.
    const file = folder.etag === null ? null : join(this.#folder, randomUUID());
    return new SharedListing({
      folder,
      entries,
      file,
      onClosed: over,
      onDone: (batches, count) => {
        const whole = { shareId: share.id, path, folder, count, batches, file };
        if (this.#changesOf(share.id) === changes) {
          this.#keep(key, whole);
        } else {
          discard(whole);
        }
      }
    });
  }

  #keep(key: string, kept: Kept): void {
    this.#forget(key);
    this.#kept.set(key, kept);
    const { shareId, path, folder, count, batches } = kept;
    if (path === '' && batches !== null && count <= REMEMBERED) {
      const last: LastListing = { folder, entries: batches.flat() };
      this.#last.keep(shareId, JSON.stringify(last));
    }
    this.#shrink();
  }

  #shrink(): void {
    const inMemory = [...this.#kept].filter(([, one]) => one.batches !== null);
    let held = inMemory.reduce((sum, [, { count }]) => sum + count, 0);
    for (const [key, { count }] of inMemory) {
      if (held <= HELD_TOGETHER) {
        break;
      }
      held -= count;
      this.#forget(key);
    }
    const inFiles = [...this.#kept].filter(([, one]) => one.batches === null);
    for (const [key] of inFiles.slice(0, -FILES)) {
      this.#forget(key);
    }
  }

  #forget(key: string): void {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (kept !== undefined) {
      discard(kept);
    }
  }
}

function discard({ batches, file }: Kept): void {
  if (batches === null && file !== null) {
    void unlink(file).catch(() => undefined);
  }
}

async function* batchesOf({ batches, file }: Kept): AsyncGenerator<Batch> {
  if (batches !== null) {
    yield* batches;
  } else if (file !== null) {
    for await (const line of createInterface({
      input: createReadStream(file)
    })) {
      // Written by ourselves.
      yield JSON.parse(line) as Batch;
    }
  }
}

function keyOf(shareId: string, path: string): string {
  return `${shareId}/${path}`;
}
