/**
 * What all rows share in one run: the batch systems, our adapters to them, and
 * the commands that they are measured beside.
 */
import { execFile } from 'node:child_process';
import { chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomUUID } from 'node:crypto';
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import type {
  BatchSystem,
  KnownJob,
  SubmitOrder
} from '../../companion/src/compute/batch-system.ts';
import { createHtcondorSystem } from '../../companion/src/compute/htcondor/htcondor-system.ts';
import { createSlurmrestdSystem } from '../../companion/src/compute/slurmrestd/slurmrestd-system.ts';
import { createSlurmSystem } from '../../companion/src/compute/slurm/slurm-system.ts';
import { createLogger } from '../../companion/src/http/logger.ts';
import { Batch, people } from '../../peers/batch/index.ts';
import { median } from '../drive/statistics.ts';
import { figure, timed, type Row } from '../drive/workloads.ts';

export const ROUNDS = 5;
const PROBE = join(
  import.meta.dirname,
  '../../companion/src/compute/testing/probe.py'
);
const MOST = 512 * 1024 * 1024;

export class Scene {
  readonly batch: Batch;
  readonly #tokenFile: string;
  #token = '';

  private constructor(batch: Batch) {
    this.batch = batch;
    this.#tokenFile = join(batch.shared, 'alice.jwt');
  }

  static async prepare(): Promise<Scene> {
    const batch = await Batch.start({ own: true, ssh: false });
    const scene = new Scene(batch);
    await scene.renewToken();
    return scene;
  }

  /** Alice's token for slurmrestd, for half an hour. */
  async renewToken(): Promise<void> {
    this.#token = await this.batch.slurm.token('alice');
    await writeFile(this.#tokenFile, this.#token, { mode: 0o600 });
    await chown(this.#tokenFile, people.alice, people.alice);
  }

  /** Folder of the commands, as alice. */
  get programs(): string {
    return this.batch.place.commands.alice;
  }

  htcondor(config: Partial<HtcondorSiteConfig> = {}): BatchSystem {
    const { programs } = this;
    return createHtcondorSystem(
      { kind: 'htcondor', id: 'htcondor', programs, ...config },
      { logger: createLogger('silent') }
    );
  }

  slurm(): BatchSystem {
    const { programs } = this;
    return createSlurmSystem({ kind: 'slurm', id: 'slurm', programs });
  }

  slurmrestd(): BatchSystem {
    return createSlurmrestdSystem({
      kind: 'slurmrestd',
      id: 'slurmrestd',
      url: this.batch.slurm.url,
      user: 'alice',
      tokenFile: this.#tokenFile
    });
  }

  /** Runs a command as alice to its end; what it has printed. */
  async command(
    name: string,
    args: readonly string[],
    { input = '', cwd = '/' }: { input?: string; cwd?: string } = {}
  ): Promise<string> {
    const running = promisify(execFile)(join(this.programs, name), args, {
      cwd,
      env: this.batch.env('alice'),
      maxBuffer: MOST
    });
    running.child.stdin?.end(input);
    return (await running).stdout;
  }

  /** Asks slurmrestd without our adapter. */
  async rest(method: string, path: string, body?: object): Promise<string> {
    const { slurm } = this.batch;
    const answer = await fetch(`${slurm.url}/slurm/${slurm.api}/${path}`, {
      method,
      headers: {
        'X-SLURM-USER-NAME': 'alice',
        'X-SLURM-USER-TOKEN': this.#token,
        ...(body === undefined ? {} : { 'content-type': 'application/json' })
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`slurmrestd: ${answer.status} ${text.slice(0, 300)}`);
    }
    return text;
  }

  /** An order whose files are in place and alice's. */
  async order(change: Partial<SubmitOrder> = {}): Promise<SubmitOrder> {
    const tag = randomUUID();
    const folder = join(this.batch.shared, tag);
    await mkdir(folder);
    await copyFile(PROBE, join(folder, 'probe.py'));
    await writeFile(join(folder, 'plan.json'), '[]');
    for (const path of [folder, `${folder}/probe.py`, `${folder}/plan.json`]) {
      await chown(path, people.alice, people.alice);
    }
    return {
      tag,
      label: `Bench ${tag.slice(0, 8)}`,
      folder,
      files: ['probe.py', 'plan.json'],
      command: ['python3', 'probe.py', 'plan.json'],
      outputs: () => [],
      tasks: 1,
      atOnce: null,
      graceSeconds: 3,
      container: null,
      after: [],
      transfers: [],
      resources: {
        queue: null,
        account: null,
        cpus: 1,
        memoryMebibytes: 100,
        diskMebibytes: null,
        gpus: 0,
        seconds: 60
      },
      ...change
    };
  }

  async clear(): Promise<void> {
    await this.batch.stop();
  }
}

export const never = (): AbortSignal => new AbortController().signal;

/** Jobs of one task each, by the names that their site has for them. */
export function knownJobs(systemIds: readonly string[]): KnownJob[] {
  return systemIds.map(systemId => ({
    tag: `bench-${systemId}`,
    systemId,
    folder: '/nonexistent',
    tasks: 1,
    outputs: () => []
  }));
}

/**
 * The same work twice, in turns, so that what else the machine does meets both.
 *
 * @returns medians in milliseconds, and how many times as long ours took
 */
export async function beside(
  bare: () => Promise<unknown>,
  ours: () => Promise<unknown>
): Promise<{ bare: number; ours: number; ratio: number }> {
  const times: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.bare.push((await timed(bare)).milliseconds);
    times.ours.push((await timed(ours)).milliseconds);
  }
  const medians = { bare: median(times.bare), ours: median(times.ours) };
  return { ...medians, ratio: medians.ours / medians.bare };
}

/** @param work a row, or why there is none */
export async function rowOf(work: () => Promise<Row>): Promise<Row> {
  try {
    return await work();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { '': text.replace(/\s+/g, ' ').slice(0, 200) };
  }
}

export { figure, timed, type Row };
