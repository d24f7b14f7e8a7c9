/**
 * What servers said right after we wrote a file. The next look at it is then
 * known to show our own write, and pages are told the same as before.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { column } from './row.ts';

export interface OwnWrite {
  /** What the server names the bytes; null where it does not. */
  etag: string | null;
  /** The server's time of the write; null where it does not say. */
  modified: string | null;
  size: number;
  /** What pages were told instead. */
  toldHash: string;
  toldModified: string;
}

/** Files that were saved longest ago are forgotten beyond so many. */
const KEPT = 5000;

export class OwnWriteStore {
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;
  readonly #move: StatementSync;
  readonly #prune: StatementSync;

  constructor(database: DatabaseSync) {
    this.#get = database.prepare(
      'SELECT * FROM own_writes WHERE share_id = ? AND path = ?'
    );
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO own_writes
         (share_id, path, etag, modified, size, told_hash, told_modified)
       VALUES (?, ?, ?, ?, ?, ?, ?)`
    );
    this.#drop = database.prepare(
      `DELETE FROM own_writes WHERE share_id = ?1
         AND (path = ?2 OR substr(path, 1, length(?2) + 1) = ?2 || '/')`
    );
    this.#move = database.prepare(
      `UPDATE OR REPLACE own_writes SET path = ?3 || substr(path, length(?2) + 1)
       WHERE share_id = ?1
         AND (path = ?2 OR substr(path, 1, length(?2) + 1) = ?2 || '/')`
    );
    this.#prune = database.prepare(
      `DELETE FROM own_writes WHERE rowid <=
         (SELECT max(rowid) FROM own_writes) - ${KEPT}`
    );
  }

  of(shareId: string, path: string): OwnWrite | null {
    const row = this.#get.get(shareId, path);
    return row === undefined
      ? null
      : {
          etag: column.textOrNull(row, 'etag'),
          modified: column.textOrNull(row, 'modified'),
          size: column.integer(row, 'size'),
          toldHash: column.text(row, 'told_hash'),
          toldModified: column.text(row, 'told_modified')
        };
  }

  note(shareId: string, path: string, write: OwnWrite): void {
    const { etag, modified, size, toldHash, toldModified } = write;
    this.#put.run(shareId, path, etag, modified, size, toldHash, toldModified);
    this.#prune.run();
  }

  /** Forgets a file, or all files of a folder. */
  drop(shareId: string, path: string): void {
    this.#drop.run(shareId, path);
  }

  /** A file or folder has another path now. */
  move(shareId: string, from: string, to: string): void {
    this.#move.run(shareId, from, to);
  }
}
