/**
 * Answers to senders that have yet to be delivered, one a share: a newer
 * decision supersedes an older one.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Delivery } from 'sciencemesh-contract';
import { column, type Row } from './row.ts';
import type { ShareStore } from './shares.ts';

export interface QueuedDelivery {
  shareId: string;
  type: Delivery['type'];
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
      `SELECT share_id, type, attempts, revision FROM deliveries
       WHERE state = 'queued' AND next_attempt_at <= ?
       ORDER BY next_attempt_at`
    );
    this.#next = database.prepare(
      `SELECT min(next_attempt_at) AS next FROM deliveries
       WHERE state = 'queued' AND next_attempt_at > ?`
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

  /** Drops an answer that has not been sent. */
  drop(shareId: string): void {
    this.#drop.run(shareId);
  }

  due(now: Date): QueuedDelivery[] {
    return this.#due.all(now.toISOString()).map(asDelivery);
  }

  /** When the next answer that is not due yet becomes so. */
  nextAfter(now: Date): Date | null {
    const row = this.#next.get(now.toISOString());
    const next = row === undefined ? null : column.textOrNull(row, 'next');
    return next === null ? null : new Date(next);
  }

  /** Notes an attempt's end, unless a newer decision came in between. */
  settle(delivery: QueuedDelivery, outcome: DeliveryOutcome): void {
    const { changes } = this.#settle.run(
      outcome.state,
      outcome.message,
      outcome.nextAttemptAt.toISOString(),
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
    type: column.text(row, 'type') as Delivery['type'],
    attempts: column.integer(row, 'attempts'),
    revision: column.text(row, 'revision')
  };
}
