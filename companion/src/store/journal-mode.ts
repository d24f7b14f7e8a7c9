/**
 * Which journal a data folder can carry.
 *
 * SQLite's write-ahead log needs working locks and shared memory, which
 * network file systems do not promise (sqlite.org/wal.html, "Disadvantages";
 * home folders on EOS, NFS, CephFS). There a rollback journal under an
 * exclusive lock is used, slower and safe.
 */
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type JournalMode = 'wal' | 'rollback';

/** Magic numbers of statfs(2) of file systems shared by several machines. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x65735546, 'FUSE'],
  [0x00c36400, 'CephFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x5346414f, 'AFS'],
  [0x01021997, '9P'],
  [0x19830326, 'BeeGFS'],
  [0x013111a8, 'IBRIX'],
  [0xaad7aaea, 'PanFS'],
  [0x20030528, 'OrangeFS']
]);

export interface JournalProbes {
  /** Type of the file system of a folder, as statfs(2) tells it. */
  fileSystemType(folder: string): number;
  /** Whether a write-ahead log does what it should in a folder. */
  writeAheadLogWorks(folder: string): boolean;
}

/**
 * Decides on the journal by looking and trying.
 *
 * @returns the mode, and the reason when it is not the fast one
 */
export function chooseJournalMode(
  folder: string,
  probes: JournalProbes = { fileSystemType, writeAheadLogWorks }
): { mode: JournalMode; reason: string | null } {
  const network = NETWORK_FILE_SYSTEMS.get(probes.fileSystemType(folder));
  if (network !== undefined) {
    return { mode: 'rollback', reason: `${network} is a network file system` };
  }
  return probes.writeAheadLogWorks(folder)
    ? { mode: 'wal', reason: null }
    : { mode: 'rollback', reason: 'locks or shared memory do not work here' };
}

function fileSystemType(folder: string): number {
  // Signed on some platforms; the table holds unsigned numbers.
  return statfsSync(folder).type >>> 0;
}

/** Two connections: the second must see a commit and must feel a lock. */
function writeAheadLogWorks(folder: string): boolean {
  const path = join(folder, `probe-${process.pid}.sqlite`);
  const connections: DatabaseSync[] = [];
  try {
    const first = new DatabaseSync(path, { timeout: 0 });
    connections.push(first);
    const mode = first.prepare('PRAGMA journal_mode = WAL').get();
    if (mode?.['journal_mode'] !== 'wal') {
      return false;
    }
    first.exec('CREATE TABLE probe (x); INSERT INTO probe VALUES (1)');
    const second = new DatabaseSync(path, { timeout: 0 });
    connections.push(second);
    if (second.prepare('SELECT x FROM probe').get()?.['x'] !== 1) {
      return false;
    }
    first.exec('BEGIN IMMEDIATE');
    return refused(() => second.exec('BEGIN IMMEDIATE'));
  } catch {
    return false;
  } finally {
    for (const connection of connections) {
      connection.close();
    }
    for (const suffix of ['', '-wal', '-shm', '-journal']) {
      rmSync(path + suffix, { force: true });
    }
  }
}

function refused(action: () => void): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}
