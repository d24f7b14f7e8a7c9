/**
 * How much of this machine jobs may use together.
 */
import { availableParallelism, totalmem } from 'node:os';
import type {
  JobFinding,
  JobResources,
  LocalSiteConfig,
  SiteQueue
} from 'sciencemesh-contract';
import { durationInWords } from '../durations.ts';

const DAY = 24 * 60 * 60;
const MEBIBYTE = 1024 * 1024;

export interface Bounds {
  cpus: number;
  memoryMebibytes: number;
  /** Of one job. */
  seconds: number;
}

/** What the configuration says, else half of the machine and a day. */
export function boundsOf(config: Partial<LocalSiteConfig>): Bounds {
  return {
    cpus: config.cpus ?? Math.max(1, Math.floor(availableParallelism() / 2)),
    memoryMebibytes:
      config.memoryMebibytes ?? Math.floor(totalmem() / MEBIBYTE / 2),
    seconds: config.seconds ?? DAY
  };
}

/** The bounds as the only queue that there is. */
export function queueOf(bounds: Bounds, usedCpus: number): SiteQueue {
  return {
    name: 'local',
    default: true,
    open: true,
    seconds: bounds.seconds,
    cpus: bounds.cpus,
    memoryMebibytes: bounds.memoryMebibytes,
    gpus: 0,
    idleCpus: Math.max(0, bounds.cpus - usedCpus)
  };
}

/** What of a job would never fit. */
export function overBounds(
  { account, cpus, gpus, memoryMebibytes, queue, seconds }: JobResources,
  bounds: Bounds
): JobFinding[] {
  const findings: JobFinding[] = [];
  const add = (field: string, code: string, message: string) =>
    findings.push({
      level: 'error',
      code,
      field: `resources.${field}`,
      message
    });
  if (cpus > bounds.cpus) {
    add(
      'cpus',
      'cpus-over-limit',
      `This machine gives jobs ${bounds.cpus} processors at most. Ask for fewer, or choose another site.`
    );
  }
  if (memoryMebibytes > bounds.memoryMebibytes) {
    add(
      'memoryMebibytes',
      'memory-over-limit',
      `This machine gives jobs ${bounds.memoryMebibytes} MiB of memory at most. Ask for less, or choose another site.`
    );
  }
  if (seconds > bounds.seconds) {
    add(
      'seconds',
      'walltime-over-limit',
      `Jobs on this machine may take ${durationInWords(bounds.seconds)} at most. Ask for less time, or choose another site.`
    );
  }
  if (gpus > 0) {
    add(
      'gpus',
      'gpus-unavailable',
      'This machine offers no GPUs to jobs. Choose another site.'
    );
  }
  if (queue !== null && queue !== 'local') {
    add(
      'queue',
      'queue-unknown',
      `This machine has no queue "${queue}". Leave the queue empty.`
    );
  }
  if (account !== null) {
    add(
      'account',
      'account-unknown',
      'This machine keeps no accounts. Leave the account empty.'
    );
  }
  return findings;
}
