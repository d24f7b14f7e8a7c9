/**
 * What a Slurm says about itself: its release, partitions, and accounts.
 */
import type { SiteQueue, SlurmSiteConfig } from 'sciencemesh-contract';
import type { SiteFacts } from '../batch-system.ts';
import { isTestedSlurm } from '../slurm-states.ts';
import { failureOf } from './answers.ts';
import type { Host } from './host.ts';
import { slurmDuration } from './queue.ts';

const SECONDS = 20;

/** Fields by position, one line for each kind of machine in a partition. */
const PARTITION_FORMAT = '%P|%a|%l|%c|%m|%G|%C';

/** Asks for everything that a form needs; at most four commands. */
export async function describeSlurm(
  host: Host,
  config: SlurmSiteConfig,
  signal: AbortSignal
): Promise<SiteFacts> {
  const options = { signal, seconds: SECONDS };
  const partitions = await host.run(
    ['sinfo', '-h', '-o', PARTITION_FORMAT],
    options
  );
  if (partitions.code !== 0) {
    throw failureOf(partitions, 'sinfo', false);
  }
  const quiet = (argv: readonly [string, ...string[]]) =>
    host.run(argv, options).then(
      result => (result.code === 0 ? result.stdout : ''),
      () => ''
    );
  const [release, accounts, apptainer] = await Promise.all([
    quiet(['sinfo', '--version']),
    // Without an accounting service there is nothing to choose from.
    quiet(['sshare', '-U', '-n', '-P', '-o', 'Account']),
    quiet(['apptainer', '--version'])
  ]);
  const version = /slurm\S*\s+(\d+\.\d+\.\d+)/u.exec(release)?.[1] ?? null;
  const queues = readPartitions(partitions.stdout).filter(
    ({ name }) => config.partitions?.includes(name) ?? true
  );
  return {
    version,
    tested: isTestedSlurm(version),
    queues,
    accounts: [...new Set(accounts.split(/\s+/u).filter(line => line !== ''))],
    gpus: queues.some(({ gpus }) => (gpus ?? 0) > 0),
    can: {
      hold: true,
      arrays: true,
      dependencies: true,
      containers: apptainer !== ''
    }
  };
}

/**
 * Reads the answer of `sinfo -h -o PARTITION_FORMAT`.
 *
 * @returns one item a partition: the most that one of its machines offers
 */
export function readPartitions(text: string): SiteQueue[] {
  const queues = new Map<string, SiteQueue>();
  for (const line of text.split('\n')) {
    const [title = '', available, time, cpus, memory, gres, use] =
      line.split('|');
    if (use === undefined) {
      continue;
    }
    const name = title.replace(/\*$/u, '');
    const before = queues.get(name);
    const [, idle] = use.split('/').map(Number);
    queues.set(name, {
      name,
      default: title.endsWith('*'),
      open: available === 'up',
      seconds: time === 'infinite' ? null : limitSeconds(time),
      cpus: most(before?.cpus, cpus),
      memoryMebibytes: most(before?.memoryMebibytes, memory),
      gpus: Math.max(before?.gpus ?? 0, gpuCount(gres)),
      idleCpus: (before?.idleCpus ?? 0) + (idle ?? 0)
    });
  }
  return [...queues.values()];
}

/** A limit may be told without seconds or hours, e.g. `30:00` or `2-00`. */
function limitSeconds(text: string | undefined): number | null {
  return (
    slurmDuration(text) ??
    (/^\d+$/u.test(text ?? '') ? Number(text) * 60 : null)
  );
}

/** @param text a number, followed by `+` where machines differ */
function most(
  before: number | null | undefined,
  text: string | undefined
): number | null {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? (before ?? null) : Math.max(before ?? 0, value);
}

/** @param gres e.g. `gpu:a100:4(S:0-1),shard:16`, or `(null)` */
function gpuCount(gres: string | undefined): number {
  return (gres ?? '')
    .split(',')
    .map(part => /^gpu(?::[^:(]+)*?:(\d+)/u.exec(part)?.[1])
    .reduce((sum, count) => sum + Number(count ?? 0), 0);
}
