/**
 * A publication as a bundle, with all that is real about it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { depositCrateWriter } from '../deposit-crate/deposit-crate.ts';
import { PublishingBench } from '../engine/testing/bench.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { BundleRepository } from './bundle-repository.ts';
import { judged } from './testing/judged.ts';

async function scene(test: TestContext) {
  const root = emptyFolder(test);
  const adapter = new BundleRepository({
    folder: join(root, '.data/bundles'),
    root,
    target: 'ScienceMesh/Publications'
  });
  const bench = await PublishingBench.start(
    test,
    { kind: 'bundle', adapter },
    {
      writeDepositCrate: depositCrateWriter({ root, jobs: { get: () => null } })
    }
  );
  return { bench, root };
}

it('a folder becomes a bag with its crate, and the next version another', async t => {
  const { bench, root } = await scene(t);
  const notebook = JSON.stringify({
    cells: [],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5
  });
  bench.write('fit.ipynb', notebook);
  bench.write('data/masses.csv', 'mass\n91.2\n');
  const id = await bench.verified();
  await bench.published(id);
  const { doi, recordId, recordUrl } = bench.library.get(id);
  assert.deepEqual([doi, recordUrl], [null, null]);
  const { payload } = judged(t, join(root, recordId ?? ''));
  assert.deepEqual(Object.keys(payload).sort(), [
    'data/data/masses.csv',
    'data/fit.ipynb',
    'data/ro-crate-metadata.json',
    'data/ro-crate-preview.html'
  ]);
  assert.equal(payload['data/fit.ipynb'], notebook);
  assert.match(
    payload['data/ro-crate-metadata.json'] ?? '',
    /"name": "CMS dimuon spectrum, rerun"/
  );

  bench.write('data/masses.csv', 'mass\n91.19\n');
  const first = readFileSync(join(root, recordId ?? ''));
  const next = await bench.library.newVersion(id, 'the next version');
  bench.library.create(next.id);
  await bench.until(next.id, 'draft');
  bench.library.upload(next.id);
  await bench.until(next.id, 'verified');
  await bench.published(next.id);
  const second = bench.library.get(next.id).recordId ?? '';
  assert.match(second, /rerun \(2\)\.zip$/);
  assert.equal(
    judged(t, join(root, second)).payload['data/data/masses.csv'],
    'mass\n91.19\n'
  );
  assert.deepEqual(readFileSync(join(root, recordId ?? '')), first);
  assert.deepEqual(bench.troubles, []);
});
