/**
 * The database's shape, one numbered step each. A step that has been released
 * is never edited: the next change is a new step at the end of the list.
 */
import type { DatabaseSync } from 'node:sqlite';

/** SQL of each step; the version of a database is the number of steps taken. */
const MIGRATIONS: readonly string[] = [
  `
  -- A Package for Processing: the document as it came, never changed.
  CREATE TABLE packages (
    id TEXT PRIMARY KEY,
    origin TEXT NOT NULL,
    received_at TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;

  CREATE INDEX packages_by_origin ON packages (origin, content_hash);

  -- A folder that was made from a package, relative to the Jupyter root.
  CREATE TABLE working_copies (
    package_id TEXT NOT NULL REFERENCES packages (id),
    path TEXT NOT NULL,
    notebook TEXT,
    created_at TEXT NOT NULL,
    complete INTEGER NOT NULL,
    PRIMARY KEY (package_id, path)
  ) STRICT;

  -- What asking the hosts of its files found, as JSON.
  CREATE TABLE package_findings (
    package_id TEXT PRIMARY KEY REFERENCES packages (id),
    findings TEXT NOT NULL
  ) STRICT;

  CREATE TABLE shares (
    id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    user TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    package_id TEXT REFERENCES packages (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    withdrawn_at TEXT,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    sender TEXT NOT NULL,
    owner TEXT NOT NULL,
    authenticity TEXT NOT NULL,
    recipient TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    share_type TEXT NOT NULL,
    protocols TEXT NOT NULL,
    permissions TEXT NOT NULL,
    received_at TEXT NOT NULL,
    expires_at TEXT,
    search_text TEXT NOT NULL
  ) STRICT;

  -- "n/a" is what early EOSC senders wrote for every share: no identity.
  CREATE UNIQUE INDEX shares_identity
    ON shares (provider, provider_id, user, content_hash)
    WHERE lower(provider_id) <> 'n/a';

  CREATE INDEX shares_by_package ON shares (package_id);

  -- How a share is reached, secrets included; sealed (see vault.ts).
  CREATE TABLE share_access (
    share_id TEXT PRIMARY KEY REFERENCES shares (id),
    sealed BLOB NOT NULL
  ) STRICT;

  -- The newest answer to a sender; an older one not yet sent is superseded.
  CREATE TABLE deliveries (
    share_id TEXT PRIMARY KEY REFERENCES shares (id),
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at TEXT NOT NULL,
    message TEXT,
    revision TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- The folder of all working copies of a share: one share each, for ever.
  CREATE TABLE mirror_folders (
    share_id TEXT PRIMARY KEY,
    folder TEXT NOT NULL UNIQUE COLLATE NOCASE
  ) STRICT;

  -- A folder of a share of which there is a working copy.
  CREATE TABLE mirrors (
    id TEXT PRIMARY KEY,
    share_id TEXT NOT NULL,
    path TEXT NOT NULL,
    UNIQUE (share_id, path)
  ) STRICT;

  -- What a copied file had in step with its server, and what was about to be
  -- done to it, as JSON (see mirrors.ts).
  CREATE TABLE mirror_files (
    share_id TEXT NOT NULL,
    path TEXT NOT NULL,
    in_step TEXT,
    intent TEXT,
    PRIMARY KEY (share_id, path)
  ) STRICT;
  `,
  `
  -- What a share is called in the drive, and what no other may be called.
  CREATE TABLE drive_names (
    share_id TEXT PRIMARY KEY REFERENCES shares (id),
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE
  ) STRICT;
  `,
  `
  -- What was last seen in the root of a share, as JSON.
  CREATE TABLE last_listings (
    share_id TEXT PRIMARY KEY REFERENCES shares (id),
    listing TEXT NOT NULL
  ) STRICT;

  -- What a server said right after we wrote a file (see own-writes.ts).
  CREATE TABLE own_writes (
    share_id TEXT NOT NULL REFERENCES shares (id),
    path TEXT NOT NULL,
    etag TEXT,
    modified TEXT,
    size INTEGER NOT NULL,
    told_hash TEXT NOT NULL,
    told_modified TEXT NOT NULL,
    PRIMARY KEY (share_id, path)
  ) STRICT;

  -- An edit that its server does not have yet, one a file (see outbox.ts).
  CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    share_id TEXT NOT NULL REFERENCES shares (id),
    path TEXT NOT NULL,
    revision INTEGER NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    attempted TEXT NOT NULL,
    condition TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at TEXT,
    message TEXT,
    found TEXT,
    UNIQUE (share_id, path)
  ) STRICT;
  `,
  `
  -- A state of a file that a person may want back, one a file.
  CREATE TABLE checkpoints (
    id TEXT PRIMARY KEY,
    share_id TEXT NOT NULL REFERENCES shares (id),
    path TEXT NOT NULL,
    created_at TEXT NOT NULL,
    size INTEGER,
    etag TEXT,
    modified TEXT,
    UNIQUE (share_id, path)
  ) STRICT;
  `,
  `
  -- A batch job: what is searched for in columns, the rest as JSON (jobs.ts).
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    -- Made by the page for one click: makes one job only.
    request_key TEXT NOT NULL UNIQUE,
    site_id TEXT NOT NULL,
    state TEXT NOT NULL,
    active INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    search_text TEXT NOT NULL,
    record TEXT NOT NULL,
    draft TEXT NOT NULL,
    script TEXT
  ) STRICT;

  CREATE INDEX jobs_by_age ON jobs (created_at);
  CREATE INDEX jobs_active ON jobs (active) WHERE active = 1;

  CREATE TABLE job_tasks (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    task INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (job_id, task)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE job_history (
    number INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    task INTEGER,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT
  ) STRICT;

  CREATE INDEX job_history_by_job ON job_history (job_id);

  CREATE TABLE job_cells (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    task INTEGER NOT NULL,
    cell INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    seconds REAL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (job_id, task, cell)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE job_files (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT,
    task INTEGER,
    PRIMARY KEY (job_id, path)
  ) STRICT, WITHOUT ROWID;

  -- What was last chosen in a form, by site and folder, as JSON.
  CREATE TABLE job_choices (
    scope TEXT PRIMARY KEY,
    choice TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Files on their way to a repository, as JSON (publications.ts).
  CREATE TABLE publications (
    id TEXT PRIMARY KEY,
    -- Made by the page for one click: makes one publication only.
    request_key TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;

  CREATE TABLE publication_files (
    publication_id TEXT NOT NULL
      REFERENCES publications (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (publication_id, path)
  ) STRICT, WITHOUT ROWID;

  -- What a repository is about to be asked to change, and how that went.
  CREATE TABLE publication_journal (
    number INTEGER PRIMARY KEY,
    publication_id TEXT NOT NULL
      REFERENCES publications (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    deed TEXT NOT NULL,
    subject TEXT,
    outcome TEXT NOT NULL
  ) STRICT;

  CREATE INDEX publication_journal_by_subject
    ON publication_journal (publication_id, subject);
  `,
  `
  -- A repository that the person has named.
  CREATE TABLE repositories (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    flavour TEXT,
    name TEXT NOT NULL,
    url TEXT NOT NULL UNIQUE,
    sandbox INTEGER NOT NULL
  ) STRICT;

  -- What opens a repository, by its address; sealed (see vault.ts).
  CREATE TABLE repository_tokens (
    url TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
  ) STRICT;

  -- What asking a repository has found, by its address, as JSON.
  CREATE TABLE repository_looks (
    url TEXT PRIMARY KEY,
    look TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Senders who are to hear of what was made of their share: a record, as JSON.
  CREATE TABLE publication_notices (
    share_id TEXT NOT NULL REFERENCES shares (id),
    record TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at TEXT NOT NULL,
    revision TEXT NOT NULL,
    PRIMARY KEY (share_id, record)
  ) STRICT;
  `,
  `
  -- How a token is renewed that the repository gave when the person signed in
  -- there; null for one that was entered. JSON, sealed like the token.
  ALTER TABLE repository_tokens ADD COLUMN renewal BLOB;
  `,
  `
  -- Which provider brings a share. Those of others than the own node are what
  -- their list says: its page there, whether it is being copied there, and
  -- where its files are, as a path of that server; "said" is all of it, JSON,
  -- which tells whether anything has changed.
  ALTER TABLE shares ADD COLUMN source TEXT NOT NULL DEFAULT 'node';
  ALTER TABLE shares ADD COLUMN page TEXT;
  ALTER TABLE shares ADD COLUMN copying INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE shares ADD COLUMN place TEXT;
  ALTER TABLE shares ADD COLUMN said TEXT;
  -- "packages", "files" or "spaces": the list that it is in; null: in none.
  -- Spaces are the person's own and no shares, but files of both are kept,
  -- sent and copied alike.
  ALTER TABLE shares ADD COLUMN part TEXT;
  -- A decision that the provider has yet to hear of; null: it knows.
  ALTER TABLE shares ADD COLUMN owed TEXT;

  CREATE INDEX shares_by_source ON shares (source, user, provider_id);
  `,
  `
  -- A folder of the drive that is to receive a copy; null: none, or it began.
  ALTER TABLE working_copies ADD COLUMN copy_to TEXT;
  `,
  `
  -- Id of the transfer that is to make that copy; null: none is wanted.
  ALTER TABLE working_copies ADD COLUMN copy_id TEXT;
  UPDATE working_copies SET copy_id = lower(
    hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||
    substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) ||
    '-' || hex(randomblob(6))
  ) WHERE copy_to IS NOT NULL;
  `
];

/** Version of a database that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** The database was written by a newer program. */
export class NewerDatabaseError extends Error {
  constructor(found: number) {
    super(
      `The data folder was used by a newer version of this program (database version ${found}, this program knows ${SCHEMA_VERSION}). Install that version again, or start with another data folder.`
    );
    this.name = 'NewerDatabaseError';
  }
}

/**
 * Brings a database to the newest version, each step in its own transaction.
 *
 * @throws NewerDatabaseError when a newer program has written it
 */
export function migrate(
  database: DatabaseSync,
  migrations: readonly string[] = MIGRATIONS
): void {
  const found = Number(
    database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0
  );
  if (found > migrations.length) {
    throw new NewerDatabaseError(found);
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < found) {
      continue;
    }
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${index + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}
