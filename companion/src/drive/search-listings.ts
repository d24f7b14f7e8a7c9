/**
 * Listings that a search has seen, so that the next letter that somebody types
 * does not list all shares again.
 */
import type { Entry, Storage } from '../storage/storage.ts';

/** So long a listing is taken as it was. */
const FRESH = 30_000;
/** Entries that are held, over all shares. */
const MOST = 300_000;

/** What a search needs of an entry. */
export type Seen = Pick<
  Entry,
  'path' | 'name' | 'kind' | 'size' | 'modified' | 'problem'
>;

interface Kept {
  at: number;
  etag: string | null;
  entries: Seen[];
}

export class SearchListings {
  readonly #now: () => number;
  /** By share and path, the one used last at the end. */
  readonly #kept = new Map<string, Kept>();
  #count = 0;

  /** @param now a clock in milliseconds that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @throws StorageError */
  async list(
    shareId: string,
    storage: Storage,
    path: string,
    signal: AbortSignal
  ): Promise<readonly Seen[]> {
    const key = `${shareId} ${path}`;
    const kept = this.#kept.get(key) ?? null;
    if (kept !== null && this.#now() - kept.at < FRESH) {
      this.#keep(key, kept);
      return kept.entries;
    }
    const listing = await storage.list(path, {
      signal,
      ...(kept?.etag ? { unless: kept.etag } : {})
    });
    if (listing === null && kept !== null) {
      this.#keep(key, { ...kept, at: this.#now() });
      return kept.entries;
    }
    const entries: Seen[] = [];
    for await (const batch of listing?.entries ?? []) {
      signal.throwIfAborted();
      for (const { path, name, kind, size, modified, problem } of batch) {
        entries.push({ path, name, kind, size, modified, problem });
      }
    }
    const etag = listing?.folder.etag ?? null;
    this.#keep(key, { at: this.#now(), etag, entries });
    return entries;
  }

  #keep(key: string, kept: Kept): void {
    this.#drop(key);
    this.#kept.set(key, kept);
    this.#count += kept.entries.length + 1;
    for (const oldest of this.#kept.keys()) {
      if (this.#count <= MOST) {
        break;
      }
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#count -= kept.entries.length + 1;
    }
  }
}
