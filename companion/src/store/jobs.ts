/**
 * Batch jobs with their tasks, their history and their results.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  ENDED,
  type HistoryEvent,
  type JobDraft,
  type JobScript,
  type JobSelection,
  type NewJob,
  type StoredCell,
  type StoredFile,
  type StoredJob,
  type StoredTask
} from './job-records.ts';
import { conditionOf } from './job-selection.ts';
import { column, type Row } from './row.ts';
import { transaction } from './transaction.ts';

export class JobStore {
  readonly #database: DatabaseSync;
  readonly #add: StatementSync;
  readonly #byKey: StatementSync;
  readonly #get: StatementSync;
  readonly #active: StatementSync;
  readonly #owing: StatementSync;
  readonly #update: StatementSync;
  readonly #keepScript: StatementSync;
  readonly #forget: StatementSync;
  readonly #putTask: StatementSync;
  readonly #task: StatementSync;
  readonly #tasks: StatementSync;
  readonly #addEvent: StatementSync;
  readonly #history: StatementSync;
  readonly #putCell: StatementSync;
  readonly #cells: StatementSync;
  readonly #forgetCells: StatementSync;
  readonly #putFile: StatementSync;
  readonly #files: StatementSync;
  readonly #remember: StatementSync;
  readonly #remembered: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#add = database.prepare(
      `INSERT INTO jobs (id, request_key, site_id, state, active, created_at,
         search_text, record, draft)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
    );
    this.#byKey = database.prepare(
      'SELECT record FROM jobs WHERE request_key = ?'
    );
    this.#get = database.prepare(
      'SELECT record, draft, script FROM jobs WHERE id = ?'
    );
    this.#active = database.prepare(
      'SELECT record FROM jobs WHERE active = 1 ORDER BY created_at'
    );
    this.#owing = database.prepare(
      `SELECT record FROM jobs WHERE active = 0
         AND json_extract(record, '$.owesResults') = 1`
    );
    this.#update = database.prepare(
      'UPDATE jobs SET state = ?, active = ?, record = ? WHERE id = ?'
    );
    this.#keepScript = database.prepare(
      'UPDATE jobs SET script = ? WHERE id = ?'
    );
    this.#forget = database.prepare('DELETE FROM jobs WHERE id = ?');
    this.#putTask = database.prepare(
      `INSERT INTO job_tasks (job_id, task, record) VALUES (?, ?, ?)
       ON CONFLICT (job_id, task) DO UPDATE SET record = excluded.record`
    );
    this.#task = database.prepare(
      'SELECT record FROM job_tasks WHERE job_id = ? AND task = ?'
    );
    this.#tasks = database.prepare(
      'SELECT record FROM job_tasks WHERE job_id = ? ORDER BY task'
    );
    this.#addEvent = database.prepare(
      `INSERT INTO job_history (job_id, task, at, state, message)
       VALUES (?, ?, ?, ?, ?)`
    );
    this.#history = database.prepare(
      'SELECT * FROM job_history WHERE job_id = ? ORDER BY number'
    );
    this.#putCell = database.prepare(
      `INSERT OR REPLACE INTO job_cells
         (job_id, task, cell, started_at, seconds, failed)
       VALUES (?, ?, ?, ?, ?, ?)`
    );
    this.#forgetCells = database.prepare(
      'DELETE FROM job_cells WHERE job_id = ? AND task = ?'
    );
    this.#cells = database.prepare(
      'SELECT * FROM job_cells WHERE job_id = ? ORDER BY task, started_at, cell'
    );
    this.#putFile = database.prepare(
      `INSERT OR REPLACE INTO job_files (job_id, path, size, sha256, task)
       VALUES (?, ?, ?, ?, ?)`
    );
    this.#files = database.prepare(
      'SELECT * FROM job_files WHERE job_id = ? ORDER BY task, path'
    );
    this.#remember = database.prepare(
      `INSERT INTO job_choices (scope, choice) VALUES (?, ?)
       ON CONFLICT (scope) DO UPDATE SET choice = excluded.choice`
    );
    this.#remembered = database.prepare(
      'SELECT choice FROM job_choices WHERE scope = ?'
    );
  }

  /** Makes a job, or gives back the one that the same request has made. */
  add({ key, job, draft, tasks }: NewJob): StoredJob {
    return transaction(this.#database, () => {
      const known = this.#byKey.get(key);
      if (known !== undefined) {
        return column.json<StoredJob>(known, 'record');
      }
      this.#add.run(
        job.id,
        key,
        job.siteId,
        job.state,
        Number(!ENDED.has(job.state)),
        job.createdAt,
        `${job.name} ${job.source.path} ${job.siteName}`.toLowerCase(),
        JSON.stringify(job),
        JSON.stringify(draft)
      );
      this.#write(job.id, tasks, [
        { at: job.createdAt, task: null, state: job.state, message: null }
      ]);
      return job;
    });
  }

  /** The job that a request has made. */
  byKey(key: string): StoredJob | null {
    return jobIn(this.#byKey.get(key));
  }

  get(id: string): StoredJob | null {
    return jobIn(this.#get.get(id));
  }

  draft(id: string): JobDraft | null {
    const row = this.#get.get(id);
    return row === undefined ? null : column.json<JobDraft>(row, 'draft');
  }

  /** What was submitted; null before that. */
  script(id: string): JobScript | null {
    const row = this.#get.get(id);
    return row === undefined || row['script'] === null
      ? null
      : column.json<JobScript>(row, 'script');
  }

  keepScript(id: string, script: JobScript): void {
    this.#keepScript.run(JSON.stringify(script), id);
  }

  /** Those that are under way, the oldest first. */
  active(): StoredJob[] {
    return this.#active.all().map(row => column.json<StoredJob>(row, 'record'));
  }

  /** Those whose results are here and belong elsewhere. */
  owing(): StoredJob[] {
    return this.#owing.all().map(row => column.json<StoredJob>(row, 'record'));
  }

  /** Newest first; `total` counts all that fit, whatever the limit. */
  list(selection: JobSelection): { items: StoredJob[]; total: number } {
    const { where, values } = conditionOf(selection);
    const count = this.#database
      .prepare(`SELECT count(*) AS total FROM jobs ${where.all}`)
      .get(...values.all);
    const rows = this.#database
      .prepare(
        `SELECT record FROM jobs ${where.page}
         ORDER BY created_at DESC, id LIMIT ?`
      )
      .all(...values.page, selection.limit);
    return {
      items: rows.map(row => column.json<StoredJob>(row, 'record')),
      total: count === undefined ? 0 : column.integer(count, 'total')
    };
  }

  /** How many there are in each state. */
  counts(): ReadonlyMap<string, number> {
    return new Map(
      this.#database
        .prepare('SELECT state, count(*) AS jobs FROM jobs GROUP BY state')
        .all()
        .map(row => [column.text(row, 'state'), column.integer(row, 'jobs')])
    );
  }

  /** Keeps a job with everything that has changed along with it. */
  save(
    job: StoredJob,
    changes: {
      tasks?: readonly StoredTask[];
      events?: readonly HistoryEvent[];
    } = {}
  ): void {
    transaction(this.#database, () => {
      this.#update.run(
        job.state,
        Number(!ENDED.has(job.state)),
        JSON.stringify(job),
        job.id
      );
      this.#write(job.id, changes.tasks ?? [], changes.events ?? []);
    });
  }

  task(id: string, task: number): StoredTask | null {
    const row = this.#task.get(id, task);
    return row === undefined ? null : column.json<StoredTask>(row, 'record');
  }

  tasks(id: string): StoredTask[] {
    return this.#tasks
      .all(id)
      .map(row => column.json<StoredTask>(row, 'record'));
  }

  history(id: string): HistoryEvent[] {
    return this.#history.all(id).map(row => ({
      at: column.text(row, 'at'),
      task: row['task'] === null ? null : column.integer(row, 'task'),
      state: column.text(row, 'state') as HistoryEvent['state'],
      message: column.textOrNull(row, 'message')
    }));
  }

  cells(id: string): StoredCell[] {
    return this.#cells.all(id).map(row => ({
      task: column.integer(row, 'task'),
      cell: column.integer(row, 'cell'),
      startedAt: column.text(row, 'started_at'),
      seconds: row['seconds'] === null ? null : column.integer(row, 'seconds'),
      failed: column.flag(row, 'failed')
    }));
  }

  /** In place of all that was known of the cells of these tasks. */
  keepCells(id: string, cells: readonly StoredCell[]): void {
    transaction(this.#database, () => {
      for (const task of new Set(cells.map(({ task }) => task))) {
        this.#forgetCells.run(id, task);
      }
      for (const { task, cell, startedAt, seconds, failed } of cells) {
        this.#putCell.run(id, task, cell, startedAt, seconds, Number(failed));
      }
    });
  }

  files(id: string): StoredFile[] {
    return this.#files.all(id).map(row => ({
      path: column.text(row, 'path'),
      size: column.integer(row, 'size'),
      sha256: column.textOrNull(row, 'sha256'),
      task: row['task'] === null ? null : column.integer(row, 'task')
    }));
  }

  keepFiles(id: string, files: readonly StoredFile[]): void {
    transaction(this.#database, () => {
      for (const { path, size, sha256, task } of files) {
        this.#putFile.run(id, path, size, sha256, task);
      }
    });
  }

  /** @param scope what the choice holds for, e.g. a site and a folder */
  remember(scope: string, choice: unknown): void {
    this.#remember.run(scope, JSON.stringify(choice));
  }

  remembered<T>(scope: string): T | null {
    const row = this.#remembered.get(scope);
    return row === undefined ? null : column.json<T>(row, 'choice');
  }

  forget(id: string): void {
    this.#forget.run(id);
  }

  #write(
    id: string,
    tasks: readonly StoredTask[],
    events: readonly HistoryEvent[]
  ): void {
    for (const task of tasks) {
      this.#putTask.run(id, task.index, JSON.stringify(task));
    }
    for (const { at, message, state, task } of events) {
      this.#addEvent.run(id, task, at, state, message);
    }
  }
}

function jobIn(row: Row | undefined): StoredJob | null {
  return row === undefined ? null : column.json<StoredJob>(row, 'record');
}
