/**
 * Ten thousand files: looked through before anybody loses patience.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PublishingBench, signal } from './testing/bench.ts';
import { dataverseAt, DataverseServer } from './testing/dataverse.ts';

const FILES = 10_000;
/** On a machine that is busy with other tests. */
const MOST_MILLISECONDS = 20_000;

describe('ten thousand files', () => {
  it('are planned, and listed in pieces', async t => {
    const server = await DataverseServer.start();
    t.after(() => server.stop());
    const bench = await PublishingBench.start(t, dataverseAt(server));
    for (let folder = 0; folder < 100; folder += 1) {
      const path = join(bench.folder, 'work', `f${folder}`);
      mkdirSync(path);
      for (let number = 0; number < FILES / 100; number += 1) {
        writeFileSync(join(path, `${number}.csv`), `${folder},${number}\n`);
      }
    }
    const began = performance.now();
    const id = await bench.begun();
    const plan = await bench.library.check(id, signal);
    const first = performance.now() - began;
    await bench.library.check(id, signal);
    const second = performance.now() - began - first;
    t.diagnostic(
      `${Math.round(first)} ms for form and plan, ${Math.round(second)} ms for the next plan`
    );
    assert.ok(first < MOST_MILLISECONDS, `${first} ms`);
    assert.ok(plan.requests > 2 * FILES);
    assert.equal(bench.library.get(id).fileCount, FILES);
    const page = await bench.library.files(id, { most: 3000 });
    assert.equal(page.total, FILES);
    const next = await bench.library.files(id, {
      after: page.next ?? '',
      most: 20_000
    });
    assert.equal(page.items.length + next.items.length, FILES);
    assert.equal(next.next, null);
  });
});
