/**
 * Everything durable: the data folder, its lock and the database in it.
 */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CheckpointStore } from './checkpoints.ts';
import { DeliveryStore } from './deliveries.ts';
import { DriveNameStore } from './drive-names.ts';
import { chooseJournalMode, type JournalMode } from './journal-mode.ts';
import { JobStore } from './jobs.ts';
import { FolderLock } from './lock.ts';
import { migrate } from './migrations.ts';
import { LastListingStore } from './last-listings.ts';
import { ListedShareStore } from './listed-shares.ts';
import { MirrorStore } from './mirrors.ts';
import { OutboxStore } from './outbox.ts';
import { OwnWriteStore } from './own-writes.ts';
import { PackageStore } from './packages.ts';
import { PublicationStore } from './publications.ts';
import { RepositoryStore } from './repositories.ts';
import { ShareStore } from './shares.ts';
import { Vault } from './vault.ts';

export interface Store {
  /** Absolute path of the data folder; other rooms keep their journals here. */
  readonly folder: string;
  readonly journal: { mode: JournalMode; reason: string | null };
  readonly packages: PackageStore;
  readonly shares: ShareStore;
  /** Those of providers elsewhere. */
  readonly listedShares: ListedShareStore;
  readonly deliveries: DeliveryStore;
  readonly checkpoints: CheckpointStore;
  readonly driveNames: DriveNameStore;
  readonly lastListings: LastListingStore;
  readonly outbox: OutboxStore;
  readonly ownWrites: OwnWriteStore;
  readonly mirrors: MirrorStore;
  readonly jobs: JobStore;
  readonly publications: PublicationStore;
  readonly repositories: RepositoryStore;
  /** Resolves, with the reason, when another process took the folder over. */
  readonly lost: Promise<Error>;
  close(): void;
}

/**
 * Opens a data folder, which is made when it is missing.
 *
 * @throws FolderInUseError while another companion uses it
 * @throws NewerDatabaseError when a newer program has written it
 */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const lock = FolderLock.take(folder);
  try {
    const journal = chooseJournalMode(folder);
    const database = openDatabase(join(folder, 'store.sqlite'), journal.mode);
    const packages = new PackageStore(database);
    const vault = Vault.inFolder(folder);
    const shares = new ShareStore(database, packages, vault);
    return {
      folder,
      journal,
      packages,
      shares,
      listedShares: new ListedShareStore(database, shares, packages),
      deliveries: new DeliveryStore(database, shares),
      checkpoints: new CheckpointStore(database),
      driveNames: new DriveNameStore(database),
      lastListings: new LastListingStore(database),
      outbox: new OutboxStore(database),
      ownWrites: new OwnWriteStore(database),
      mirrors: new MirrorStore(database),
      jobs: new JobStore(database),
      publications: new PublicationStore(database),
      repositories: new RepositoryStore(database, vault),
      lost: lock.lost,
      close() {
        database.close();
        lock.release();
      }
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openDatabase(path: string, mode: JournalMode): DatabaseSync {
  // SQLite gives its journals the permissions of the database.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path, { timeout: 5000 });
  try {
    if (mode === 'rollback') {
      database.exec('PRAGMA locking_mode = EXCLUSIVE');
    }
    database.exec(
      `PRAGMA journal_mode = ${mode === 'wal' ? 'WAL' : 'DELETE'};
       -- A share that was answered with 201 survives a power cut.
       PRAGMA synchronous = FULL;
       PRAGMA foreign_keys = ON;
       PRAGMA trusted_schema = OFF;`
    );
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
