import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { StorageError } from '../storage/storage.ts';
import { CopyScene, home, inShare } from './testing/scene.ts';
import { troubled } from './testing/troubled.ts';

const BIG = Buffer.alloc(6_000_000, 'science ');
const HALF = 3_000_000;

function broken(): StorageError {
  return new StorageError('unreachable', 'The connection broke.');
}

describe('a copy from a share', () => {
  it('goes on where a connection broke', async t => {
    const starts: number[] = [];
    let breaks = 1;
    const scene = CopyScene.make(t, {
      shares: { data: { big: BIG } },
      between: (_, storage) =>
        troubled(storage, {
          before: (method, _path, options) => {
            if (method === 'read') {
              starts.push((options as { start?: number }).start ?? 0);
            }
          },
          piece: (_path, bytes) => {
            if (bytes > HALF && breaks-- > 0) {
              throw broken();
            }
          }
        })
    });
    const transfer = await scene.run(inShare('data/big'), home(''));
    assert.equal(transfer.state, 'done');
    assert.equal(starts.length, 2);
    assert.equal(starts[0], 0);
    assert.ok((starts[1] ?? 0) > HALF - 200_000, `from byte ${starts[1]}`);
    const arrived = readFileSync(join(scene.base, 'home', 'big'));
    assert.ok(arrived.equals(BIG));
  });

  it('never puts parts of two states together', async t => {
    const other = Buffer.alloc(5_000_000, 'other ');
    let breaks = 1;
    const scene = CopyScene.make(t, {
      shares: { data: { big: BIG } },
      between: (_, storage) =>
        troubled(storage, {
          piece: (_path, bytes) => {
            if (bytes > HALF && breaks-- > 0) {
              writeFileSync(join(scene.base, 'shares', 'data', 'big'), other);
              throw broken();
            }
          }
        })
    });
    const transfer = await scene.run(inShare('data/big'), home(''));
    assert.equal(transfer.state, 'done');
    const arrived = readFileSync(join(scene.base, 'home', 'big'));
    assert.ok(arrived.equals(other));
  });

  it('that is stopped leaves nothing half, and can be taken up', async t => {
    let stop: (() => Promise<unknown>) | null = null;
    const scene = CopyScene.make(t, {
      shares: { data: { big: BIG, small: 'small' } },
      between: (_, storage) =>
        troubled(storage, {
          piece: async (path, bytes) => {
            if (path === 'big' && bytes > HALF && stop) {
              const once = stop;
              stop = null;
              // Not awaited: it ends when this very piece has come.
              void once();
            }
          }
        })
    });
    const { id } = await scene.copies.start(
      {
        action: 'copy',
        items: [inShare('data')],
        target: home(''),
        collisions: 'skip'
      },
      new AbortController().signal
    );
    stop = () => scene.transfers.cancel(id);
    const stopped = await scene.transfers.settled(id);
    assert.equal(stopped.state, 'cancelled');
    assert.ok(!('data/big' in scene.tree('home')));
    await scene.transfers.retry(id);
    const transfer = await scene.transfers.settled(id);
    assert.equal(transfer.state, 'done', transfer.message ?? '');
    assert.deepEqual(scene.tree('home'), {
      data: null,
      'data/big': BIG.toString('latin1'),
      'data/small': 'small'
    });
  });
});

describe('a copy into a share', () => {
  it('is tried again, each file by itself, and gives up with a reason', async t => {
    const writes: string[] = [];
    const scene = CopyScene.make(t, {
      shares: { data: {} },
      home: { 'run/a': 'a', 'run/b': 'b', 'run/c': 'c' },
      between: (_, storage) =>
        troubled(storage, {
          before: (method, path) => {
            if (method === 'write') {
              writes.push(path);
              if (path === 'run/b' || (path === 'run/c' && writes.length < 5)) {
                throw new StorageError('busy', 'Come back later.', {
                  retryAfter: 1
                });
              }
            }
          }
        })
    });
    const transfer = await scene.run(home('run'), inShare('data'));
    assert.equal(transfer.state, 'incomplete');
    assert.deepEqual(scene.tree('shares', 'data'), {
      run: null,
      'run/a': 'a',
      'run/c': 'c'
    });
    const { code, message } = scene.files(transfer)['run/b'] ?? {};
    assert.deepEqual([code, message], ['busy', 'Come back later.']);
    assert.equal(writes.filter(path => path === 'run/b').length, 3);
  });

  it('stops where the share is full', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: {} },
      home: { 'run/a': 'a', 'run/b': 'b' },
      between: (_, storage) =>
        troubled(storage, {
          before: method => {
            if (method === 'write') {
              throw new StorageError('no-space', 'The share is full.');
            }
          }
        })
    });
    const transfer = await scene.run(home('run'), inShare('data'), {
      action: 'move'
    });
    assert.equal(transfer.state, 'failed');
    assert.equal(transfer.message, 'The share is full.');
    assert.equal(scene.tree('home')['run/a'], 'a');
  });

  it('is refused beforehand where it cannot fit', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: {} },
      home: { a: 'four' },
      between: (_, storage) =>
        new Proxy(troubled(storage, {}), {
          get: (target, name) =>
            name === 'quota'
              ? async () => ({ available: 3, used: 7 })
              : (Reflect.get(target, name, target) as unknown)
        })
    });
    await assert.rejects(
      scene.run(home('a'), inShare('data')),
      /needs 4 B, .* room for 3 B/
    );
  });
});
