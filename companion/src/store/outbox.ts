/**
 * Edits that their servers do not have yet. Their bytes lie in files of the
 * data folder; a row is written when its file is durable.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { OutboxItem } from 'sciencemesh-contract';
import { column, type Row } from './row.ts';

export interface OutboxRow {
  id: string;
  shareId: string;
  /** Path in the share's storage. */
  path: string;
  /** Grows with every edit of the file that replaces the one before. */
  revision: number;
  size: number;
  /** Of the bytes, in hexadecimal. */
  sha256: string;
  /**
   * Checksums of all that the server may have got from us already: an answer
   * that is lost leaves that open.
   */
  attempted: readonly string[];
  /** Under which condition it may be written, as JSON. */
  condition: string;
  savedAt: string;
  state: OutboxItem['state'];
  attempts: number;
  nextAttemptAt: string | null;
  message: string | null;
  /** The condition that the state in conflict meets, as JSON. */
  found: string | null;
}

/** What an attempt changes. */
export type OutboxChange = Partial<
  Pick<
    OutboxRow,
    | 'path'
    | 'attempted'
    | 'condition'
    | 'state'
    | 'attempts'
    | 'nextAttemptAt'
    | 'message'
    | 'found'
  >
>;

export class OutboxStore {
  readonly #all: StatementSync;
  readonly #get: StatementSync;
  readonly #at: StatementSync;
  readonly #under: StatementSync;
  readonly #put: StatementSync;
  readonly #update: StatementSync;
  readonly #remove: StatementSync;
  readonly #interrupted: StatementSync;

  constructor(database: DatabaseSync) {
    this.#all = database.prepare('SELECT * FROM outbox ORDER BY saved_at');
    this.#get = database.prepare('SELECT * FROM outbox WHERE id = ?');
    this.#at = database.prepare(
      'SELECT * FROM outbox WHERE share_id = ? AND path = ?'
    );
    this.#under = database.prepare(
      `SELECT * FROM outbox WHERE share_id = ?1
         AND (path = ?2 OR ?2 = '' OR substr(path, 1, length(?2) + 1) = ?2 || '/')
       ORDER BY path`
    );
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO outbox (
         id, share_id, path, revision, size, sha256, attempted, condition,
         saved_at, state, attempts, next_attempt_at, message, found)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    );
    this.#update = database.prepare(
      `UPDATE outbox SET path = ?, attempted = ?, condition = ?, state = ?, attempts = ?,
         next_attempt_at = ?, message = ?, found = ?
       WHERE id = ?`
    );
    this.#remove = database.prepare('DELETE FROM outbox WHERE id = ?');
    this.#interrupted = database.prepare(
      `UPDATE outbox SET state = 'waiting', next_attempt_at = NULL
       WHERE state IN ('waiting', 'sending')`
    );
  }

  /** Oldest first. */
  list(): OutboxRow[] {
    return this.#all.all().map(asOutboxRow);
  }

  get(id: string): OutboxRow | null {
    return asRowOrNull(this.#get.get(id));
  }

  at(shareId: string, path: string): OutboxRow | null {
    return asRowOrNull(this.#at.get(shareId, path));
  }

  /** A path and all below it. */
  under(shareId: string, path: string): OutboxRow[] {
    return this.#under.all(shareId, path).map(asOutboxRow);
  }

  /** Keeps a row, in place of one of the same id or file. */
  put(row: OutboxRow): void {
    this.#put.run(
      row.id,
      row.shareId,
      row.path,
      row.revision,
      row.size,
      row.sha256,
      JSON.stringify(row.attempted),
      row.condition,
      row.savedAt,
      row.state,
      row.attempts,
      row.nextAttemptAt,
      row.message,
      row.found
    );
  }

  /** @returns the row as it is now; null when it is gone */
  change(id: string, change: OutboxChange): OutboxRow | null {
    const row = this.get(id);
    if (row === null) {
      return null;
    }
    const now = { ...row, ...change };
    this.#update.run(
      now.path,
      JSON.stringify(now.attempted),
      now.condition,
      now.state,
      now.attempts,
      now.nextAttemptAt,
      now.message,
      now.found,
      id
    );
    return now;
  }

  remove(id: string): void {
    this.#remove.run(id);
  }

  /** What a process was sending when it ended waits again; all may go now. */
  recover(): void {
    this.#interrupted.run();
  }
}

function asRowOrNull(row: Row | undefined): OutboxRow | null {
  return row === undefined ? null : asOutboxRow(row);
}

function asOutboxRow(row: Row): OutboxRow {
  return {
    id: column.text(row, 'id'),
    shareId: column.text(row, 'share_id'),
    path: column.text(row, 'path'),
    revision: column.integer(row, 'revision'),
    size: column.integer(row, 'size'),
    sha256: column.text(row, 'sha256'),
    attempted: column.json<string[]>(row, 'attempted'),
    condition: column.text(row, 'condition'),
    savedAt: column.text(row, 'saved_at'),
    state: column.text(row, 'state') as OutboxRow['state'],
    attempts: column.integer(row, 'attempts'),
    nextAttemptAt: column.textOrNull(row, 'next_attempt_at'),
    message: column.textOrNull(row, 'message'),
    found: column.textOrNull(row, 'found')
  };
}
