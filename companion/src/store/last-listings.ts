/**
 * What was last seen in the roots of shares: shown when a share is gone.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { column } from './row.ts';

export class LastListingStore {
  readonly #get: StatementSync;
  readonly #put: StatementSync;

  constructor(database: DatabaseSync) {
    this.#get = database.prepare(
      'SELECT listing FROM last_listings WHERE share_id = ?'
    );
    this.#put = database.prepare(
      `INSERT INTO last_listings (share_id, listing) VALUES (?1, ?2)
       ON CONFLICT (share_id) DO UPDATE SET listing = ?2
         WHERE listing <> ?2`
    );
  }

  /** @returns JSON, as it was kept; null when the share was never listed */
  of(shareId: string): string | null {
    const row = this.#get.get(shareId);
    return row === undefined ? null : column.text(row, 'listing');
  }

  /** @param listing JSON */
  keep(shareId: string, listing: string): void {
    this.#put.run(shareId, listing);
  }
}
