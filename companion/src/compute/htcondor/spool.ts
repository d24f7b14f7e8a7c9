/**
 * Where results come from and what is left behind.
 *
 * Without a spool, HTCondor itself writes what a job leaves into the folder
 * that it was submitted from. With one, they lie with the schedd, and ended
 * jobs stay in its queue until they are let go.
 */
import { setTimeout } from 'node:timers/promises';
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import { BatchError, type KnownJob } from '../batch-system.ts';
import { numberOf, parseAds } from './ads.ts';
import { UPLOADING } from './hold-reasons.ts';
import { failureOf, type Programs } from './programs.ts';

/** A gigabyte takes a while. */
const TRANSFER_SECONDS = 1800;
const COMPLETED = 4;
const HELD = 5;
const CHUNK = 500;
const UPLOADED_MILLISECONDS = 10_000;
const UPLOADED_PAUSE = 200;

/** A spooled job whose files are all with the schedd, in the queue or no more. */
export const UPLOADED = 'StageInFinish =!= undefined';
/** A job whose files are awaited. */
const UPLOADS = `HoldReasonCode =?= ${UPLOADING}`;

/** Brings what ended tasks have left into the folder of the job. */
export async function retrieveSpooled(
  programs: Programs,
  config: HtcondorSiteConfig,
  job: KnownJob,
  signal: AbortSignal
): Promise<void> {
  const queued = await statesInQueue(programs, config, job, signal);
  const ended = queued
    .filter(({ status }) => status === COMPLETED)
    .map(({ proc }) => `${job.systemId}.${proc}`);
  for (let from = 0; from < ended.length; from += CHUNK) {
    const result = await programs.schedd(
      'condor_transfer_data',
      ended.slice(from, from + CHUNK),
      { signal, seconds: TRANSFER_SECONDS, cwd: job.folder }
    );
    if (result.code !== 0) {
      throw failureOf('condor_transfer_data', result, config);
    }
  }
}

/**
 * Takes what is left of a job out of the queue: ended jobs that wait for
 * somebody to fetch their results, and held ones that can never go on.
 */
export async function discardJob(
  programs: Programs,
  config: HtcondorSiteConfig,
  job: KnownJob,
  signal: AbortSignal
): Promise<void> {
  const queued = await statesInQueue(programs, config, job, signal);
  const cluster = `ClusterId == ${job.systemId}`;
  const act = async (program: string, args: readonly string[]) => {
    const result = await programs.schedd(program, args, { signal });
    if (result.code === 0) {
      return;
    }
    const failure = failureOf(program, result, config);
    // It may have left the queue meanwhile.
    const left = await statesInQueue(programs, config, job, signal);
    if (left.length > 0) {
      throw failure;
    }
  };
  if (queued.some(({ status }) => status === COMPLETED)) {
    // condor_rm would make the history say that they were removed.
    await act('condor_qedit', [
      ...['-constraint', `${cluster} && JobStatus == ${COMPLETED}`],
      ...['LeaveJobInQueue', 'false']
    ]);
  }
  if (queued.some(({ status }) => status === HELD)) {
    await act('condor_rm', [
      ...['-reason', 'No longer needed'],
      ...['-constraint', `${cluster} && JobStatus == ${HELD}`]
    ]);
  }
}

/**
 * Waits until the schedd has taken over the files of a job; until then it
 * calls the job held, and cannot be told to hold it. It takes some
 * milliseconds; when the schedd goes away meanwhile, that is no failure of the
 * submission.
 *
 * @param jobs the constraint that finds it
 * @returns whether nothing of it is being uploaded; null: not known
 */
export async function whenUploaded(
  programs: Programs,
  jobs: string,
  signal: AbortSignal
): Promise<boolean | null> {
  const end = performance.now() + UPLOADED_MILLISECONDS;
  for (;;) {
    const result = await programs
      .schedd(
        'condor_q',
        ['-totals', '-constraint', `${jobs} && (${UPLOADS})`],
        { signal }
      )
      .catch(() => null);
    const left = /^Total for query: (\d+) jobs/m.exec(
      result?.stdout ?? ''
    )?.[1];
    if (left === undefined || left === '0') {
      return left === undefined ? null : true;
    }
    if (performance.now() > end) {
      return false;
    }
    await setTimeout(UPLOADED_PAUSE, undefined, { signal }).catch(() => null);
  }
}

/**
 * Nobody waits for an upload any more: it comes to its end now, or the job is
 * taken out of the queue. Both at once cannot be: the schedd decides.
 *
 * @param jobs the constraint that finds the job
 * @throws BatchError
 */
export async function endUpload(
  programs: Programs,
  config: HtcondorSiteConfig,
  jobs: string,
  signal: AbortSignal
): Promise<void> {
  if ((await whenUploaded(programs, jobs, signal)) !== false) {
    return;
  }
  const result = await programs.schedd(
    'condor_rm',
    [
      ...['-reason', 'Its files never arrived'],
      ...['-constraint', `${jobs} && (${UPLOADS})`]
    ],
    { signal }
  );
  if (
    result.code !== 0 &&
    (await whenUploaded(programs, jobs, signal)) !== true
  ) {
    throw failureOf('condor_rm', result, config);
  }
}

async function statesInQueue(
  programs: Programs,
  config: HtcondorSiteConfig,
  job: KnownJob,
  signal: AbortSignal
): Promise<{ proc: number; status: number | null }[]> {
  const result = await programs.schedd(
    'condor_q',
    ['-json', '-attributes', 'ProcId,JobStatus', job.systemId],
    { signal }
  );
  if (result.code !== 0) {
    const failure = failureOf('condor_q', result, config);
    if (failure instanceof BatchError && failure.code === 'not-found') {
      return [];
    }
    throw failure;
  }
  return parseAds(result.stdout, 'condor_q').flatMap(ad => {
    const proc = numberOf(ad, 'ProcId');
    return proc === null ? [] : [{ proc, status: numberOf(ad, 'JobStatus') }];
  });
}
