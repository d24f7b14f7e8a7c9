/**
 * This extension, by the API that its page uses.
 */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, SiteConfig } from 'sciencemesh-contract';
import type { Batch } from '../../../peers/batch/index.ts';
import { BatchCompanion } from '../companion.ts';
import { until, type Contender, type Run } from './contender.ts';

interface Cell {
  outputs?: unknown[];
}

export async function startScienceMesh(
  batch: Batch,
  site: SiteConfig,
  notebooks: Readonly<Record<string, string>>
): Promise<Contender> {
  const companion = await BatchCompanion.start({
    batch,
    folder: join(batch.shared, randomUUID()),
    sites: [site]
  });
  for (const [name, text] of Object.entries(notebooks)) {
    await writeFile(join(companion.root, name), text);
  }
  return new ScienceMesh(site, companion);
}

class ScienceMesh implements Contender {
  readonly name: string;
  readonly #site: SiteConfig;
  readonly #companion: BatchCompanion;

  constructor(site: SiteConfig, companion: BatchCompanion) {
    this.name = `jupyterlab-sciencemesh, ${site.id}`;
    this.#site = site;
    this.#companion = companion;
  }

  async run(notebook: string): Promise<Run> {
    const draft = await this.#companion.draft(notebook, this.#site.id);
    const start = performance.now();
    const { id } = await this.#companion.submit(draft);
    const answered = performance.now() - start;
    let firstCell: number | null = null;
    return until(async () => {
      const job = await this.#companion.get<Job>(`/api/jobs/${id}`);
      if (job.state === 'running' && firstCell === null) {
        if (await this.#hasOutput(id)) {
          firstCell = performance.now() - start;
        }
      }
      if (job.state === 'failed' || job.state === 'lost') {
        throw new Error(job.message ?? job.state);
      }
      return job.state === 'done'
        ? { answered, firstCell, done: performance.now() - start }
        : null;
    });
  }

  async fail(notebook: string): Promise<string> {
    const draft = await this.#companion.draft(notebook, this.#site.id);
    const { id } = await this.#companion.submit(draft);
    const { notebook: path, message } = await until(async () => {
      const job = await this.#companion.get<Job>(`/api/jobs/${id}`);
      return job.state === 'failed' ? job : null;
    });
    return `${path === null ? 'no notebook' : 'the notebook so far'}; "${message}"`;
  }

  stop(): Promise<void> {
    return this.#companion.stop();
  }

  async #hasOutput(id: string): Promise<boolean> {
    const { cells } = await this.#companion.get<{ cells: Cell[] }>(
      `/api/jobs/${id}/notebook`
    );
    if ((cells[0]?.outputs?.length ?? 0) > 0) {
      return true;
    }
    // Where no file of a running job is to be seen, what it prints tells.
    const { progress } = await this.#companion.get<Job>(`/api/jobs/${id}`);
    return (progress?.done ?? 0) > 0;
  }
}
