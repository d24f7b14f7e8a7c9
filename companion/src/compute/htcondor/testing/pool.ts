/**
 * A real pool of HTCondor with alice's jobs in it.
 */
import { chown, mkdir, readdir } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import {
  Batch,
  people,
  type BatchOptions
} from '../../../../../peers/batch/index.ts';
import { listenOnLoopback } from '../../../../../peers/loopback/index.ts';
import { createLogger } from '../../../http/logger.ts';
import type { BatchSystem } from '../../batch-system.ts';
import { Trial, type Subject, type Traits } from '../../testing/trial.ts';
import { createHtcondorSystem } from '../htcondor-system.ts';

/** What HTCondor does; `refused` depends on how it is configured. */
export const TRAITS: Traits = {
  can: { hold: true, arrays: true, dependencies: false },
  waiting: { memoryMebibytes: 1_000_000 },
  holdsRunning: true,
  shortestSeconds: 8,
  refused: []
};

export class Pool {
  readonly batch: Batch;
  private readonly systems: BatchSystem[] = [];

  private constructor(batch: Batch) {
    this.batch = batch;
  }

  static async start(options: BatchOptions = {}): Promise<Pool> {
    return new Pool(
      await Batch.start({ slurm: false, ssh: false, ...options })
    );
  }

  /** The system under test; its commands run as alice. */
  open(config: Partial<HtcondorSiteConfig> = {}): BatchSystem {
    const system = createHtcondorSystem(
      {
        kind: 'htcondor',
        id: 'pool',
        programs: this.batch.place.commands.alice,
        ...config
      },
      { logger: createLogger('silent') }
    );
    this.systems.push(system);
    return system;
  }

  subject(config: Partial<HtcondorSiteConfig> = {}): Subject {
    const { batch } = this;
    return {
      system: this.open(config),
      give,
      folder: async name => {
        const folder = join(batch.staging, name);
        await mkdir(folder);
        await give(folder);
        return folder;
      },
      count: tag => this.count(tag),
      outage: {
        begin: () => batch.htcondor.stopSchedd(),
        end: () => batch.htcondor.startSchedd()
      },
      close: () => this.stop()
    };
  }

  trial(config: Partial<HtcondorSiteConfig> = {}): Trial {
    return new Trial(this.subject(config), TRAITS);
  }

  /** Gives HTCondor a token of alice's, as signing in to a share would. */
  async storeToken(service: string, token: string): Promise<void> {
    await this.batch.must(
      'alice',
      [
        ...['sh', '-c'],
        'umask 077; cat > "$0.json"; condor_store_cred add-oauth -s "$0" -i "$0.json"; rm "$0.json"',
        service
      ],
      {
        cwd: '/home/alice',
        input: JSON.stringify({ access_token: token, expires_in: 3600 })
      }
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.systems.map(system => system.close()));
    await this.batch.stop();
  }

  /** What never had all its files is removed, and could not run. */
  private async count(tag: string): Promise<number> {
    const constraint = [
      '-constraint',
      `ScienceMeshTag == "${tag}" && !(JobStatus == 3 && LastHoldReasonCode =?= 16 && StageInFinish =?= undefined)`
    ];
    const clusters = await Promise.all(
      ['condor_q', 'condor_history'].map(program =>
        this.batch.must('alice', [program, ...constraint, '-af', 'ClusterId'])
      )
    );
    return new Set(clusters.join('\n').match(/\d+/g)).size;
  }
}

/** Makes alice the owner of a folder and of what lies in it. */
async function give(folder: string): Promise<void> {
  await chown(folder, people.alice, people.alice);
  for (const name of await readdir(folder)) {
    await chown(join(folder, name), people.alice, people.alice);
  }
}

/** Where data of a share is; jobs see it on this machine. */
export async function serve(
  answer: RequestListener
): Promise<{ server: Server; host: string }> {
  const server = createServer(answer);
  return { server, host: `127.0.0.1:${await listenOnLoopback(server)}` };
}
