/**
 * Checkpoints of files: states that a person may want back.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { column, type Row } from './row.ts';

export interface CheckpointRow {
  id: string;
  shareId: string;
  /** Path in the share's storage. */
  path: string;
  createdAt: string;
  /** Bytes of our copy. */
  size: number;
}

export class CheckpointStore {
  readonly #at: StatementSync;
  readonly #under: StatementSync;
  readonly #oldest: StatementSync;
  readonly #put: StatementSync;
  readonly #move: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: DatabaseSync) {
    this.#at = database.prepare(
      'SELECT * FROM checkpoints WHERE share_id = ? AND path = ?'
    );
    this.#under = database.prepare(
      `SELECT * FROM checkpoints WHERE share_id = ?1
         AND (path = ?2 OR substr(path, 1, length(?2) + 1) = ?2 || '/')`
    );
    this.#oldest = database.prepare(
      'SELECT * FROM checkpoints ORDER BY created_at'
    );
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO checkpoints
         (id, share_id, path, created_at, size)
       VALUES (?, ?, ?, ?, ?)`
    );
    this.#move = database.prepare(
      'UPDATE OR REPLACE checkpoints SET path = ? WHERE id = ?'
    );
    this.#remove = database.prepare('DELETE FROM checkpoints WHERE id = ?');
  }

  /** The one of a file, as Jupyter keeps one. */
  at(shareId: string, path: string): CheckpointRow | null {
    const row = this.#at.get(shareId, path);
    return row === undefined ? null : asCheckpoint(row);
  }

  /** Those of a path and of all below it. */
  under(shareId: string, path: string): CheckpointRow[] {
    return this.#under.all(shareId, path).map(asCheckpoint);
  }

  /** All, the oldest first. */
  copies(): CheckpointRow[] {
    return this.#oldest.all().map(asCheckpoint);
  }

  /** In place of the one of the same file. */
  put(row: CheckpointRow): void {
    this.#put.run(row.id, row.shareId, row.path, row.createdAt, row.size);
  }

  move(id: string, path: string): void {
    this.#move.run(path, id);
  }

  remove(id: string): void {
    this.#remove.run(id);
  }
}

function asCheckpoint(row: Row): CheckpointRow {
  return {
    id: column.text(row, 'id'),
    shareId: column.text(row, 'share_id'),
    path: column.text(row, 'path'),
    createdAt: column.text(row, 'created_at'),
    size: column.integer(row, 'size')
  };
}
