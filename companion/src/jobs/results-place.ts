/**
 * Whether results can be put where the person wants them.
 */
import { posix } from 'node:path';
import type { JobFinding } from 'sciencemesh-contract';
import { drivePathOf, type Places } from '../copies/places.ts';
import { RequestProblem } from '../http/problem.ts';
import { StorageError, type Entry, type Storage } from '../storage/storage.ts';
import { shown } from './input-survey.ts';
import { error } from './site-findings.ts';

/** A dry run does not wait longer for the server of a share. */
const PATIENCE_MILLISECONDS = 5000;

/** @param results as JupyterLab names it */
export async function resultsFindings(
  results: string,
  places: Places,
  signal: AbortSignal
): Promise<JobFinding[]> {
  if (posix.normalize(results).startsWith('..')) {
    return [
      error(
        'results-outside',
        'results',
        'Results must go below the folder that Jupyter shows. Choose another folder.'
      )
    ];
  }
  const inDrive = drivePathOf(results);
  try {
    const spot = await places.find(
      inDrive === null
        ? { drive: 'jupyter', path: posix.normalize(results) }
        : { drive: 'sciencemesh', path: inDrive }
    );
    const patience = AbortSignal.any([
      signal,
      AbortSignal.timeout(PATIENCE_MILLISECONDS)
    ]);
    return findingsOf(results, await nearest(spot.at, spot.path, patience));
  } catch (problem) {
    if (problem instanceof RequestProblem) {
      return [error('results-refused', 'results', problem.message)];
    }
    if (problem instanceof StorageError) {
      return problem.code === 'share-gone' || problem.code === 'not-permitted'
        ? [error('results-refused', 'results', problem.message)]
        : [unseen(problem)];
    }
    throw problem;
  }
}

/** The folder, or what is there of the way to it. */
async function nearest(
  at: Storage,
  path: string,
  signal: AbortSignal
): Promise<Entry> {
  try {
    return await at.stat(path, { signal });
  } catch (problem) {
    if (
      path === '' ||
      !(problem instanceof StorageError && problem.code === 'not-found')
    ) {
      throw problem;
    }
    const above = posix.dirname(path);
    return nearest(at, above === '.' ? '' : above, signal);
  }
}

function findingsOf(results: string, entry: Entry): JobFinding[] {
  if (entry.kind === 'file') {
    return [
      error(
        'results-no-folder',
        'results',
        `"${shown(entry.name)}" is a file. Choose a folder for the results.`
      )
    ];
  }
  // Who does not say it is tried; what is refused then stays with the job.
  return entry.rights?.create === false
    ? [
        error(
          'results-read-only',
          'results',
          drivePathOf(results) === null
            ? `You may not write into "${shown(entry.name)}". Choose another folder for the results.`
            : `The share allows reading only: nothing can be put into "${shown(entry.name)}". Choose another folder, or ask the sender of the share for more rights.`
        )
      ]
    : [];
}

function unseen({ message }: StorageError): JobFinding {
  return {
    level: 'warning',
    code: 'results-unseen',
    field: 'results',
    message: `Whether results can be put there is not known: ${message} Until they can, they stay with the job.`
  };
}
