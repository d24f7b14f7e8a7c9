/**
 * What a run crate is made of: what the jobs service tells of a finished job,
 * and what was found beside its results.
 */
import type { JobDraft, JobManifest, JobOrder } from 'sciencemesh-contract';
import type {
  StoredFile,
  StoredJob,
  StoredTask
} from '../store/job-records.ts';

/** A finished job, as far as the record of it needs to know. */
export interface RecordedRun {
  job: StoredJob;
  draft: JobDraft;
  tasks: readonly StoredTask[];
  /** By task; a task that left none is missing. */
  manifests: ReadonlyMap<number, JobManifest>;
  /** Absolute path of the folder of results. */
  results: string;
  /** Everything in that folder that came from the job. */
  files: readonly StoredFile[];
  /** Absolute path of the job's own folder, with what was sent. */
  folder: string;
}

/** A file that lies in the folder of results. */
export interface PresentFile {
  path: string;
  size: number;
  sha256: string;
  task: number | null;
  /** What the job made; all else is what was written down about it. */
  made: boolean;
}

/** The package that a job ran a part of. */
export interface SourcePackage {
  title: string;
  /** Where it is on the web; null when it has no place there. */
  address: string | null;
  identifiers: readonly string[];
  license: string | null;
  /** Web addresses of its files, by path in the folder of the source. */
  addresses: ReadonlyMap<string, string>;
  /** Web address of what ran. */
  sourceAddress: string | null;
}

export interface RunFacts {
  /** What the worker was told; null when it is not here any more. */
  order: JobOrder | null;
  /** What ran, as it was sent, in the folder of results; null: not here. */
  source: PresentFile | null;
  files: readonly PresentFile[];
  package: SourcePackage | null;
  /** Absolute paths of this machine, with what stands for them. */
  places: readonly (readonly [path: string, name: string])[];
  /** When the record is written, ISO 8601. */
  writtenAt: string;
}
