import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { expect } from '@playwright/test';

import type { Laboratory } from './laboratory.ts';

/** A job as the companion's API tells it, as far as journeys look. */
export interface ListedJob {
  id: string;
  name: string;
  state: string;
}

/** The parts of a draft that journeys change. */
export interface DraftChanges {
  name?: string;
  /** Processors that it asks for. */
  cpus?: number;
  sweep?: {
    axes: { name: string; type: 'number' | 'integer'; values: number[] }[];
    combine: 'grid' | 'rows';
    atOnce: number | null;
  };
}

/** Writes a notebook with these code cells into the workspace. */
export async function writeNotebook(
  laboratory: Laboratory,
  path: string,
  sources: readonly string[]
): Promise<void> {
  const file = laboratory.path(path);
  await mkdir(dirname(file), { recursive: true });
  const document = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: {
        name: 'python3',
        display_name: 'Python 3',
        language: 'python'
      }
    },
    cells: sources.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      execution_count: null,
      metadata: index === 0 ? { tags: ['parameters'] } : {},
      outputs: [],
      source
    }))
  };
  await writeFile(file, JSON.stringify(document));
}

/** Submits a notebook as the form is filled for it. */
export async function submitNotebook(
  laboratory: Laboratory,
  path: string,
  { cpus, ...changes }: DraftChanges = {}
): Promise<ListedJob> {
  const { draft } = await post<{ draft: { resources: object } }>(
    laboratory,
    'sciencemesh/api/jobs/form',
    { path }
  );
  return post(laboratory, 'sciencemesh/api/jobs', {
    draft: {
      ...draft,
      ...changes,
      resources: { ...draft.resources, ...(cpus === undefined ? {} : { cpus }) }
    },
    key: crypto.randomUUID()
  });
}

/** The jobs, as the companion lists them. */
export async function listJobs({ lab }: Laboratory): Promise<ListedJob[]> {
  const answer = await lab.fetch('sciencemesh/api/jobs');
  const { items } = (await answer.json()) as { items?: ListedJob[] };
  // While the companion starts the bridge answers so, and no list.
  return items ?? [];
}

/** How many processors of this machine jobs may have together. */
export async function processorsHere({ lab }: Laboratory): Promise<number> {
  const answer = await lab.fetch('sciencemesh/api/sites');
  const { items } = (await answer.json()) as {
    items: { kind: string; queues: { cpus: number | null }[] }[];
  };
  return items.find(({ kind }) => kind === 'local')?.queues[0]?.cpus ?? 1;
}

/** Cancels what runs, and takes all jobs off the list. */
export async function forgetJobs(laboratory: Laboratory): Promise<void> {
  const over = ['done', 'failed', 'cancelled', 'lost'];
  for (const { id, state } of await listJobs(laboratory)) {
    if (!over.includes(state)) {
      await post(laboratory, `sciencemesh/api/jobs/${id}/cancel`, {});
    }
  }
  await expect
    .poll(async () => {
      const jobs = await listJobs(laboratory);
      return jobs.filter(({ state }) => !over.includes(state));
    })
    .toEqual([]);
  for (const { id } of await listJobs(laboratory)) {
    const path = `sciencemesh/api/jobs/${id}?files=keep`;
    const answer = await laboratory.lab.fetch(path, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: '{}'
    });
    if (!answer.ok) {
      throw new Error(`${path} was answered ${await answer.text()}`);
    }
  }
}

async function post<T>(
  { lab }: Laboratory,
  path: string,
  body: unknown
): Promise<T> {
  const answer = await lab.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });
  if (!answer.ok) {
    throw new Error(`${path} was answered ${await answer.text()}`);
  }
  return (await answer.json()) as T;
}
