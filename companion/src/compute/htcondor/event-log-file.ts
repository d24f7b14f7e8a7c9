/**
 * Follows the event log of one job: reads what was added since the last time,
 * so that a look at a thousand quiet jobs is a thousand stats.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownJob, TaskReport } from '../batch-system.ts';
import { removed } from './endings.ts';
import { instantOf, parseEvents, zoneOf, type LogEvent } from './event-log.ts';
import { EVENT_LOG } from './submit-text.ts';
import { afterEvent, waitingTask } from './task-record.ts';

const CLUSTER_REMOVED = 36;
/** Far more than a line of a log that is none. */
const MAXIMUM_RECORD = 1024 * 1024;
const PIECE = 4 * 1024 * 1024;
const RECORD_END = '\n...\n';

export interface LogState {
  tasks: readonly TaskReport[];
  /** When the log was last written, in milliseconds. */
  modified: number;
}

export class EventLogFile {
  private readonly job: KnownJob;
  private readonly tasks = new Map<number, TaskReport>();
  private inode = 0n;
  /** Of the file, after the last whole record. */
  private position = 0;
  private modified = 0;
  private zone: number | null = null;

  constructor(job: KnownJob) {
    this.job = job;
  }

  /**
   * @returns how the tasks are doing as far as the log tells, or null when it
   *   tells nothing: it is not there, cannot be read, or is of another job
   */
  async read(): Promise<LogState | null> {
    let file;
    try {
      file = await open(join(this.job.folder, EVENT_LOG), 'r');
    } catch {
      return null;
    }
    try {
      const found = await file.stat({ bigint: true });
      if (!found.isFile()) {
        return null;
      }
      const size = Number(found.size);
      if (found.ino !== this.inode || size < this.position) {
        // It was replaced, or cut: from the beginning.
        this.tasks.clear();
        this.position = 0;
        this.inode = found.ino;
      }
      this.modified = Number(found.mtimeMs);
      while (this.position < size) {
        const piece = Buffer.alloc(Math.min(PIECE, size - this.position));
        const { bytesRead } = await file.read(
          piece,
          0,
          piece.length,
          this.position
        );
        if (!this.take(piece.subarray(0, bytesRead))) {
          break;
        }
      }
    } catch {
      return null;
    } finally {
      await file.close();
    }
    return this.tasks.size === 0
      ? null
      : { tasks: this.all(), modified: this.modified };
  }

  /** @returns false when there is no whole record in it */
  private take(piece: Buffer): boolean {
    const end = piece.lastIndexOf(RECORD_END);
    if (end < 0) {
      if (piece.length > MAXIMUM_RECORD) {
        this.position += piece.length;
        return true;
      }
      return false;
    }
    const whole = end + RECORD_END.length;
    const events = parseEvents(piece.toString('utf8', 0, whole));
    this.position += whole;
    const last = events.at(-1);
    if (last !== undefined) {
      this.zone = zoneOf(last.time, this.modified) ?? this.zone;
    }
    for (const event of events) {
      this.apply(event);
    }
    return true;
  }

  private apply(event: LogEvent): void {
    if (String(event.cluster) !== this.job.systemId) {
      return;
    }
    if (event.proc < 0) {
      if (event.code === CLUSTER_REMOVED) {
        this.endRest(event);
      }
      return;
    }
    if (event.proc >= this.job.tasks) {
      return;
    }
    const task = this.tasks.get(event.proc) ?? waitingTask(event.proc);
    this.tasks.set(event.proc, afterEvent(task, event, this.time(event)));
  }

  /** Tasks that had not entered the queue when their cluster was removed. */
  private endRest(event: LogEvent): void {
    for (let task = 0; task < this.job.tasks; task += 1) {
      const known = this.tasks.get(task) ?? waitingTask(task);
      if (!this.tasks.has(task)) {
        this.tasks.set(task, {
          ...known,
          ...removed(event.details.join(' ')),
          state: 'ended',
          endedAt: this.time(event)
        });
      }
    }
  }

  private all(): readonly TaskReport[] {
    return Array.from(
      { length: this.job.tasks },
      (_, task) => this.tasks.get(task) ?? waitingTask(task)
    );
  }

  private time(event: LogEvent): string {
    const zone =
      this.zone ??
      // A copied file: what this machine's clock would have shown.
      -new Date(event.time.asUtc).getTimezoneOffset() * 60_000;
    return new Date(instantOf(event.time, this.modified, zone)).toISOString();
  }
}
