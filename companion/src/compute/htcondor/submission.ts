/**
 * Handing jobs over, and finding those whose handing over was not answered.
 */
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import {
  BatchError,
  type Submitted,
  type SubmitOrder,
  type SubmitText
} from '../batch-system.ts';
import { checkOrderFiles } from '../order-check.ts';
import { numberOf, parseAds } from './ads.ts';
import { failureOf, type Programs } from './programs.ts';
import { constraintString } from './quoting.ts';
import { endUpload, UPLOADED, whenUploaded } from './spool.ts';
import {
  enforcedCommands,
  isSpooled,
  renderSubmitText,
  TAG_ATTRIBUTE
} from './submit-text.ts';

/** Inputs are copied to a remote schedd meanwhile. */
const SPOOL_SECONDS = 1800;
const SUBMIT_SECONDS = 120;
const FIND_SECONDS = 60;
/** Jobs that may have ended since the one that is looked for. */
const HISTORY_LENGTH = 50_000;

/** Arguments that keep what the order says about files, in any text. */
export function appended(
  order: SubmitOrder,
  config: HtcondorSiteConfig,
  text: string
): readonly string[] {
  return text === renderSubmitText(order, config)
    ? []
    : enforcedCommands(order, config).flatMap(command => ['-append', command]);
}

/** @throws BatchError; see `BatchSystem.submit` */
export async function submitJob(
  programs: Programs,
  config: HtcondorSiteConfig,
  order: SubmitOrder,
  { text }: SubmitText,
  signal: AbortSignal
): Promise<Submitted> {
  const enforced = appended(order, config, text);
  const [missing] = await checkOrderFiles(order);
  if (missing !== undefined) {
    throw new BatchError('refused', missing.message);
  }
  const spooled = isSpooled(config);
  const result = await programs.schedd(
    'condor_submit',
    ['-terse', ...(spooled ? ['-spool'] : []), ...enforced, '-'],
    {
      signal,
      seconds: spooled ? SPOOL_SECONDS : SUBMIT_SECONDS,
      input: text,
      cwd: order.folder,
      changes: true
    }
  );
  if (result.code !== 0) {
    throw failureOf('condor_submit', result, config, true);
  }
  const cluster = /^(\d+)\.\d+/m.exec(result.stdout)?.[1];
  if (cluster === undefined) {
    throw new BatchError(
      'broken',
      'HTCondor did not say what it calls the job.',
      { cause: result.stdout, outcomeUnknown: true }
    );
  }
  if (spooled) {
    await whenUploaded(programs, `ClusterId == ${cluster}`, signal);
  }
  return { systemId: cluster };
}

/**
 * A job whose files never arrived is none: the schedd removes it when the
 * upload breaks off, and it could not run.
 *
 * @returns null when neither the queue nor the history has such a job
 */
export async function findJob(
  programs: Programs,
  config: HtcondorSiteConfig,
  tag: string,
  signal: AbortSignal
): Promise<Submitted | null> {
  const tagged = `${TAG_ATTRIBUTE} == ${constraintString(tag)}`;
  const spooled = isSpooled(config);
  if (spooled) {
    await endUpload(programs, config, tagged, signal);
  }
  const constraint = spooled ? `${tagged} && ${UPLOADED}` : tagged;
  const look = async (program: string, args: readonly string[]) => {
    const result = await programs.schedd(
      program,
      [
        ...['-json', '-attributes', 'ClusterId', '-constraint', constraint],
        ...args
      ],
      { signal, seconds: FIND_SECONDS }
    );
    if (result.code !== 0) {
      throw failureOf(program, result, config);
    }
    const [ad] = parseAds(result.stdout, program);
    const cluster = ad && numberOf(ad, 'ClusterId');
    return typeof cluster === 'number' ? { systemId: String(cluster) } : null;
  };
  return (
    (await look('condor_q', ['-limit', '1'])) ??
    (await look('condor_history', [
      ...['-limit', '1', '-scanlimit', String(HISTORY_LENGTH)]
    ]))
  );
}
