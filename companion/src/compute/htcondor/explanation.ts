/**
 * Why a job does not run, for a person who asks.
 */
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import { BatchError, type KnownJob, type TaskReport } from '../batch-system.ts';
import { failureOf, type Programs } from './programs.ts';

const SECONDS = 60;

/** What HTCondor's own analysis of a waiting job says, and what is known. */
export async function explainJob(
  programs: Programs,
  config: HtcondorSiteConfig,
  job: KnownJob,
  tasks: readonly TaskReport[] | undefined,
  signal: AbortSignal
): Promise<string> {
  if (tasks === undefined) {
    throw new BatchError('not-found', 'HTCondor has no such job (any more).');
  }
  const known = [
    ...new Set(
      tasks
        .filter(({ state }) => state !== 'running')
        .flatMap(({ message, advice }) =>
          message === null ? [] : [[message, advice ?? ''].join(' ').trim()]
        )
    )
  ];
  const waiting = tasks.find(({ state }) => state === 'waiting');
  if (waiting === undefined) {
    return [summary(tasks), ...known].join('\n');
  }
  const result = await programs.schedd(
    'condor_q',
    ['-better-analyze', `${job.systemId}.${waiting.task}`],
    { signal, seconds: SECONDS }
  );
  if (result.code !== 0) {
    throw failureOf('condor_q', result, config);
  }
  return [summary(tasks), ...known, '', analysis(result.stdout)].join('\n');
}

function summary(tasks: readonly TaskReport[]): string {
  const counts = new Map<string, number>();
  for (const { state } of tasks) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const parts = [...counts].map(([state, count]) => `${count} ${state}`);
  return tasks.length === 1
    ? `The job is ${tasks[0]?.state ?? 'unknown'}.`
    : `Of ${tasks.length} tasks: ${parts.join(', ')}.`;
}

/** Without the address of the schedd and runs of empty lines. */
function analysis(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .filter(line => !line.startsWith('-- Schedd'))
    .map(line => line.replace(/\p{Cc}/gu, ' ').trimEnd());
  const said = lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return said === ''
    ? 'HTCondor has not looked for a machine yet. Ask again in some minutes.'
    : said;
}
