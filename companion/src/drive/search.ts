/**
 * Search by name across all shares at once: each share on its own, broadly
 * before deeply, as what people look for seldom lies deep.
 */
import type { SearchQuery, SearchRow } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { StorageError } from '../storage/storage.ts';
import type { Drive, Mounted } from './drive.ts';
import { below } from './paths.ts';
import { Lines } from './search-lines.ts';
import { SearchListings } from './search-listings.ts';
import { matcherFor, type Matcher } from './search-matching.ts';

/** Folders of one share that are listed at the same time. */
const SIDE_BY_SIDE = 4;
const MOST_HITS = 1000;
/** Files of one share; a larger one is said to be searched in part. */
const MOST_FILES = 500_000;
const DEEPEST = 100;
const PROGRESS_MILLISECONDS = 250;
const LINES_AHEAD = 500;

export interface DriveSearchOptions {
  drive: Drive;
  /** Clock in milliseconds that never goes back; replaced in tests. */
  now?: () => number;
}

export class DriveSearch {
  readonly #drive: Drive;
  readonly #listings: SearchListings;

  constructor({ drive, now }: DriveSearchOptions) {
    this.#drive = drive;
    this.#listings = new SearchListings(now);
  }

  /**
   * Begins; it goes on until everything was looked at, or nobody listens any
   * more.
   *
   * @throws RequestProblem for a share that is not in the drive
   */
  async find(
    { q, share }: SearchQuery,
    signal: AbortSignal
  ): Promise<AsyncGenerator<SearchRow>> {
    const all = await this.#drive.mounted();
    const mounted = all.filter(one => !share || one.share.id === share);
    if (share !== undefined && mounted.length === 0) {
      throw new RequestProblem(
        404,
        'no-such-share',
        'This share is not in the drive (any more). Look at the list of shares.'
      );
    }
    return this.#search(matcherFor(q), mounted, signal);
  }

  async *#search(
    matches: Matcher,
    mounted: readonly Mounted[],
    signal: AbortSignal
  ): AsyncGenerator<SearchRow> {
    const control = new AbortController();
    const round = new Round(
      matches,
      this.#listings,
      AbortSignal.any([signal, control.signal]),
      () => control.abort()
    );
    try {
      yield* round.run(mounted);
    } finally {
      control.abort();
    }
  }
}

/** One search. */
class Round {
  readonly #matches: Matcher;
  readonly #listings: SearchListings;
  readonly #signal: AbortSignal;
  readonly #enough: () => void;
  readonly #lines = new Lines<SearchRow>(LINES_AHEAD);
  #files = 0;
  #hits = 0;
  #done = 0;
  #failed = 0;
  #limited = false;

  constructor(
    matches: Matcher,
    listings: SearchListings,
    signal: AbortSignal,
    enough: () => void
  ) {
    this.#matches = matches;
    this.#listings = listings;
    this.#signal = signal;
    this.#enough = enough;
  }

  async *run(mounted: readonly Mounted[]): AsyncGenerator<SearchRow> {
    const telling = setInterval(() => {
      void this.#lines.put({
        type: 'progress',
        shares: this.#done,
        files: this.#files
      });
    }, PROGRESS_MILLISECONDS);
    const working = Promise.all(mounted.map(one => this.#share(one))).finally(
      () => this.#lines.end()
    );
    // Who listens hears of it below.
    working.catch(() => undefined);
    try {
      yield* this.#lines;
      await working;
    } finally {
      clearInterval(telling);
    }
    yield {
      type: 'end',
      shares: mounted.length,
      failed: this.#failed,
      files: this.#files,
      limited: this.#limited
    };
  }

  async #share(mounted: Mounted): Promise<void> {
    const look = new ShareLook(mounted, this.#listings, this.#signal);
    try {
      await this.#hit(mounted, {
        path: '',
        name: mounted.name,
        kind: mounted.share.kind === 'file' ? 'file' : 'folder',
        size: null,
        modified: null
      });
      if (mounted.share.kind !== 'file') {
        for await (const entries of look.levels()) {
          for (const entry of entries) {
            this.#files += 1;
            await this.#hit(mounted, entry);
          }
        }
      }
    } catch (error) {
      if (this.#signal.aborted) {
        return;
      }
      if (!(error instanceof StorageError)) {
        throw error;
      }
      look.trouble ??= error;
      look.failed = look.files === 0;
    }
    this.#done += 1;
    this.#failed += look.failed ? 1 : 0;
    await this.#lines.put({
      type: 'share',
      shareId: mounted.share.id,
      name: mounted.name,
      state: look.failed ? 'failed' : look.trouble ? 'incomplete' : 'done',
      files: look.files,
      message: look.trouble?.message ?? null
    });
  }

  async #hit(
    { name: share, share: { id } }: Mounted,
    entry: Omit<
      Extract<SearchRow, { type: 'hit' }>,
      'type' | 'shareId' | 'rank'
    >
  ): Promise<void> {
    const rank = this.#matches(entry.name);
    if (rank === null || this.#signal.aborted) {
      return;
    }
    if (this.#hits === MOST_HITS) {
      this.#limited = true;
      this.#enough();
      return;
    }
    this.#hits += 1;
    const { name, kind, size, modified } = entry;
    await this.#lines.put({
      type: 'hit',
      shareId: id,
      path: below(share, entry.path),
      name,
      kind,
      size,
      modified,
      rank
    });
  }
}

/** The way through one share. */
class ShareLook {
  readonly #mounted: Mounted;
  readonly #listings: SearchListings;
  readonly #signal: AbortSignal;
  files = 0;
  /** Why not everything was looked at. */
  trouble: StorageError | null = null;
  failed = false;

  constructor(mounted: Mounted, listings: SearchListings, signal: AbortSignal) {
    this.#mounted = mounted;
    this.#listings = listings;
    this.#signal = signal;
  }

  async *levels() {
    let level = [''];
    for (let depth = 0; level.length > 0; depth++) {
      const next: string[] = [];
      for (let from = 0; from < level.length; from += SIDE_BY_SIDE) {
        this.#signal.throwIfAborted();
        const folders = level.slice(from, from + SIDE_BY_SIDE);
        const lists = await Promise.all(
          folders.map(folder => this.#list(folder))
        );
        for (const entries of lists) {
          this.files += entries.length;
          yield entries;
          for (const { kind, path, problem } of entries) {
            if (kind === 'folder' && problem === null) {
              next.push(path);
            }
          }
        }
        if (this.files > MOST_FILES || depth === DEEPEST) {
          this.trouble ??= new StorageError(
            'too-large',
            'This share is too large to be searched to its end. Look in one of its folders.'
          );
          return;
        }
      }
      level = next;
    }
  }

  /** A folder that cannot be read leaves the others to be looked at. */
  async #list(path: string) {
    const { share, storage } = this.#mounted;
    try {
      return await this.#listings.list(share.id, storage, path, this.#signal);
    } catch (error) {
      if (
        path === '' ||
        this.#signal.aborted ||
        !(error instanceof StorageError)
      ) {
        throw error;
      }
      this.trouble ??= error;
      return [];
    }
  }
}
