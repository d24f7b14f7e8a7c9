/**
 * One companion a data folder.
 *
 * The lock is a file with host, process and a heartbeat, because advisory
 * locks of network file systems cannot be relied on. The lock of a process
 * that was killed is taken over at once on the same host and after missed
 * heartbeats on another.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const HEARTBEAT_MILLISECONDS = 5_000;
const STALE_MILLISECONDS = 30_000;
const LOOK_MILLISECONDS = 1_000;
const LOCK_FILE = 'companion.lock';

interface Holder {
  /** Unique for each taking of the lock. */
  token: string;
  host: string;
  /** Tells containers of one host name apart: process ids mean nothing there. */
  processNamespace: string;
  pid: number;
  /** When the process began, so that a reused process id is not mistaken. */
  processStart: string;
  since: string;
}

/** The folder is in use by another companion. */
export class FolderInUseError extends Error {
  constructor(folder: string, holder: Holder | null) {
    const who =
      holder === null
        ? 'another companion that is just starting'
        : `the companion with process id ${holder.pid} on ${holder.host} since ${holder.since}`;
    super(
      `The data folder ${folder} is in use by ${who}. Stop that one, or start with another data folder; if it no longer runs, the folder is free again after ${STALE_MILLISECONDS / 1000} seconds.`
    );
    this.name = 'FolderInUseError';
  }
}

export class FolderLock {
  readonly lost: Promise<Error>;
  readonly #path: string;
  readonly #own: Holder;
  readonly #file: number;
  readonly #timer: NodeJS.Timeout;
  readonly #reportLoss: (reason: Error) => void;

  private constructor(path: string, own: Holder, file: number) {
    this.#path = path;
    this.#own = own;
    this.#file = file;
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.lost = promise;
    this.#reportLoss = resolve;
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MILLISECONDS);
    this.#timer.unref();
  }

  /** @throws FolderInUseError */
  static take(folder: string): FolderLock {
    const path = join(folder, LOCK_FILE);
    const own = describeThisProcess();
    let file = create(path, own);
    if (file === null) {
      const holder = read(path);
      if (isAlive(holder, own, path, folder)) {
        throw new FolderInUseError(folder, holder);
      }
      // Moved aside, not removed: of two that take over, one gets the other's
      // fresh lock in its hands, sees it, and puts it back.
      const aside = `${path}.${own.token}`;
      renameSync(path, aside);
      const moved = read(aside);
      if (moved?.token !== holder?.token) {
        renameSync(aside, path);
        throw new FolderInUseError(folder, moved);
      }
      rmSync(aside);
      file = create(path, own);
      if (file === null) {
        throw new FolderInUseError(folder, read(path));
      }
    }
    return new FolderLock(path, own, file);
  }

  release(): void {
    clearInterval(this.#timer);
    if (read(this.#path)?.token === this.#own.token) {
      rmSync(this.#path, { force: true });
    }
    closeSync(this.#file);
  }

  #beat(): void {
    const holder = read(this.#path);
    if (holder !== null && holder.token !== this.#own.token) {
      clearInterval(this.#timer);
      this.#reportLoss(
        new Error('Another companion has taken over the data folder.')
      );
      return;
    }
    try {
      // Through the open file, which is ours even if the name no longer is;
      // and a write, because it carries the file server's time.
      write(this.#file, this.#own);
    } catch {
      // A file system that fails for a moment; the next beat tries again.
    }
  }
}

/**
 * Waits for the lock of another host whose companion may be gone, such as a
 * container that was replaced: until its heart has missed enough beats, or
 * beats. Returns at once when there is nothing to wait for.
 *
 * @param onWait hears, once, that there is something to wait for
 */
export async function waitForAbandonedLock(
  folder: string,
  onWait: () => void = () => {}
): Promise<void> {
  const path = join(folder, LOCK_FILE);
  const holder = read(path);
  if (holder === null || isNeighbour(holder, describeThisProcess())) {
    return;
  }
  const beat = beatOf(path);
  if (beat !== null && now(folder) - beat < STALE_MILLISECONDS) {
    onWait();
  }
  while (beat !== null && now(folder) - beat < STALE_MILLISECONDS) {
    await setTimeout(LOOK_MILLISECONDS);
    if (beatOf(path) !== beat) {
      return;
    }
  }
}

/** Time of the last heartbeat; null when the lock is gone. */
function beatOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** Whether process ids of the holder mean something to this process. */
function isNeighbour(holder: Holder, own: Holder): boolean {
  return (
    holder.host === own.host && holder.processNamespace === own.processNamespace
  );
}

/** @returns the open file; null when the lock exists */
function create(path: string, holder: Holder): number | null {
  try {
    const file = openSync(path, 'wx', 0o600);
    write(file, holder);
    return file;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return null;
    }
    throw error;
  }
}

function write(file: number, holder: Holder): void {
  writeSync(file, `${JSON.stringify(holder)}\n`, 0);
}

/** @returns null when the file is gone, or was never written to its end */
function read(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function isAlive(
  holder: Holder | null,
  own: Holder,
  path: string,
  folder: string
): boolean {
  if (holder !== null && isNeighbour(holder, own)) {
    return processStart(holder.pid) === holder.processStart;
  }
  const beat = beatOf(path);
  return beat !== null && now(folder) - beat < STALE_MILLISECONDS;
}

/** The file system's own idea of the time, which may be another machine's. */
function now(folder: string): number {
  const path = join(folder, `clock.${randomUUID()}`);
  closeSync(openSync(path, 'wx', 0o600));
  try {
    return statSync(path).mtimeMs;
  } finally {
    rmSync(path);
  }
}

function describeThisProcess(): Holder {
  return {
    token: randomUUID(),
    host: hostname(),
    processNamespace: processNamespace(),
    pid: process.pid,
    processStart: processStart(process.pid) ?? '',
    since: new Date().toISOString()
  };
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/**
 * Start of a process in ticks after boot (proc(5), field 22 of `stat`); where
 * there is no /proc, whether it exists is all that can be known.
 *
 * @returns null when there is no such process
 */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[19] ?? '';
  } catch {
    return existsWithoutProc(pid) ? '' : null;
  }
}

function existsWithoutProc(pid: number): boolean {
  if (process.platform === 'linux') {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
