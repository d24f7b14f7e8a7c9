/**
 * What working copies of shares have in step with their servers, and what was
 * about to be done to a file when the process ended.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { column, type Row } from './row.ts';
import { transaction } from './transaction.ts';

/** The state in which the server's file and its copy were equal. */
export interface InStep {
  /** Tells states of the server's file apart; see `mirrors/validator.ts`. */
  validator: string;
  size: number;
  /** Milliseconds since 1970, of the copy. */
  modified: number;
  sha256: string;
}

/** Written down before it is done. */
export interface Intent extends InStep {
  /** `place`: the server's bytes get the copy's name; `send`: the reverse. */
  type: 'place' | 'send';
}

/** What is known of the copy of one file. */
export interface MirroredFile {
  /** In the share's storage. */
  path: string;
  /** Null for a file that the server never had, as far as is known. */
  inStep: InStep | null;
  intent: Intent | null;
}

/** A folder of a share of which there is a working copy. */
export interface StoredMirror {
  id: string;
  shareId: string;
  /** In the share's storage. */
  path: string;
}

export class MirrorStore {
  readonly #database: DatabaseSync;
  readonly #folder: StatementSync;
  readonly #takeFolder: StatementSync;
  readonly #add: StatementSync;
  readonly #find: StatementSync;
  readonly #list: StatementSync;
  readonly #file: StatementSync;
  readonly #files: StatementSync;
  readonly #inStep: StatementSync;
  readonly #intend: StatementSync;
  readonly #settle: StatementSync;
  readonly #forget: StatementSync;
  readonly #forgetBelow: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#folder = database.prepare(
      'SELECT folder FROM mirror_folders WHERE share_id = ?'
    );
    this.#takeFolder = database.prepare(
      'INSERT OR IGNORE INTO mirror_folders (share_id, folder) VALUES (?, ?)'
    );
    this.#add = database.prepare(
      'INSERT OR IGNORE INTO mirrors (id, share_id, path) VALUES (?, ?, ?)'
    );
    this.#find = database.prepare(
      'SELECT * FROM mirrors WHERE share_id = ? AND path = ?'
    );
    this.#list = database.prepare('SELECT * FROM mirrors ORDER BY rowid DESC');
    this.#file = database.prepare(
      'SELECT * FROM mirror_files WHERE share_id = ? AND path = ?'
    );
    this.#files = database.prepare(
      'SELECT * FROM mirror_files WHERE share_id = ?'
    );
    this.#inStep = database.prepare(
      `INSERT INTO mirror_files (share_id, path, in_step, intent)
       VALUES (?, ?, ?, NULL)
       ON CONFLICT (share_id, path) DO UPDATE SET
         in_step = excluded.in_step, intent = NULL`
    );
    this.#intend = database.prepare(
      `INSERT INTO mirror_files (share_id, path, in_step, intent)
       VALUES (?, ?, NULL, ?)
       ON CONFLICT (share_id, path) DO UPDATE SET intent = excluded.intent`
    );
    this.#settle = database.prepare(
      'UPDATE mirror_files SET intent = NULL WHERE share_id = ? AND path = ?'
    );
    this.#forget = database.prepare(
      'DELETE FROM mirror_files WHERE share_id = ? AND path = ?'
    );
    this.#forgetBelow = database.prepare(
      `DELETE FROM mirror_files WHERE share_id = ?1 AND intent IS NULL
         AND (?2 = '' OR substr(path, 1, length(?2) + 1) = ?2 || '/')`
    );
  }

  /**
   * Name of the folder that holds all copies of a share; the same for ever,
   * and no other share's.
   *
   * @param candidates names to take, the best first; endless
   */
  folderOf(shareId: string, candidates: Iterable<string>): string {
    const known = this.#folder.get(shareId);
    if (known !== undefined) {
      return column.text(known, 'folder');
    }
    for (const candidate of candidates) {
      if (this.#takeFolder.run(shareId, candidate).changes > 0) {
        return candidate;
      }
    }
    throw new RangeError('No candidate was free');
  }

  /** Takes many folders at once: the disk is waited for a single time. */
  together<T>(take: () => T): T {
    return transaction(this.#database, take);
  }

  /** Remembers a mirror; gives back the known one if there is one. */
  add(mirror: StoredMirror): StoredMirror {
    this.#add.run(mirror.id, mirror.shareId, mirror.path);
    const row = this.#find.get(mirror.shareId, mirror.path);
    return row === undefined ? mirror : mirrorFromRow(row);
  }

  /** Newest first. */
  list(): StoredMirror[] {
    return this.#list.all().map(mirrorFromRow);
  }

  file(shareId: string, path: string): MirroredFile | null {
    const row = this.#file.get(shareId, path);
    return row === undefined ? null : fileFromRow(row);
  }

  /** Everything that is known of a share, by path. */
  files(shareId: string): Map<string, MirroredFile> {
    return new Map(
      this.#files.all(shareId).map(row => {
        const file = fileFromRow(row);
        return [file.path, file];
      })
    );
  }

  /** The copy and the server's file are equal; nothing is to be done. */
  keepInStep(shareId: string, path: string, inStep: InStep): void {
    this.#inStep.run(shareId, path, JSON.stringify(inStep));
  }

  /** Remembers what is about to be done. */
  intend(shareId: string, path: string, intent: Intent): void {
    this.#intend.run(shareId, path, JSON.stringify(intent));
  }

  /** What was intended did not happen. A file without a past is forgotten. */
  settle(shareId: string, path: string): void {
    transaction(this.#database, () => {
      this.#settle.run(shareId, path);
      if (this.file(shareId, path)?.inStep === null) {
        this.#forget.run(shareId, path);
      }
    });
  }

  /** The copies of a folder's files are gone; what was intended stays. */
  forgetBelow(shareId: string, folder: string): void {
    this.#forgetBelow.run(shareId, folder);
  }

  /** The file is gone on both sides. */
  forget(shareId: string, path: string): void {
    this.#forget.run(shareId, path);
  }
}

function mirrorFromRow(row: Row): StoredMirror {
  return {
    id: column.text(row, 'id'),
    shareId: column.text(row, 'share_id'),
    path: column.text(row, 'path')
  };
}

function fileFromRow(row: Row): MirroredFile {
  return {
    path: column.text(row, 'path'),
    inStep:
      row['in_step'] === null ? null : column.json<InStep>(row, 'in_step'),
    intent: row['intent'] === null ? null : column.json<Intent>(row, 'intent')
  };
}
