/**
 * Names in the folder of a job. Those that batch systems hear of are ours;
 * what a person has named lies in an archive.
 */
import { printedFile } from '../compute/batch-system.ts';

export const WORKER = 'sciencemesh_worker.py';
export const ORDER = 'job.json';
export const INPUTS = 'inputs.tar';

/** What opens a share for the job, where the job fetches from one. */
export const SHARE_TOKEN = 'share-token.json';

/** The notebook as it was sent, for showing it while it runs. */
export const SENT_NOTEBOOK = '.sciencemesh-sent.ipynb';

/** Files of ours that go along with each job. */
export const SENT = [WORKER, ORDER, INPUTS] as const;

/** Tells that a folder is seen by both sides, as an input of the job. */
export function markerName(jobId: string): string {
  return `.sciencemesh-marker-${jobId}`;
}

const NOTEBOOK = 'out.ipynb';
const OUTPUTS = 'outputs.tar';
const MANIFEST = 'manifest.json';
const PROGRESS = 'progress.jsonl';

/** What the worker leaves of one task, whatever happens. */
export interface OutputNames {
  /** Null where no notebook is run. */
  notebook: string | null;
  outputs: string;
  manifest: string;
  progress: string;
}

/** @param tasks of the job; one task of several has its number in the names */
export function outputNames(
  task: number,
  tasks: number,
  hasNotebook: boolean
): OutputNames {
  const named = (name: string) =>
    tasks === 1 ? name : name.replace(/(?=\.[^.]*$)/, `-${task}`);
  return {
    notebook: hasNotebook ? named(NOTEBOOK) : null,
    outputs: named(OUTPUTS),
    manifest: named(MANIFEST),
    progress: named(PROGRESS)
  };
}

const OURS = new Set<string>([
  ...SENT,
  SHARE_TOKEN,
  NOTEBOOK,
  OUTPUTS,
  MANIFEST,
  PROGRESS,
  printedFile('stdout', 0, 1),
  printedFile('stderr', 0, 1)
]);

const OURS_IN_NUMBERS =
  /^(?:share-\d+\.data|(?:out|outputs|manifest|progress|stdout|stderr)-\d+\.[a-z]+|task-\d+)$/;

/** Whether a name in the folder of a job is one that the job itself needs. */
export function isReserved(name: string): boolean {
  return (
    OURS.has(name) ||
    OURS_IN_NUMBERS.test(name) ||
    name.startsWith('.sciencemesh')
  );
}
