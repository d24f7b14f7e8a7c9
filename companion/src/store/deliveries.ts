/**
 * What senders have yet to be told. Answers are one a share: a newer decision
 * supersedes an older one. Of each record that was made of a share they hear
 * once.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Delivery } from 'sciencemesh-contract';
import { column, type Row } from './row.ts';
import type { ShareStore } from './shares.ts';

/** What was made of a share, for everybody to see. */
export interface PublishedRecord {
  title: string;
  doi: string | null;
  url: string | null;
}

export interface QueuedDelivery {
  shareId: string;
  type: Delivery['type'] | 'SHARE_PUBLISHED';
  /** Null for answers. */
  record: PublishedRecord | null;
  attempts: number;
  /** Changes with every new decision; see `settle`. */
  revision: string;
}

/** How an attempt ended. */
export interface DeliveryOutcome {
  state: Delivery['state'];
  message: string | null;
  /** When to try again, for `queued`. */
  nextAttemptAt: Date;
}

export class DeliveryStore {
  readonly #shares: ShareStore;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;
  readonly #due: StatementSync;
  readonly #next: StatementSync;
  readonly #settle: StatementSync;
  readonly #notify: StatementSync;
  readonly #settleNotice: StatementSync;

  constructor(database: DatabaseSync, shares: ShareStore) {
    this.#shares = shares;
    this.#put = database.prepare(
      `INSERT INTO deliveries
         (share_id, type, state, attempts, next_attempt_at, revision)
       VALUES (?, ?, 'queued', 0, ?, ?)
       ON CONFLICT (share_id) DO UPDATE SET
         type = excluded.type, state = 'queued', attempts = 0,
         next_attempt_at = excluded.next_attempt_at, message = NULL,
         revision = excluded.revision`
    );
    this.#drop = database.prepare(
      "DELETE FROM deliveries WHERE share_id = ? AND state <> 'sent'"
    );
    this.#due = database.prepare(
      `SELECT share_id, type, NULL AS record, attempts, revision,
         next_attempt_at
       FROM deliveries WHERE state = 'queued' AND next_attempt_at <= ?1
       UNION ALL
       SELECT share_id, 'SHARE_PUBLISHED', record, attempts, revision,
         next_attempt_at
       FROM publication_notices
       WHERE state = 'queued' AND next_attempt_at <= ?1
       ORDER BY next_attempt_at`
    );
    this.#next = database.prepare(
      `SELECT min(next_attempt_at) AS next FROM (
         SELECT state, next_attempt_at FROM deliveries
         UNION ALL
         SELECT state, next_attempt_at FROM publication_notices
       ) WHERE state = 'queued' AND next_attempt_at > ?`
    );
    this.#notify = database.prepare(
      `INSERT INTO publication_notices
         (share_id, record, state, attempts, next_attempt_at, revision)
       VALUES (?, ?, 'queued', 0, ?, ?)
       ON CONFLICT (share_id, record) DO NOTHING`
    );
    this.#settleNotice = database.prepare(
      `UPDATE publication_notices SET state = ?, next_attempt_at = ?,
         attempts = attempts + 1
       WHERE revision = ?`
    );
    this.#settle = database.prepare(
      `UPDATE deliveries SET state = ?, message = ?, next_attempt_at = ?,
         attempts = attempts + 1
       WHERE share_id = ? AND revision = ?`
    );
  }

  /** Queues an answer in place of whatever was queued for the share. */
  put(shareId: string, type: Delivery['type']): void {
    this.#put.run(shareId, type, new Date().toISOString(), randomUUID());
  }

  /** Queues word of a record, unless the sender has or will have it. */
  notify(shareId: string, { doi, title, url }: PublishedRecord): void {
    const record = JSON.stringify({ title, doi, url });
    this.#notify.run(shareId, record, new Date().toISOString(), randomUUID());
  }

  /** Drops an answer that has not been sent. */
  drop(shareId: string): void {
    this.#drop.run(shareId);
  }

  due(now: Date): QueuedDelivery[] {
    return this.#due.all(now.toISOString()).map(asDelivery);
  }

  /** When the next one that is not due yet becomes so. */
  nextAfter(now: Date): Date | null {
    const row = this.#next.get(now.toISOString());
    const next = row === undefined ? null : column.textOrNull(row, 'next');
    return next === null ? null : new Date(next);
  }

  /** Notes an attempt's end, unless a newer decision came in between. */
  settle(delivery: QueuedDelivery, outcome: DeliveryOutcome): void {
    const next = outcome.nextAttemptAt.toISOString();
    if (delivery.record !== null) {
      this.#settleNotice.run(outcome.state, next, delivery.revision);
      return;
    }
    const { changes } = this.#settle.run(
      outcome.state,
      outcome.message,
      next,
      delivery.shareId,
      delivery.revision
    );
    if (changes > 0) {
      this.#shares.announce(delivery.shareId);
    }
  }
}

function asDelivery(row: Row): QueuedDelivery {
  return {
    shareId: column.text(row, 'share_id'),
    type: column.text(row, 'type') as QueuedDelivery['type'],
    record:
      column.textOrNull(row, 'record') === null
        ? null
        : column.json<PublishedRecord>(row, 'record'),
    attempts: column.integer(row, 'attempts'),
    revision: column.text(row, 'revision')
  };
}
