/**
 * What is told about a finished job to whoever writes down how its results
 * were made.
 */
import type { JobDraft, JobManifest, JobScript } from 'sciencemesh-contract';
import type {
  HistoryEvent,
  StoredFile,
  StoredJob,
  StoredTask
} from '../store/job-records.ts';

export interface FinishedRun {
  job: StoredJob;
  draft: JobDraft;
  /** What was submitted; null where that is not known. */
  script: JobScript | null;
  tasks: readonly StoredTask[];
  history: readonly HistoryEvent[];
  /** By task; a task that left none is missing. */
  manifests: ReadonlyMap<number, JobManifest>;
  /** Absolute path of the folder of results. */
  results: string;
  /** Everything in that folder that came from the job. */
  files: readonly StoredFile[];
  /** Absolute path of the job's own folder, with what was sent. */
  folder: string;
}

export interface RunRecorder {
  /**
   * Writes its record into the folder of results; may be called again for the
   * same run.
   *
   * @returns path of the record in that folder; null when there is none
   */
  record(run: FinishedRun, signal: AbortSignal): Promise<string | null>;
}
