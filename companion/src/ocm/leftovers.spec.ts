import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import type { Share } from 'sciencemesh-contract';
import { emptyFolder } from '../store/testing/folder.ts';
import { UnfinishedUploads } from '../store/unfinished.ts';
import { Leftovers } from './leftovers.ts';

const LEFT = { shareId: 'share', path: 'half.part', target: null };

/** What a process left, and the next one, whose servers refuse at first. */
function scene(t: TestContext, { refusals = 0, withdrawn = false } = {}) {
  const file = join(emptyFolder(t), 'unfinished');
  new UnfinishedUploads(file).note(LEFT);
  const unfinished = new UnfinishedUploads(file);
  const closing = new AbortController();
  const asked: string[] = [];
  const pauses: number[] = [];
  const leftovers = new Leftovers({
    shares: {
      get: () =>
        ({ withdrawnAt: withdrawn ? '2026-01-01T00:00:00Z' : null }) as Share
    },
    unfinished,
    storageOf: () => ({
      clear: path => {
        asked.push(path);
        if (asked.length <= refusals) {
          return Promise.reject(new Error('not now'));
        }
        unfinished.forget(LEFT);
        return Promise.resolve();
      }
    }),
    closing: closing.signal,
    wait: (milliseconds, signal) => {
      pauses.push(milliseconds);
      return pauses.length > 20 || signal.aborted
        ? Promise.reject(new Error('closing'))
        : Promise.resolve();
    }
  });
  return { leftovers, unfinished, asked, closing, pauses };
}

it('tries again what a server refused for a moment', async t => {
  const { leftovers, unfinished, asked, pauses } = scene(t, { refusals: 3 });
  await leftovers.clearAll();
  await settled();
  assert.equal(asked.length, 4);
  assert.deepEqual(pauses, [1000, 2000, 4000]);
  assert.deepEqual(unfinished.left(), []);
});

it('never waits for longer than ten minutes', async t => {
  const { leftovers, pauses } = scene(t, { refusals: 99 });
  await leftovers.clearAll();
  await settled();
  assert.equal(Math.max(...pauses), 600_000);
});

it('forgets what nobody can reach any more', async t => {
  const { leftovers, unfinished, asked } = scene(t, { withdrawn: true });
  await leftovers.clearAll();
  assert.deepEqual(asked, []);
  assert.deepEqual(unfinished.left(), []);
});

it('waits no longer once it is closing', async t => {
  const { leftovers, asked, closing } = scene(t, { refusals: 99 });
  closing.abort();
  await leftovers.clearAll();
  await settled();
  assert.equal(asked.length, 1);
});
