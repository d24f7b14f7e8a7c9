/**
 * Packages: crate documents as they came, and the working copies made of them.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { PackageOrigin, WorkingCopy } from 'sciencemesh-contract';
import { column, type Row } from './row.ts';

/** A package without its document, which may have megabytes. */
export interface StoredPackage {
  id: string;
  origin: PackageOrigin;
  receivedAt: string;
  contentHash: string;
}

/** A working copy that is to be copied into a folder of the drive. */
export interface WantedCopy {
  packageId: string;
  /** Relative to the Jupyter root. */
  path: string;
  complete: boolean;
  /** Path in the drive. */
  folder: string;
  /** Of the transfer that is to make it: begun twice, it is one. */
  transferId: string;
}

/** A working copy, and where a copy of it is wanted. */
export type KnownCopy = Omit<WorkingCopy, 'copyTo'> & {
  copyTo: string | null;
};

export class PackageStore {
  readonly #insert: StatementSync;
  readonly #get: StatementSync;
  readonly #find: StatementSync;
  readonly #document: StatementSync;
  readonly #copies: StatementSync;
  readonly #copyHolding: StatementSync;
  readonly #keepCopy: StatementSync;
  readonly #forgetCopy: StatementSync;
  readonly #wantCopy: StatementSync;
  readonly #wantedCopies: StatementSync;
  readonly #findings: StatementSync;
  readonly #keepFindings: StatementSync;

  constructor(database: DatabaseSync) {
    const columns = 'id, origin, received_at, content_hash';
    this.#insert = database.prepare(
      `INSERT INTO packages (${columns}, document) VALUES (?, ?, ?, ?, ?)`
    );
    this.#get = database.prepare(
      `SELECT ${columns} FROM packages WHERE id = ?`
    );
    this.#find = database.prepare(
      `SELECT ${columns} FROM packages WHERE origin = ? AND content_hash = ?`
    );
    this.#document = database.prepare(
      'SELECT document FROM packages WHERE id = ?'
    );
    this.#copies = database.prepare(
      `SELECT path, notebook, created_at, complete, copy_to FROM working_copies
       WHERE package_id = ? ORDER BY created_at DESC, rowid DESC`
    );
    this.#copyHolding = database.prepare(
      `SELECT package_id, path FROM working_copies
       WHERE substr(?1, 1, length(path) + 1) = path || '/'
       ORDER BY length(path) DESC, created_at DESC LIMIT 1`
    );
    this.#keepCopy = database.prepare(
      `INSERT INTO working_copies
         (package_id, path, notebook, created_at, complete)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (package_id, path) DO UPDATE SET
         notebook = excluded.notebook, complete = excluded.complete`
    );
    this.#forgetCopy = database.prepare(
      'DELETE FROM working_copies WHERE package_id = ? AND path = ?'
    );
    this.#wantCopy = database.prepare(
      `UPDATE working_copies SET copy_to = ?1,
         copy_id = CASE WHEN ?1 IS NULL THEN NULL ELSE coalesce(copy_id, ?2) END
       WHERE package_id = ?3 AND path = ?4`
    );
    this.#wantedCopies = database.prepare(
      `SELECT package_id, path, complete, copy_to, copy_id FROM working_copies
       WHERE copy_to IS NOT NULL ORDER BY created_at, rowid`
    );
    this.#findings = database.prepare(
      'SELECT findings FROM package_findings WHERE package_id = ?'
    );
    this.#keepFindings = database.prepare(
      `INSERT INTO package_findings (package_id, findings) VALUES (?, ?)
       ON CONFLICT (package_id) DO UPDATE SET findings = excluded.findings`
    );
  }

  /**
   * Keeps a document.
   *
   * @param document text of the crate document
   * @param contentHash tells equal documents of one origin apart from new ones
   * @param id of the package; made when it is left out
   */
  add(
    origin: PackageOrigin,
    document: string,
    contentHash: string,
    id: string = randomUUID()
  ): StoredPackage {
    const receivedAt = new Date().toISOString();
    const text = JSON.stringify(origin);
    this.#insert.run(id, text, receivedAt, contentHash, document);
    return { id, origin, receivedAt, contentHash };
  }

  get(id: string): StoredPackage | null {
    return asPackage(this.#get.get(id));
  }

  /** The package of the same origin with the same content, if there is one. */
  find(origin: PackageOrigin, contentHash: string): StoredPackage | null {
    return asPackage(this.#find.get(JSON.stringify(origin), contentHash));
  }

  /** Text of the crate document; null when there is no such package. */
  document(id: string): string | null {
    const row = this.#document.get(id);
    return row === undefined ? null : column.text(row, 'document');
  }

  /** Newest first. Whether the folders still exist is not asked. */
  workingCopies(id: string): KnownCopy[] {
    return this.#copies.all(id).map(row => ({
      path: column.text(row, 'path'),
      notebook: column.textOrNull(row, 'notebook'),
      createdAt: column.text(row, 'created_at'),
      complete: column.flag(row, 'complete'),
      copyTo: column.textOrNull(row, 'copy_to')
    }));
  }

  /**
   * Keeps, or forgets, that a copy is wanted in a folder of the drive. Wanted
   * twice before it has begun, it is one.
   */
  wantCopy(id: string, path: string, folder: string | null): void {
    this.#wantCopy.run(folder, randomUUID(), id, path);
  }

  /** Oldest first. */
  wantedCopies(): WantedCopy[] {
    return this.#wantedCopies.all().map(row => ({
      packageId: column.text(row, 'package_id'),
      path: column.text(row, 'path'),
      complete: column.flag(row, 'complete'),
      folder: column.text(row, 'copy_to'),
      transferId: column.text(row, 'copy_id')
    }));
  }

  /** The working copy that a file lies in; null when it is in none. */
  copyHolding(path: string): { packageId: string; path: string } | null {
    const row = this.#copyHolding.get(path);
    return row === undefined
      ? null
      : {
          packageId: column.text(row, 'package_id'),
          path: column.text(row, 'path')
        };
  }

  /** Remembers a working copy, or what has changed about it. */
  keepWorkingCopy(id: string, copy: Omit<WorkingCopy, 'copyTo'>): void {
    this.#keepCopy.run(
      id,
      copy.path,
      copy.notebook,
      copy.createdAt,
      copy.complete ? 1 : 0
    );
  }

  /** What the last check of the sources found, as JSON; null before one. */
  findings(id: string): string | null {
    const row = this.#findings.get(id);
    return row === undefined ? null : column.text(row, 'findings');
  }

  /** Remembers what a check of the sources found. */
  keepFindings(id: string, findings: string): void {
    this.#keepFindings.run(id, findings);
  }

  /** Forgets a working copy whose folder is gone. */
  forgetWorkingCopy(id: string, path: string): void {
    this.#forgetCopy.run(id, path);
  }
}

function asPackage(row: Row | undefined): StoredPackage | null {
  return row === undefined
    ? null
    : {
        id: column.text(row, 'id'),
        origin: column.json<PackageOrigin>(row, 'origin'),
        receivedAt: column.text(row, 'received_at'),
        contentHash: column.text(row, 'content_hash')
      };
}
