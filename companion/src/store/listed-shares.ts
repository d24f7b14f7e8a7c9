/**
 * Shares that another provider keeps for the person. Its list is the truth and
 * can be had again at any time; what is kept here lets them be shown, found
 * and mounted while that provider does not answer.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Share } from 'sciencemesh-contract';
import type { PackageStore } from './packages.ts';
import { column } from './row.ts';
import {
  searchTextOf,
  SELECT_SHARE,
  shareFromRow,
  type ListedShare
} from './share-row.ts';
import type { ShareStore } from './shares.ts';
import { transaction } from './transaction.ts';

/** Shares that are written before others have their turn. */
const PIECE = 200;

/** What was followed before. */
interface Known {
  id: string;
  said: string | null;
  isWithdrawn: boolean;
}

/** How many shares each piece has changed. */
type Pieces = Generator<number, void, undefined>;

/** A list that can be had on its own. */
export type ListPart = 'packages' | 'files' | 'spaces';

/** Whose list it is. */
export interface ListOwner {
  /** The provider. */
  source: string;
  /** The account at the provider: another one has other shares. */
  user: string;
}

/** A decision, in the words of the provider's list. */
export interface OwedDecision extends Pick<Share, 'id' | 'kind' | 'state'> {
  providerId: string;
}

export class ListedShareStore {
  readonly #database: DatabaseSync;
  readonly #shares: ShareStore;
  readonly #packages: PackageStore;
  readonly #known: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #withdraw: StatementSync;
  readonly #ofOthers: StatementSync;
  readonly #count: StatementSync;
  readonly #user: StatementSync;
  readonly #place: StatementSync;
  readonly #spaces: StatementSync;
  readonly #hide: StatementSync;
  readonly #decide: StatementSync;
  readonly #owed: StatementSync;
  readonly #settle: StatementSync;
  readonly #withoutCrate: StatementSync;
  readonly #givePackage: StatementSync;
  readonly #hasCrate: StatementSync;

