import type { DatabaseSync } from 'node:sqlite';

/** Runs writes that happen all or not at all. Not to be nested. */
export function transaction<T>(database: DatabaseSync, action: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself, and is what is to be told.
    if (database.isTransaction) {
      database.exec('ROLLBACK');
    }
    throw error;
  }
}
