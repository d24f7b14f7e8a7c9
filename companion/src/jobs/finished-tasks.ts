/**
 * The tasks of a job that has ended: what they have left, and how they ended.
 */
import { posix } from 'node:path';
import type { JobManifest } from 'sciencemesh-contract';
import type { StoredFile, StoredTask } from '../store/job-records.ts';
import { endingOf, type Ending } from './endings.ts';
import { finalProgress } from './progress.ts';
import { placeResults, type TaskPlace } from './task-results.ts';

export interface FinishedTasks {
  tasks: StoredTask[];
  endings: Ending[];
  files: StoredFile[];
  /** By task. */
  manifests: Map<number, JobManifest>;
  /** Why not everything is here, for the person. */
  problem: string | null;
}

export interface FinishedPlace extends Omit<TaskPlace, 'task' | 'tasks'> {
  /** The folder of results, as JupyterLab names it. */
  display: string;
  /** The person changed the script. */
  isOwnScript: boolean;
}

/** Places the results of each task and says how it ended. */
export async function finishTasks(
  before: readonly StoredTask[],
  { display, isOwnScript, ...place }: FinishedPlace,
  signal: AbortSignal
): Promise<FinishedTasks> {
  const finished: FinishedTasks = {
    tasks: [],
    endings: [],
    files: [],
    manifests: new Map(),
    problem: null
  };
  const inResults = (path: string | null) =>
    path === null ? null : posix.join(display, path);
  for (const task of before) {
    signal.throwIfAborted();
    const { index } = task;
    const found = await placeResults(
      { ...place, task: index, tasks: before.length },
      signal
    );
    if (found.manifest !== null) {
      finished.manifests.set(index, found.manifest);
    }
    finished.files.push(...found.files);
    finished.problem ??= found.problem;
    const ending = endingOf(task, found.manifest, isOwnScript);
    finished.endings.push(ending);
    finished.tasks.push({
      ...task,
      ...ending,
      ...measured(task, found.manifest),
      notebook: inResults(found.notebook),
      picture: inResults(found.picture)
    });
  }
  return finished;
}

/** The worker measures better than most sites, which see less often. */
function measured(
  task: StoredTask,
  manifest: JobManifest | null
): Partial<StoredTask> {
  if (manifest === null) {
    return {};
  }
  const { resources, startedAt, endedAt } = manifest;
  return {
    startedAt: task.startedAt ?? startedAt,
    endedAt: task.endedAt ?? endedAt,
    usage: {
      wallSeconds: resources.wallSeconds,
      cpuSeconds: resources.cpuSeconds,
      peakMemoryMebibytes: resources.peakMemory / 1024 / 1024
    },
    progress: finalProgress(manifest) ?? task.progress
  };
}
