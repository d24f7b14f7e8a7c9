import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  generatedSha256,
  startOrigin,
  type Origin
} from '../../../peers/origin/index.ts';
import { Rig } from './testing/rig.ts';
import { readTree } from './testing/tree.ts';

let origin: Origin;
let rig: Rig;
before(async () => {
  origin = await startOrigin();
});
after(() => origin.stop());
beforeEach(() => {
  rig = new Rig(origin);
  origin.forget();
});
afterEach(() => rig.dispose());

describe('a transfer', () => {
  it('brings the files into their folders', async () => {
    origin.route('data.example.org', '/a.csv', { text: 'a' });
    origin.route('data.example.org', '/data/b/c.csv', { text: 'bc' });
    const engine = rig.engine();
    const done = await rig.run(
      engine,
      rig.plan([{ path: 'a.csv', size: 1 }, { path: 'data/b/c.csv' }])
    );
    assert.equal(done.state, 'done');
    assert.equal(done.filesDone, 2);
    assert.equal(done.received, 3);
    assert.equal(engine.busy, false);
    assert.equal(
      await readFile(join(rig.folder, 'data/b/c.csv'), 'utf8'),
      'bc'
    );
    assert.equal((await readTree(rig.folder)).length, 4);
  });

  it('verifies', async () => {
    const seed = { seed: 'x', size: 3_000_000 };
    origin.route('data.example.org', '/x', { generated: seed });
    const engine = rig.engine();
    const plan = rig.plan([
      {
        path: 'x',
        checksum: {
          algorithm: 'sha256',
          value: await generatedSha256('x', 3_000_000)
        }
      }
    ]);
    const done = await rig.run(engine, plan);
    assert.equal(done.state, 'done');
    assert.deepEqual(engine.files(plan.id)[0]?.verified, true);
  });
});
