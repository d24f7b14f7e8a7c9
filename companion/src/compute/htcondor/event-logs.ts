/**
 * The event logs of all jobs that are followed.
 */
import type { KnownJob, TaskReport } from '../batch-system.ts';
import { EventLogFile } from './event-log-file.ts';

/**
 * After this time of silence the schedd is asked about a job: a job can vanish
 * without a word, with the spool of its schedd.
 */
const SILENCE_MILLISECONDS = 15 * 60_000;

interface Followed {
  file: EventLogFile;
  /** Milliseconds: the log was written, or the schedd was asked. */
  heard: number;
  over: boolean;
}

export class EventLogs {
  private readonly followed = new Map<string, Followed>();

  /** @returns null when the log of the job tells nothing */
  async read(job: KnownJob): Promise<readonly TaskReport[] | null> {
    const known = this.followed.get(job.tag);
    const file = known?.file ?? new EventLogFile(job);
    const state = await file.read();
    if (state === null) {
      this.followed.delete(job.tag);
      return null;
    }
    this.followed.set(job.tag, {
      file,
      heard: Math.max(known?.heard ?? 0, state.modified),
      over: state.tasks.every(task => task.state === 'ended')
    });
    return state.tasks;
  }

  /** It should have been heard of by now. */
  isDoubtful(job: KnownJob): boolean {
    const known = this.followed.get(job.tag);
    return (
      known !== undefined &&
      !known.over &&
      Date.now() - known.heard > SILENCE_MILLISECONDS
    );
  }

  /** The schedd has been asked. */
  verify(job: KnownJob): void {
    const known = this.followed.get(job.tag);
    if (known !== undefined) {
      known.heard = Date.now();
    }
  }

  forget(job: KnownJob): void {
    this.followed.delete(job.tag);
  }
}
