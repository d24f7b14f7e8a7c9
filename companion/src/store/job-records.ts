/**
 * Jobs as they are kept: what the person sees, and what is needed to go on
 * with one after this program was killed at any moment.
 */
import type {
  Job,
  JobDraft,
  JobScript,
  JobState,
  JobTask
} from 'sciencemesh-contract';

/** What the site's configuration and this program add to what is shown. */
export type StoredJob = Omit<Job, 'siteName' | 'actions'> & {
  /** Name of the site as it was when the job was made. */
  siteName: string;
  /** Written into the job at the site, so that it is found again. */
  tag: string;
  /** The person wants it ended; done as soon as there is something to end. */
  cancelWanted: boolean;
  /** How often the site did not know it; 0 after each time it did. */
  unknownCount: number;
  /** Null until the results have their folder; relative to Jupyter's root. */
  resultsFolder: string | null;
  /** Transfer that carries the results to a share. */
  transferId: string | null;
  /** Its results are here, and wait for the server of the share they are for. */
  owesResults: boolean;
  /** Everything that ended tasks have left is here, or is lost for good. */
  collected: boolean;
  /**
   * How it ended, once its results are in their place; it is `collecting` until
   * the rest is cleared away. Null before and after.
   */
  endsAs: JobState | null;
};

export type StoredTask = Omit<JobTask, 'parameters'> & {
  /** How the batch system says that it ended. */
  end: string | null;
  /** What its batch system told last: what is the same again is not written. */
  told: string | null;
};

export interface HistoryEvent {
  at: string;
  task: number | null;
  state: JobState;
  message: string | null;
}

export interface StoredCell {
  task: number;
  cell: number;
  startedAt: string;
  seconds: number | null;
  failed: boolean;
}

export interface StoredFile {
  /** In the folder of the results. */
  path: string;
  size: number;
  sha256: string | null;
  task: number | null;
}

/** A job that is to be made, with its tasks. */
export interface NewJob {
  key: string;
  job: StoredJob;
  draft: JobDraft;
  tasks: readonly StoredTask[];
}

/** Which jobs a list holds. */
export interface JobSelection {
  site?: string | undefined;
  state?: 'active' | 'ended' | undefined;
  search?: string | undefined;
  before?: string | undefined;
  limit: number;
}

/** States in which nothing more happens by itself. */
export const ENDED: ReadonlySet<JobState> = new Set([
  'done',
  'failed',
  'cancelled',
  'lost'
]);

export type { JobDraft, JobScript };
