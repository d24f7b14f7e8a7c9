/**
 * Received shares. Nothing received is ever overwritten.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Share, ShareChange, ShareQuery } from 'sciencemesh-contract';
import type { PackageStore } from './packages.ts';
import { column } from './row.ts';
import {
  fold,
  searchTextOf,
  SELECT_SHARE,
  shareFromRow,
  type NewShare,
  type ShareAccess
} from './share-row.ts';
import { transaction } from './transaction.ts';
import type { Vault } from './vault.ts';

/** The provider whose shares come in here by themselves. */
export const OWN_NODE = 'node';

const CONDITIONS: Record<NonNullable<ShareQuery['filter']>, string> = {
  all: '1',
  visible: "hidden = 0 AND shares.state <> 'declined'",
  pending: "hidden = 0 AND shares.state = 'pending'",
  accepted: "hidden = 0 AND shares.state = 'accepted'",
  declined: "hidden = 0 AND shares.state = 'declined'",
  hidden: 'hidden = 1'
};

interface ShareEvents {
  change: [share: Share];
}

export class ShareStore {
  readonly #database: DatabaseSync;
  readonly #packages: PackageStore;
  readonly #vault: Vault;
  readonly #events = new EventEmitter<ShareEvents>();
  readonly #get: StatementSync;
  readonly #same: StatementSync;
  readonly #insert: StatementSync;
  readonly #insertAccess: StatementSync;
  readonly #access: StatementSync;
  readonly #sameId: StatementSync;
  readonly #change: StatementSync;
  readonly #withdraw: StatementSync;
  readonly #learnKind: StatementSync;
  readonly #markSeen: StatementSync;
  readonly #ofPackage: StatementSync;

