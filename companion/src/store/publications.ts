/**
 * Publications with their files and their journal.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type {
  JournalEntry,
  PublicationDeed,
  StoredPublication,
  StoredPublicationFile
} from './publication-records.ts';
import { column, type Row } from './row.ts';
import { transaction } from './transaction.ts';

/** How a list of files is read in pieces. */
export interface FilePage {
  after: string;
  most: number;
}

export class PublicationStore {
  readonly #database: DatabaseSync;
  readonly #add: StatementSync;
  readonly #byKey: StatementSync;
  readonly #get: StatementSync;
  readonly #list: StatementSync;
  readonly #save: StatementSync;
  readonly #forget: StatementSync;
  readonly #putFile: StatementSync;
  readonly #forgetFiles: StatementSync;
  readonly #file: StatementSync;
  readonly #files: StatementSync;
  readonly #fileCount: StatementSync;
  readonly #open: StatementSync;
  readonly #settle: StatementSync;
  readonly #journal: StatementSync;
  readonly #begun: StatementSync;
  readonly #arrived: StatementSync;
  readonly #isOpen: StatementSync;
  readonly #settleAll: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#add = database.prepare(
      `INSERT INTO publications (id, request_key, created_at, record)
       VALUES (?, ?, ?, ?)`
    );
    this.#byKey = database.prepare(
      'SELECT record FROM publications WHERE request_key = ?'
    );
    this.#get = database.prepare(
      'SELECT record FROM publications WHERE id = ?'
    );
    this.#list = database.prepare(
      'SELECT record FROM publications ORDER BY created_at DESC, id'
    );
    this.#save = database.prepare(
      'UPDATE publications SET record = ? WHERE id = ?'
    );
    this.#forget = database.prepare('DELETE FROM publications WHERE id = ?');
    this.#putFile = database.prepare(
      `INSERT OR REPLACE INTO publication_files
         (publication_id, path, record) VALUES (?, ?, ?)`
    );
    this.#forgetFiles = database.prepare(
      'DELETE FROM publication_files WHERE publication_id = ?'
    );
    this.#file = database.prepare(
      `SELECT record FROM publication_files
       WHERE publication_id = ? AND path = ?`
    );
    this.#files = database.prepare(
      `SELECT record FROM publication_files
       WHERE publication_id = ? AND path > ? ORDER BY path LIMIT ?`
    );
    this.#fileCount = database.prepare(
      `SELECT count(*) AS files FROM publication_files
       WHERE publication_id = ?`
    );
    this.#open = database.prepare(
      `INSERT INTO publication_journal
         (publication_id, at, deed, subject, outcome)
       VALUES (?, ?, ?, ?, 'open')`
    );
    this.#settle = database.prepare(
      'UPDATE publication_journal SET outcome = ? WHERE number = ?'
    );
    this.#journal = database.prepare(
      'SELECT * FROM publication_journal WHERE publication_id = ? ORDER BY number'
    );
    this.#begun = database.prepare(
      `SELECT 1 FROM publication_journal
       WHERE publication_id = ? AND subject = ? AND deed = 'begin' LIMIT 1`
    );
    this.#isOpen = database.prepare(
      `SELECT 1 FROM publication_journal
       WHERE publication_id = ? AND deed = ? AND outcome = 'open' LIMIT 1`
    );
    this.#settleAll = database.prepare(
      `UPDATE publication_journal SET outcome = ?
       WHERE publication_id = ? AND deed = ? AND outcome = 'open'`
    );
    this.#arrived = database.prepare(
      `UPDATE publication_journal SET outcome = 'done'
       WHERE publication_id = ? AND subject = ? AND outcome = 'open'`
    );
  }

  /** Makes a publication, or gives back the one of the same request. */
  add(key: string, publication: StoredPublication): StoredPublication {
    return transaction(this.#database, () => {
      const known = publicationIn(this.#byKey.get(key));
      if (known !== null) {
        return known;
      }
      const { id, createdAt } = publication;
      this.#add.run(id, key, createdAt, JSON.stringify(publication));
      return publication;
    });
  }

  byKey(key: string): StoredPublication | null {
    return publicationIn(this.#byKey.get(key));
  }

  get(id: string): StoredPublication | null {
    return publicationIn(this.#get.get(id));
  }

  /** All, the newest first. */
  list(): StoredPublication[] {
    return this.#list
      .all()
      .map(row => column.json<StoredPublication>(row, 'record'));
  }

  /** Keeps a publication with all of its files that have changed with it. */
  save(
    publication: StoredPublication,
    files: readonly StoredPublicationFile[] = []
  ): void {
    transaction(this.#database, () => {
      this.#save.run(JSON.stringify(publication), publication.id);
      this.#put(publication.id, files);
    });
  }

  /** With its files and its journal. */
  forget(id: string): void {
    this.#forget.run(id);
  }

  /** In place of all files that were known. */
  replaceFiles(
    publication: StoredPublication,
    files: readonly StoredPublicationFile[]
  ): void {
    transaction(this.#database, () => {
      this.#save.run(JSON.stringify(publication), publication.id);
      this.#forgetFiles.run(publication.id);
      this.#put(publication.id, files);
    });
  }

  file(id: string, path: string): StoredPublicationFile | null {
    const row = this.#file.get(id, path);
    return row === undefined
      ? null
      : column.json<StoredPublicationFile>(row, 'record');
  }

  /** In the order of their paths. */
  files(
    id: string,
    { after, most }: FilePage = { after: '', most: -1 }
  ): StoredPublicationFile[] {
    return this.#files
      .all(id, after, most)
      .map(row => column.json<StoredPublicationFile>(row, 'record'));
  }

  fileCount(id: string): number {
    const row = this.#fileCount.get(id);
    return row === undefined ? 0 : column.integer(row, 'files');
  }

  /**
   * Writes down what is about to be asked of the repository.
   *
   * @returns numbers of the entries, one for each subject
   */
  open(
    id: string,
    deed: PublicationDeed,
    subjects: readonly (string | null)[]
  ): number[] {
    const at = new Date().toISOString();
    return transaction(this.#database, () =>
      subjects.map(subject =>
        Number(this.#open.run(id, at, deed, subject).lastInsertRowid)
      )
    );
  }

  settle(numbers: readonly number[], outcome: 'done' | 'failed'): void {
    transaction(this.#database, () => {
      for (const number of numbers) {
        this.#settle.run(outcome, number);
      }
    });
  }

  /** Whether something was asked for that may or may not have happened. */
  isOpen(id: string, deed: PublicationDeed): boolean {
    return this.#isOpen.get(id, deed) !== undefined;
  }

  /** It is known by now what became of what was asked for. */
  settleAll(
    id: string,
    deed: PublicationDeed,
    outcome: 'done' | 'failed'
  ): void {
    this.#settleAll.run(outcome, id, deed);
  }

  journal(id: string): JournalEntry[] {
    return this.#journal.all(id).map(row => ({
      number: column.integer(row, 'number'),
      at: column.text(row, 'at'),
      deed: column.text(row, 'deed') as PublicationDeed,
      subject: column.textOrNull(row, 'subject'),
      outcome: column.text(row, 'outcome') as JournalEntry['outcome']
    }));
  }

  /** Keeps files for which everything that was asked for has happened. */
  keepArrived(
    publication: StoredPublication,
    files: readonly StoredPublicationFile[]
  ): void {
    transaction(this.#database, () => {
      this.#save.run(JSON.stringify(publication), publication.id);
      this.#put(publication.id, files);
      for (const { key } of files) {
        this.#arrived.run(publication.id, key);
      }
    });
  }

  /** Whether a file of this name was ever announced from here. */
  wasBegun(id: string, key: string): boolean {
    return this.#begun.get(id, key) !== undefined;
  }

  #put(id: string, files: readonly StoredPublicationFile[]): void {
    for (const file of files) {
      this.#putFile.run(id, file.path, JSON.stringify(file));
    }
  }
}

function publicationIn(row: Row | undefined): StoredPublication | null {
  return row === undefined
    ? null
    : column.json<StoredPublication>(row, 'record');
}
