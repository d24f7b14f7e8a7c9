/**
 * What shares are called in the drive. A name stays with its share also while
 * the share is hidden or declined, so that it finds itself again.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { column } from './row.ts';
import { transaction } from './transaction.ts';

export interface DriveName {
  shareId: string;
  name: string;
  /** See `foldName` of the drive: no two names have the same. */
  folded: string;
}

export class DriveNameStore {
  readonly #database: DatabaseSync;
  readonly #all: StatementSync;
  readonly #ofSpace: StatementSync;
  readonly #taken: StatementSync;
  readonly #insert: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#all = database.prepare('SELECT share_id, name FROM drive_names');
    this.#ofSpace = database.prepare(
      `SELECT drive_names.name FROM drive_names
       JOIN shares ON shares.id = drive_names.share_id
       WHERE shares.source = ? AND shares.part = 'spaces'
         AND shares.provider_id = ?`
    );
    this.#taken = database.prepare(
      'SELECT 1 AS found FROM drive_names WHERE folded = ?'
    );
    this.#insert = database.prepare(
      'INSERT INTO drive_names (share_id, name, folded) VALUES (?, ?, ?)'
    );
  }

  /** Names by the ids of their shares. */
  all(): Map<string, string> {
    return new Map(
      this.#all
        .all()
        .map(row => [column.text(row, 'share_id'), column.text(row, 'name')])
    );
  }

  /**
   * What a space is called for whoever was signed in before: several people of
   * one project find it under one name.
   *
   * @returns null when it has none yet
   */
  ofSpace(source: string, providerId: string): string | null {
    const row = this.#ofSpace.get(source, providerId);
    return row === undefined ? null : column.text(row, 'name');
  }

  /** @param folded see `foldName` of the drive */
  isTaken(folded: string): boolean {
    return this.#taken.get(folded) !== undefined;
  }

  /** All of them, or none. */
  keep(names: readonly DriveName[]): void {
    if (names.length > 0) {
      transaction(this.#database, () =>
        names.forEach(({ shareId, name, folded }) =>
          this.#insert.run(shareId, name, folded)
        )
      );
    }
  }
}
