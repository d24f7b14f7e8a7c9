/**
 * A companion of alice's beside a real HTCondor and a real Slurm (see
 * `peers/batch/`): it runs where she could log in, as she.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Job, JobDraft, JobForm, SiteConfig } from 'sciencemesh-contract';
import { people, type Batch } from '../../../../peers/batch/index.ts';
import {
  SECRET,
  startProcess,
  type CompanionProcess
} from '../../command-line/testing/process.ts';
import { ENDED } from '../../store/job-records.ts';

/** How alice reaches each of the systems. */
export const REAL_SITES = ['condor', 'here', 'login', 'rest'] as const;
export type RealSite = (typeof REAL_SITES)[number];

/** Longer than any job of the tests takes on a busy machine. */
const LONGEST_MILLISECONDS = 240_000;

export class RealSites {
  readonly batch: Batch;
  /** Her Jupyter root, with the same path for her and for the test. */
  readonly root: string;
  /** A secret that her companion uses. */
  readonly token: string;
  readonly #test: TestContext;
  readonly #folder: string;
  #companion: CompanionProcess | null = null;

  private constructor(
    test: TestContext,
    batch: Batch,
    folder: string,
    token: string
  ) {
    this.batch = batch;
    this.root = join(folder, 'root');
    this.token = token;
    this.#test = test;
    this.#folder = folder;
  }

  static async start(test: TestContext, batch: Batch): Promise<RealSites> {
    const folder = await mkdtemp(join(batch.shared, 'companion-'));
    const token = await batch.slurm.token('alice', 3600);
    const sites = new RealSites(test, batch, folder, token);
    await mkdir(sites.root);
    await writeFile(join(folder, 'token'), token, { mode: 0o600 });
    await writeFile(
      join(folder, 'config.json'),
      JSON.stringify({
        compute: { local: 'hide', find: false, sites: sites.#configs() }
      })
    );
    for (const path of ['', 'root', 'token', 'config.json']) {
      await chown(join(folder, path), people.alice, people.alice);
    }
    await chmod(folder, 0o700);
    // What is registered first is done first: the companion ends before.
    await sites.restart();
    test.after(() => rm(folder, { recursive: true, force: true }));
    return sites;
  }

  /** Kills her companion as a crash does, if it runs, and starts it again. */
  async restart(): Promise<void> {
    await this.#companion?.end('SIGKILL');
    this.#companion = null;
    this.#companion = await startProcess(this.#test, {
      around: command => this.batch.inside('alice', command, this.#folder),
      args: [
        ...['--data', join(this.#folder, 'data'), '--root', this.root],
        ...['--config', join(this.#folder, 'config.json')]
      ],
      environment: {
        SCIENCEMESH_PYTHON: '/usr/bin/python3',
        SCIENCEMESH_KERNEL_DIRS: '/usr/share/jupyter/kernels'
      }
    });
  }

  /** Lays out files of hers in a new folder of her Jupyter root. */
  async layOut(name: string, files: Record<string, string>): Promise<void> {
    const folder = join(this.root, name);
    mkdirSync(folder);
    for (const [file, text] of Object.entries(files)) {
      await writeFile(join(folder, file), text);
      await chown(join(folder, file), people.alice, people.alice);
    }
    await chown(folder, people.alice, people.alice);
  }

  /** A file of her Jupyter root. */
  read(...path: string[]): string {
    return readFileSync(join(this.root, ...path), 'utf8');
  }

  async form(siteId: RealSite, path: string): Promise<JobForm> {
    return this.ask<JobForm>('/api/jobs/form', { path, siteId });
  }

  async submit(draft: JobDraft, key: string = randomUUID()): Promise<Job> {
    return this.ask<Job>('/api/jobs', { draft, key });
  }

  /** Resolves with a job when it is as wanted, looking as an open page does. */
  async until(id: string, isWanted: (job: Job) => boolean): Promise<Job> {
    const end = performance.now() + LONGEST_MILLISECONDS;
    for (;;) {
      const job = await this.ask<Job>(`/api/jobs/${id}`);
      if (isWanted(job)) {
        return job;
      }
      assert.ok(
        !ENDED.has(job.state) && performance.now() < end,
        `${job.siteId} ${job.state} ${JSON.stringify(job.progress)}: ${job.message}`
      );
      await pause(300);
    }
  }

  ended(id: string): Promise<Job> {
    return this.until(id, ({ state }) => ENDED.has(state));
  }

  /** Asks the companion; with a body it is a POST that has to succeed. */
  async ask<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.#companion?.listen}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${SECRET}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' })
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    });
    const text = await answer.text();
    assert.ok(answer.ok, text);
    return JSON.parse(text) as T;
  }

  #configs(): SiteConfig[] {
    const { host, port, keys, knownHosts } = this.batch.ssh;
    const common = { lookSeconds: 1 };
    return [
      { ...common, kind: 'htcondor', id: 'condor' satisfies RealSite },
      { ...common, kind: 'slurm', id: 'here' satisfies RealSite },
      {
        ...common,
        kind: 'slurm',
        id: 'login' satisfies RealSite,
        ssh: { host, port, user: 'alice', identity: keys.alice, knownHosts }
      },
      {
        ...common,
        kind: 'slurmrestd',
        id: 'rest' satisfies RealSite,
        url: this.batch.slurm.url,
        user: 'alice',
        tokenFile: join(this.#folder, 'token')
      }
    ];
  }
}
