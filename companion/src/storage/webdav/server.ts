/**
 * What was learned about one server while working with it.
 */
import type { OutboundResponse } from '../../http/outbound.ts';
import {
  parseChecksums,
  strongest,
  type ChecksumAlgorithm
} from '../checksums.ts';
import type { Entry, Rights, StorageAbilities } from '../storage.ts';
import { isOfOwnCloud, type ServerTraits } from './entries.ts';
import type { ItemAnswer } from './multistatus.ts';
import { OPTIONAL, type Property } from './properties.ts';

/** Files whose last validator is remembered, at least. */
const REMEMBERED = 1000;
/** Items that tell what a server never tells: then it need not look for it. */
const TELLING = 100;
/** So many validators for one state of a file are no accident. */
const CHANGES = 3;
/**
 * Ids of files as Nextcloud and ownCloud 10 give them (numbers), oCIS and
 * OpenCloud (UUIDs in the end) and Reva on EOS (the number of the inode): all
 * of them put new bytes aside until they are complete. Elsewhere Reva writes
 * into the file itself, with ids such as `homes$…!fileid-…`.
 */
const OF_ATOMIC = /(^|!)(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i;
/** Times have whole seconds: within one, a file may really have changed. */
const SETTLED = 2000;

interface Seen {
  etag: string;
  state: string;
  /** When that state was first seen, by our own clock. */
  since: number;
  changes: number;
}

export class Server {
  readonly abilities: StorageAbilities = {
    ranges: true,
    etags: true
  };
  readonly #label: string;
  readonly #rights: Rights | null;
  #seen = new Map<string, Seen>();
  /** Those before: all go at once, as taking them away one by one is slow. */
  #seenBefore = new Map<string, Seen>();
  /** It has shown that it cannot MOVE, but COPY. */
  cannotMove = false;
  /** It has refused a part of a file that is there (416). */
  refusesRanges = false;
  #isKnown = false;
  #tellsByHead = true;
  #isApache = false;
  /** Null: it has not said. */
  #resumesUploads: boolean | null = null;
  #isAtomic = false;
  #checksums: ChecksumAlgorithm | null = null;

  readonly #untold = new Set<Property>();

  readonly #now: () => number;

  /** @param now a clock in milliseconds */
  constructor(
    label: string,
    rights: Rights | null,
    now: () => number = () => performance.now()
  ) {
    this.#now = now;
    this.#label = label;
    this.#rights = rights;
  }

  /** Something of it was seen. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Validators are not in listings, but perhaps in answers about a file. */
  get mayTellByHead(): boolean {
    return this.abilities.etags && this.#tellsByHead;
  }

  set mayTellByHead(does: boolean) {
    this.#tellsByHead = does;
  }

  get traits(): ServerTraits {
    return {
      label: this.#label,
      rights: this.#rights,
      weakEtags: this.#isApache,
      etags: this.abilities.etags
    };
  }

  /**
   * A file keeps its old bytes under its name until all new ones are there, as
   * far as is known of servers of this kind.
   */
  get writesAtomically(): boolean {
    return this.#isAtomic || this.#isApache;
  }

  /** It takes large files in pieces (TUS), as far as it has said. */
  get resumesUploads(): boolean {
    return this.#resumesUploads === true;
  }

  /** What it has shown counts more than what it says. */
  set resumesUploads(does: boolean) {
    this.#resumesUploads = does;
  }

  /** Which checksum it tells of files, or may tell; null: none. */
  get checksums(): ChecksumAlgorithm | null {
    return this.#checksums;
  }

  sawHeaders(headers: OutboundResponse['headers']): void {
    this.#isApache ||= /^Apache\b/i.test(headers['server'] ?? '');
    const versions = (headers['tus-version'] ?? '').split(/,\s*/);
    this.#resumesUploads ??= versions.includes('1.0.0') || null;
  }

  /**
   * Properties that it has of none of its items. With each of them a listing
   * would tell of every item that it is not there.
   */
  get untold(): ReadonlySet<Property> {
    return this.#untold;
  }

  /** @param told what a whole listing of so many items had of some of them */
  sawListing(told: ReadonlySet<Property>, items: number): void {
    if (items >= TELLING) {
      OPTIONAL.filter(property => !told.has(property)).forEach(property =>
        this.#untold.add(property)
      );
    }
  }

  sawItem(item: ItemAnswer): void {
    this.#isKnown = true;
    if (this.#untold.size > 0) {
      // Single items are always asked for everything.
      OPTIONAL.filter(
        property => item.properties[property] !== undefined
      ).forEach(property => this.#untold.delete(property));
    }
    this.#isAtomic ||= OF_ATOMIC.test(item.properties.fileId ?? '');
    const told = strongest(parseChecksums(item.properties.checksums));
    // ownCloud and its kin have this one beside whatever else they have.
    this.#checksums =
      told?.algorithm ??
      this.#checksums ??
      (isOfOwnCloud(item) ? 'sha1' : null);
  }

  /** Validators change with every request: they say nothing. */
  distrustEtags(): void {
    this.abilities.etags = false;
    this.#seen.clear();
    this.#seenBefore.clear();
  }

  /**
   * Compares an entry with what was seen of it before: a file of the same time
   * and size that comes with a new validator again and again shows that the
   * server makes them up.
   */
  noted(entry: Entry): Entry {
    if (entry.etag === null || entry.kind === 'folder') {
      return entry;
    }
    const { path, etag } = entry;
    const state = `${entry.modified} ${entry.size}`;
    const before = this.#seen.get(path) ?? this.#seenBefore.get(path);
    const isSame = before?.state === state && entry.modified !== null;
    const since = isSame ? before.since : this.#now();
    const isNew =
      isSame && before.etag !== etag && this.#now() - since >= SETTLED;
    const changes = (isSame ? before.changes : 0) + (isNew ? 1 : 0);
    if (changes >= CHANGES) {
      this.distrustEtags();
      return { ...entry, etag: null };
    }
    this.#seen.set(path, { etag, state, since, changes });
    if (this.#seen.size >= REMEMBERED) {
      this.#seenBefore = this.#seen;
      this.#seen = new Map();
    }
    return entry;
  }

  /** Our own write: the next validator is a new one. */
  forget(path: string): void {
    this.#seen.delete(path);
    this.#seenBefore.delete(path);
  }
}
