/**
 * What shares are called in the drive. A name stays with its share also while
 * the share is hidden or declined, so that it finds itself again.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { column } from './row.ts';

export class DriveNameStore {
  readonly #of: StatementSync;
  readonly #taken: StatementSync;
  readonly #insert: StatementSync;

  constructor(database: DatabaseSync) {
    this.#of = database.prepare(
      'SELECT name FROM drive_names WHERE share_id = ?'
    );
    this.#taken = database.prepare(
      'SELECT 1 AS found FROM drive_names WHERE folded = ?'
    );
    this.#insert = database.prepare(
      'INSERT INTO drive_names (share_id, name, folded) VALUES (?, ?, ?)'
    );
  }

  /** @returns null when the share has none yet */
  of(shareId: string): string | null {
    const row = this.#of.get(shareId);
    return row === undefined ? null : column.text(row, 'name');
  }

  /** @param folded see `foldName` of the drive */
  isTaken(folded: string): boolean {
    return this.#taken.get(folded) !== undefined;
  }

  keep(shareId: string, name: string, folded: string): void {
    this.#insert.run(shareId, name, folded);
  }
}
