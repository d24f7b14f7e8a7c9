/**
 * The companion as it is shipped, run by alice where the batch systems are.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { randomUUID } from 'node:crypto';
import type { Job, JobDraft, JobForm, SiteConfig } from 'sciencemesh-contract';
import { people, type Batch } from '../../peers/batch/index.ts';

const PROGRAM = join(
  import.meta.dirname,
  '../../jupyterlab_sciencemesh/companion/main.mjs'
);
const SECRET = 'a secret of the benchmark';
export const AUTHORIZATION = { authorization: `Bearer ${SECRET}` };

export interface CompanionOptions {
  batch: Batch;
  /** Absolute path of a folder that alice sees as well; made if need be. */
  folder: string;
  sites: readonly SiteConfig[];
}

export class BatchCompanion {
  /** Jupyter's root. */
  readonly root: string;
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(root: string, address: string, child: ChildProcess) {
    this.root = root;
    this.address = address;
    this.#child = child;
  }

  static async start(options: CompanionOptions): Promise<BatchCompanion> {
    const { batch, folder, sites } = options;
    const root = join(folder, 'root');
    await mkdir(root, { recursive: true });
    for (const path of [folder, root]) {
      await chown(path, people.alice, people.alice);
      await chmod(path, 0o755);
    }
    const config = join(folder, 'config.json');
    await writeFile(
      config,
      JSON.stringify({ compute: { sites, find: false, local: 'hide' } })
    );
    const { program, words } = batch.inside(
      'alice',
      [
        ...[process.execPath, PROGRAM, 'serve', '--config', config],
        ...['--listen', '127.0.0.1:0', '--root', root],
        ...['--data', join(folder, 'data')]
      ],
      folder
    );
    const child = spawn(program, words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        SCIENCEMESH_SECRET: SECRET,
        // As the bridge would tell it.
        SCIENCEMESH_KERNEL_DIRS: '/usr/share/jupyter/kernels'
      }
    });
    let log = '';
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.includes('"msg":"ready"')) {
        // Whatever it says from here on must not fill the pipe.
        child.stderr.resume();
        const { listen } = JSON.parse(line) as { listen: string };
        return new BatchCompanion(root, listen, child);
      }
      log += `${line}\n`;
    }
    throw new Error(`The companion did not start; run "make build".\n${log}`);
  }

  async get<T>(path: string): Promise<T> {
    return this.#json<T>(path, {});
  }

  async post<T>(path: string, body: object): Promise<T> {
    return this.#json<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body)
    });
  }

  /** What the form proposes for a file on a site. */
  async draft(path: string, siteId: string): Promise<JobDraft> {
    const { draft } = await this.post<JobForm>('/api/jobs/form', {
      path,
      siteId
    });
    return draft;
  }

  submit(draft: JobDraft): Promise<Job> {
    return this.post<Job>('/api/jobs', { draft, key: randomUUID() });
  }

  /** Asks as often as is useful until a job is as it should be. */
  async until(
    id: string,
    fits: (job: Job) => boolean,
    seconds = 120
  ): Promise<Job> {
    for (let left = seconds * 50; left > 0; left -= 1) {
      const job = await this.get<Job>(`/api/jobs/${id}`);
      if (fits(job)) {
        return job;
      }
      if (['failed', 'lost', 'cancelled'].includes(job.state)) {
        throw new Error(`The job ended: ${job.state}, ${job.message}`);
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error('The job is not as it should be in time.');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exit;
    }
  }

  async #json<T>(path: string, init: RequestInit): Promise<T> {
    const answer = await fetch(`${this.address}${path}`, {
      ...init,
      headers: { ...AUTHORIZATION, ...init.headers }
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
    }
    return JSON.parse(text) as T;
  }
}
