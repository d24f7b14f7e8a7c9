/**
 * A companion whose jobs run at a site that has troubles.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  startCompanion,
  type TestCompanion
} from '../../ocm/testing/companion.ts';
import type { TroubledSite } from './troubled-site.ts';

const NOTEBOOK = JSON.stringify({
  cells: [
    {
      cell_type: 'code',
      execution_count: null,
      id: 'one',
      metadata: {},
      outputs: [],
      source: 'x = 1'
    }
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5
});

/** A folder of Jupyter with `work/a.ipynb`, which goes with the test. */
export function folderOfWork(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'troubles-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'work'));
  writeFileSync(join(folder, 'work', 'a.ipynb'), NOTEBOOK);
  return folder;
}

/** The site is known as `far`. */
export function startBeside(
  test: TestContext,
  site: TroubledSite,
  folder = folderOfWork(test)
): Promise<TestCompanion> {
  return startCompanion(test, {
    folder,
    createSystem: () => site.connect(),
    config: {
      compute: {
        find: false,
        local: 'hide',
        sites: [{ kind: 'slurm', id: 'far', lookSeconds: 1 }]
      }
    }
  });
}