  constructor(database: DatabaseSync, packages: PackageStore, vault: Vault) {
    this.#database = database;
    this.#packages = packages;
    this.#vault = vault;
    this.#get = database.prepare(`${SELECT_SHARE} WHERE shares.id = ?`);
    this.#same = database.prepare(
      `SELECT id FROM shares
       WHERE provider = ? AND provider_id = ? AND user = ? AND content_hash = ?
         AND lower(provider_id) <> 'n/a'`
    );
    this.#insert = database.prepare(
      `INSERT INTO shares (
         id, provider, provider_id, user, content_hash, package_id, kind, state,
         hidden, seen, name, description, sender, owner, authenticity,
         recipient, resource_type, share_type, protocols, permissions,
         received_at, expires_at, search_text)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'pending',
         0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    );
    this.#insertAccess = database.prepare(
      'INSERT INTO share_access (share_id, sealed) VALUES (?, ?)'
    );
    this.#access = database.prepare(
      'SELECT sealed FROM share_access WHERE share_id = ?'
    );
    this.#sameId = database.prepare(
      `SELECT id FROM shares WHERE provider_id = ? AND source = '${OWN_NODE}'
       ORDER BY rowid DESC`
    );
    this.#change = database.prepare(
      'UPDATE shares SET state = ?, hidden = ?, seen = ? WHERE id = ?'
    );
    this.#withdraw = database.prepare(
      `UPDATE shares SET withdrawn_at = ?
       WHERE id = ? AND withdrawn_at IS NULL`
    );
    this.#learnKind = database.prepare(
      `UPDATE shares SET kind = ?1
       WHERE id = ?2 AND kind <> ?1 AND kind <> 'package'`
    );
    this.#markSeen = database.prepare(
      'UPDATE shares SET seen = 1 WHERE seen = 0 AND source = ? RETURNING id'
    );
    this.#ofPackage = database.prepare(
      'SELECT id FROM shares WHERE package_id = ?'
    );
  }

  /**
   * Keeps a share, durably before it returns.
   *
   * @returns the share, and whether it is a new one: the same content under
   * the same id from the same host is the share that is already there
   */
  receive(share: NewShare): { share: Share; isNew: boolean } {
    const { provider, providerId, user, contentHash } = share;
    const same = this.#same.get(provider, providerId, user, contentHash);
    if (same !== undefined) {
      return { share: this.#must(column.text(same, 'id')), isNew: false };
    }
    const id = randomUUID();
    transaction(this.#database, () => this.#write(id, share));
    return { share: this.#announce(id), isNew: true };
  }

  get(id: string): Share | null {
    const row = this.#get.get(id);
    return row === undefined ? null : shareFromRow(row);
  }

  /**
   * Newest first.
   *
   * @param source only what this provider brings; default: all
   */
  list(
    { filter = 'visible', search = '' }: ShareQuery = {},
    source: string | null = null
  ): Share[] {
    const words = fold(search).split(/\s+/).filter(Boolean);
    const conditions = [
      CONDITIONS[filter],
      '(?1 IS NULL OR source = ?1)',
      "part IS NOT 'spaces'",
      ...words.map(() => 'instr(search_text, ?) > 0')
    ];
    return this.#database
      .prepare(
        `${SELECT_SHARE} WHERE ${conditions.join(' AND ')}
         ORDER BY received_at DESC, shares.rowid DESC`
      )
      .all(source, ...words)
      .map(shareFromRow);
  }

  /**
   * Changes what the recipient decides about.
   *
   * @param alongside further writes of the same transaction
   * @returns null when there is no such share
   */
  change(
    id: string,
    change: ShareChange,
    alongside?: (share: Share) => void
  ): Share | null {
    const share = this.get(id);
    if (share === null) {
      return null;
    }
    const { state, hidden, seen } = { ...share, ...change };
    transaction(this.#database, () => {
      this.#change.run(state, hidden ? 1 : 0, seen ? 1 : 0, id);
      alongside?.(share);
    });
    return this.#announce(id);
  }

  /** Every share of a provider counts as seen from now on. */
  markAllSeen(source: string): void {
    const changed = this.#markSeen.all(source);
    for (const row of changed) {
      this.#announce(column.text(row, 'id'));
    }
  }

  /** Marks a share as withdrawn by its sender; what arrived with it is kept. */
  withdraw(id: string): void {
    const result = this.#withdraw.run(new Date().toISOString(), id);
    if (result.changes > 0) {
      this.#announce(id);
    }
  }

  /** Corrects what a sender called a share by what its server says. */
  learnKind(id: string, kind: 'file' | 'folder'): void {
    const result = this.#learnKind.run(kind, id);
    if (result.changes > 0) {
      this.#announce(id);
    }
  }

  /**
   * Every share at the own node that carries a sender's id, whoever sent it;
   * newest first.
   */
  withProviderId(providerId: string): Share[] {
    return this.#sameId
      .all(providerId)
      .map(row => this.#must(column.text(row, 'id')));
  }

  /**
   * How a share is reached, secrets included: never for an answer or a log.
   *
   * @returns null for embedded shares, and when the key file was lost
   */
  access(id: string): ShareAccess | null {
    const row = this.#access.get(id);
    const text =
      row === undefined
        ? null
        : this.#vault.open(column.bytes(row, 'sealed'), accessOf(id));
    return text === null ? null : (JSON.parse(text) as ShareAccess);
  }

  /** Tells listeners again of the share that a package came with, if any. */
  announcePackage(packageId: string): void {
    for (const row of this.#ofPackage.all(packageId)) {
      this.#announce(column.text(row, 'id'));
    }
  }

  /** Tells listeners that something they see of a share has changed. */
  announce(id: string): void {
    this.#announce(id);
  }

  /** @returns a function that ends the subscription */
  onChange(listener: (share: Share) => void): () => void {
    this.#events.on('change', listener);
    return () => this.#events.off('change', listener);
  }

  #write(id: string, share: NewShare): void {
    const packageId = share.crate === null ? null : randomUUID();
    if (share.crate !== null && packageId !== null) {
      const origin = { type: 'share' as const, shareId: id };
      this.#packages.add(origin, share.crate, share.contentHash, packageId);
    }
    this.#insert.run(
      id,
      share.provider,
      share.providerId,
      share.user,
      share.contentHash,
      packageId,
      share.kind,
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
      new Date().toISOString(),
      share.expiresAt,
      searchTextOf(share)
    );
    if (share.access !== null) {
      const text = JSON.stringify(share.access);
      this.#insertAccess.run(id, this.#vault.seal(text, accessOf(id)));
    }
  }

  #announce(id: string): Share {
    const share = this.#must(id);
    this.#events.emit('change', share);
    return share;
  }

  #must(id: string): Share {
    const share = this.get(id);
    if (share === null) {
      throw new Error(`Share ${id} is gone`);
    }
    return share;
  }
}

/** Binds sealed bytes to their share: they cannot be moved to another. */
function accessOf(id: string): string {
  return `share-access:${id}`;
}