  constructor(
    database: DatabaseSync,
    shares: ShareStore,
    packages: PackageStore
  ) {
    this.#database = database;
    this.#shares = shares;
    this.#packages = packages;
    this.#known = database.prepare(
      `SELECT id, provider_id, said, withdrawn_at FROM shares
       WHERE source = ? AND user = ? AND part = ? AND provider_id > ?
       ORDER BY provider_id LIMIT ${PIECE}`
    );
    this.#insert = database.prepare(
      `INSERT INTO shares (
         id, source, user, part, provider_id, content_hash, seen,
         received_at, said, provider, kind, state, hidden, name, description, sender,
         owner, authenticity, recipient, resource_type, share_type, protocols,
         permissions, expires_at, page, copying, place, search_text)
       VALUES (?, ?, ?, ?, ?, ?, 0, ?,
         ?, ?, ?, coalesce(?, 'pending'), coalesce(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    );
    // What a list does not tell is as it was.
    this.#update = database.prepare(
      `UPDATE shares SET
         said = ?, provider = ?, kind = ?, state = coalesce(owed, ?, state),
         hidden = coalesce(?, hidden), name = ?,
         description = ?, sender = ?, owner = ?, authenticity = ?,
         recipient = ?, resource_type = ?, share_type = ?,
         protocols = coalesce(nullif(?, '[]'), protocols),
         permissions = ?, expires_at = ?, page = ?, copying = ?,
         place = coalesce(?, place),
         search_text = ?, withdrawn_at = NULL
       WHERE id = ?`
    );
    this.#withdraw = database.prepare(
      'UPDATE shares SET withdrawn_at = ? WHERE id = ?'
    );
    this.#ofOthers = database.prepare(
      `SELECT id FROM shares
       WHERE source = ? AND user <> ? AND withdrawn_at IS NULL`
    );
    this.#count = database.prepare(
      `SELECT count(*) AS count FROM shares
       WHERE source = ? AND user = ? AND part = ? AND withdrawn_at IS NULL`
    );
    this.#user = database.prepare('SELECT user FROM shares WHERE id = ?');
    this.#place = database.prepare('SELECT place FROM shares WHERE id = ?');
    this.#spaces = database.prepare(
      `${SELECT_SHARE} WHERE source = ? AND part = 'spaces'
         ORDER BY name, shares.rowid`
    );
    // A list that says what it said before may say something else by now.
    this.#hide = database.prepare(
      'UPDATE shares SET hidden = ?, said = NULL WHERE id = ?'
    );
    this.#decide = database.prepare(
      'UPDATE shares SET state = ?1, owed = ?1 WHERE id = ?2'
    );
    this.#owed = database.prepare(
      `SELECT id, provider_id, kind, owed FROM shares
       WHERE source = ? AND user = ? AND owed IS NOT NULL
         AND withdrawn_at IS NULL`
    );
    // Whatever was listed meanwhile is to be looked at once more.
    this.#settle = database.prepare(
      'UPDATE shares SET owed = NULL, said = NULL WHERE id = ? AND owed = ?'
    );
    this.#withoutCrate = database.prepare(
      `SELECT id, provider_id FROM shares
       WHERE source = ? AND user = ? AND kind = 'package'
         AND package_id IS NULL AND withdrawn_at IS NULL`
    );
    this.#givePackage = database.prepare(
      'UPDATE shares SET package_id = ? WHERE id = ?'
    );
    this.#hasCrate = database.prepare(
      'SELECT 1 AS found FROM shares WHERE id = ? AND package_id IS NOT NULL'
    );
  }

  /**
   * Makes what is known the same as a part of the provider's list, durably
   * before it resolves; a piece at a time, so that others have their turn. A
   * share that is no longer listed is marked as withdrawn: what was made of it
   * is kept.
   *
   * @param overtaken ids at the provider of what was hidden or shown after the
   * list was asked for: it does not tell that of them. More may come meanwhile.
   * @returns how many shares are new, have changed or are gone
   */
  follow(
    owner: ListOwner,
    part: ListPart,
    listed: readonly ListedShare[],
    overtaken: ReadonlySet<string> = new Set()
  ): Promise<number> {
    return inTurns(this.#following(owner, part, listed, overtaken));
  }

  /** How many shares of a part of the provider's list are known to be in it. */
  countOf({ source, user }: ListOwner, part: ListPart): number {
    const row = this.#count.get(source, user, part);
    return row === undefined ? 0 : column.integer(row, 'count');
  }

  /**
   * Marks what other accounts at the provider have as withdrawn: this login
   * does not reach it. It is there again when its account is.
   */
  async leaveOthers({ source, user }: ListOwner): Promise<void> {
    const ids = this.#ofOthers
      .all(source, user)
      .map(row => column.text(row, 'id'));
    await inTurns(this.#withdrawing(ids));
  }

  /**
   * Own folders at the provider, by their names; those of whoever was signed
   * in before are withdrawn.
   */
  spaces(source: string): Share[] {
    return this.#spaces.all(source).map(shareFromRow);
  }

  /** The account at the provider that has a share; null: no such share. */
  userOf(id: string): string | null {
    const row = this.#user.get(id);
    return row === undefined ? null : column.text(row, 'user');
  }

  /** A path of the provider's server; null when the share has no files. */
  placeOf(id: string): string | null {
    const row = this.#place.get(id);
    return row === undefined ? null : column.textOrNull(row, 'place');
  }

  /** The provider has heard that it is to be shown no more, or again. */
  hide(id: string, hidden: boolean): void {
    this.#hide.run(hidden ? 1 : 0, id);
    this.#shares.announce(id);
  }

  /** Keeps what the person decided; the provider is yet to hear of it. */
  decide(id: string, state: Share['state']): void {
    this.#decide.run(state, id);
    this.#shares.announce(id);
  }

  /** Decisions that the provider has yet to hear of. */
  owed({ source, user }: ListOwner): OwedDecision[] {
    return this.#owed.all(source, user).map(row => ({
      id: column.text(row, 'id'),
      providerId: column.text(row, 'provider_id'),
      kind: column.text(row, 'kind') as Share['kind'],
      state: column.text(row, 'owed') as Share['state']
    }));
  }

  /** The provider has heard of a decision, or will never take it. */
  settle({ id, state }: Pick<OwedDecision, 'id' | 'state'>): void {
    this.#settle.run(id, state);
  }

  /** Packages whose documents are not here yet. */
  withoutCrate({ source, user }: ListOwner): {
    id: string;
    providerId: string;
  }[] {
    return this.#withoutCrate.all(source, user).map(row => ({
      id: column.text(row, 'id'),
      providerId: column.text(row, 'provider_id')
    }));
  }

  /** Keeps the document of a package; a second one changes nothing. */
  keepCrate(id: string, crate: string): void {
    const packageId = randomUUID();
    const hash = createHash('sha256').update(crate).digest('hex');
    const isNew = transaction(this.#database, () => {
      if (this.#hasCrate.get(id) !== undefined) {
        return false;
      }
      const origin = { type: 'share' as const, shareId: id };
      this.#packages.add(origin, crate, hash, packageId);
      this.#givePackage.run(packageId, id);
      return true;
    });
    if (!isNew) {
      return;
    }
    this.#shares.announce(id);
  }

  *#following(
    owner: ListOwner,
    part: ListPart,
    listed: readonly ListedShare[],
    overtaken: ReadonlySet<string>
  ): Pieces {
    const known = yield* this.#knownOf(owner, part);
    yield* this.#writing(listed, told => {
      const share = overtaken.has(told.providerId)
        ? { ...told, hidden: null }
        : told;
      const said = JSON.stringify(share);
      const before = known.get(share.providerId);
      known.delete(share.providerId);
      if (before === undefined) {
        return this.#add(owner, part, share, said);
      }
      if (before.said === said && !before.isWithdrawn) {
        return null;
      }
      this.#update.run(said, ...changeable(share), before.id);
      return before.id;
    });
    const gone = [...known.values()].filter(({ isWithdrawn }) => !isWithdrawn);
    yield* this.#withdrawing(gone.map(({ id }) => id));
  }

  *#withdrawing(ids: readonly string[]): Pieces {
    const now = new Date().toISOString();
    yield* this.#writing(ids, id => {
      this.#withdraw.run(now, id);
      return id;
    });
  }

  /**
   * Writes, and tells of what was written, a piece after the other.
   *
   * @param write the id of a share that it has changed; null: none
   */
  *#writing<Item>(
    items: readonly Item[],
    write: (item: Item) => string | null
  ): Pieces {
    for (let start = 0; start < items.length; start += PIECE) {
      const changed = transaction(this.#database, () =>
        items
          .slice(start, start + PIECE)
          .map(write)
          .filter(id => id !== null)
      );
      changed.forEach(id => this.#shares.announce(id));
      yield changed.length;
    }
  }

  *#knownOf(
    { source, user }: ListOwner,
    part: ListPart
  ): Generator<number, Map<string, Known>, undefined> {
    const known = new Map<string, Known>();
    for (let last = ''; ;) {
      const rows = this.#known.all(source, user, part, last);
      for (const row of rows) {
        last = column.text(row, 'provider_id');
        known.set(last, {
          id: column.text(row, 'id'),
          said: column.textOrNull(row, 'said'),
          isWithdrawn: column.textOrNull(row, 'withdrawn_at') !== null
        });
      }
      if (rows.length < PIECE) {
        return known;
      }
      yield 0;
    }
  }

  #add(
    { source, user }: ListOwner,
    part: ListPart,
    share: ListedShare,
    said: string
  ): string {
    const id = randomUUID();
    this.#insert.run(
      id,
      source,
      user,
      part,
      share.providerId,
      // Identity is the provider's id: the content may change under it.
      `${source}:${part}:${share.providerId}`,
      share.receivedAt,
      said,
      ...changeable(share)
    );
    return id;
  }
}

async function inTurns(pieces: Pieces): Promise<number> {
  let count = 0;
  for (const changed of pieces) {
    count += changed;
    await setImmediate();
  }
  return count;
}

/** In the order of both statements. */
function changeable(share: ListedShare) {
  return [
    share.provider,
    share.kind,
    share.state,
    share.hidden === null ? null : share.hidden ? 1 : 0,
    share.name,
    share.description,
    JSON.stringify(share.sender),
    JSON.stringify(share.owner),
    share.authenticity,
    share.recipient,
    share.resourceType,
    share.shareType,
    JSON.stringify(share.protocols),
    JSON.stringify(share.permissions),
    share.expiresAt,
    share.page,
    share.copying ? 1 : 0,
    share.place,
    searchTextOf(share)
  ] as const;
}
