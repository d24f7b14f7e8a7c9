import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

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
  changes: DraftChanges = {}
): Promise<ListedJob> {
  const { draft } = await post<{ draft: object }>(
    laboratory,
    'sciencemesh/api/jobs/form',
    { path }
  );
  return post(laboratory, 'sciencemesh/api/jobs', {
    draft: { ...draft, ...changes },
    key: crypto.randomUUID()
  });
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
