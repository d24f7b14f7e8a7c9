import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { CopyQuestion } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { StorageError } from '../storage/storage.ts';
import { CopyScene, home, inShare } from './testing/scene.ts';
import { troubled } from './testing/troubled.ts';

const never = new AbortController().signal;

describe('a copy to the files of the person', () => {
  it('brings a folder with all that is below, empty folders too', async t => {
    const scene = CopyScene.make(t, {
      shares: {
        data: {
          'run/a.txt': 'a',
          'run/deep/er/b.bin': Buffer.from([0, 255]),
          'run/empty': null,
          'run/hollow/inner': null,
          'other.txt': 'stays'
        }
      }
    });
    const transfer = await scene.run(inShare('data/run'), home(''));
    assert.equal(transfer.state, 'done');
    assert.equal(transfer.kind, 'copy');
    assert.equal(transfer.title, 'run');
    assert.equal(transfer.folder, '');
    assert.deepEqual(scene.tree('home'), {
      run: null,
      'run/a.txt': 'a',
      'run/deep': null,
      'run/deep/er': null,
      'run/deep/er/b.bin': '\0\xff',
      'run/empty': null,
      'run/hollow': null,
      'run/hollow/inner': null
    });
  });

  it('takes a whole share, and several things at once', async t => {
    const scene = CopyScene.make(t, {
      shares: { one: { 'a.txt': '1' }, two: { 'b/c.txt': '2' } },
      home: { 'to/here': null }
    });
    const transfer = await scene.run(
      [inShare('one'), inShare('two/b')],
      home('to')
    );
    assert.equal(transfer.title, '2 items');
    assert.equal(transfer.folder, 'to');
    assert.deepEqual(Object.keys(scene.tree('home', 'to')), [
      'b',
      'b/c.txt',
      'here',
      'one',
      'one/a.txt'
    ]);
  });

  it('never replaces what is there unless it is told to', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: { 'a.txt': 'theirs', 'd/b.txt': 'theirs' } },
      home: { 'a.txt': 'mine!!', 'd/b.txt': 'mine!!', 'd/c.txt': 'mine' }
    });
    const items = [inShare('data/a.txt'), inShare('data/d')];
    const both = await scene.run(items, home(''));
    assert.equal(both.state, 'done');
    const mine = { 'a.txt': 'mine!!', 'd/b.txt': 'mine!!', 'd/c.txt': 'mine' };
    const copied = { 'a (2).txt': 'theirs', 'd (2)/b.txt': 'theirs' };
    const folders = { d: null, 'd (2)': null };
    assert.deepEqual(scene.tree('home'), { ...mine, ...copied, ...folders });

    const skipped = await scene.run(items, home(''), { collisions: 'skip' });
    assert.equal(skipped.state, 'done');
    assert.deepEqual(scene.tree('home'), { ...mine, ...copied, ...folders });

    const replaced = await scene.run(items, home(''), {
      collisions: 'replace'
    });
    assert.equal(replaced.state, 'done');
    assert.deepEqual(scene.tree('home'), {
      'a.txt': 'theirs',
      'd/b.txt': 'theirs',
      'd/c.txt': 'mine',
      ...copied,
      ...folders
    });
  });

  it('leaves what changed after the person decided', async t => {
    const target = () => join(scene.base, 'home', 'a.txt');
    const scene = CopyScene.make(t, {
      shares: { data: { 'a.txt': 'theirs' } },
      home: { 'a.txt': 'old' },
      between: (_, storage) =>
        troubled(storage, {
          before: method => {
            if (method === 'read') {
              writeFileSync(target(), 'typed just now');
            }
          }
        })
    });
    const transfer = await scene.run(inShare('data/a.txt'), home(''), {
      collisions: 'replace'
    });
    assert.equal(readFileSync(target(), 'utf8'), 'typed just now');
    assert.match(transfer.message ?? '', /1 file was left alone/);
  });

  it('does not take a file of the same size for the same file', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: { 'a.txt': 'theirs' } },
      between: (_, storage) =>
        troubled(storage, {
          before: method => {
            if (method === 'read') {
              writeFileSync(join(scene.base, 'home', 'a.txt'), 'mine!!');
            }
          }
        })
    });
    const transfer = await scene.run(inShare('data/a.txt'), home(''), {
      action: 'move'
    });
    assert.equal(scene.files(transfer)['a.txt']?.state, 'kept');
    assert.deepEqual(scene.tree('home'), { 'a.txt': 'mine!!' });
    assert.deepEqual(scene.tree('shares', 'data'), { 'a.txt': 'theirs' });
  });

  it('does not put a folder where a file is, and says so once', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: { 'd/x/1': '1', 'd/x/y/2': '2', 'd/3': '3' } },
      home: { 'd/x': 'a file' }
    });
    const transfer = await scene.run(inShare('data/d'), home(''), {
      collisions: 'replace'
    });
    assert.equal(transfer.state, 'incomplete');
    assert.equal(transfer.filesFailed, 1);
    assert.equal(scene.files(transfer)['d/x']?.code, 'exists');
    assert.deepEqual(scene.tree('home', 'd'), { '3': '3', x: 'a file' });
  });

  it('gives impossible names other ones, each once', async t => {
    const scene = CopyScene.make(t, {
      shares: {
        data: {
          'd/a\\b.txt': '1',
          'd/a_b.txt': '2',
          'd/zero\u200bwidth': '3',
          'd/.hidden': '4',
          [`d/${'é'.repeat(124)}.tar.gz`]: '5'
        }
      }
    });
    const transfer = await scene.run(inShare('data/d'), home(''));
    assert.equal(transfer.state, 'done');
    const names = Object.keys(scene.tree('home', 'd'));
    assert.equal(names.length, 5);
    assert.ok(names.includes('.hidden'));
    assert.ok(names.includes('zero_width'));
    assert.ok(names.includes('a_b (2).txt'));
    assert.ok(names.every(name => Buffer.byteLength(name) <= 240));
  });
});

describe('a copy into a share', () => {
  it('sends folders and files', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: { 'there/x': 'x' } },
      home: { 'run/a.txt': 'a', 'run/b/c.txt': 'c', 'run/empty': null }
    });
    const transfer = await scene.run(home('run'), inShare('data/there'));
    assert.equal(transfer.state, 'done');
    assert.equal(transfer.folder, 'ScienceMesh:data/there');
    assert.deepEqual(scene.tree('shares', 'data', 'there'), {
      run: null,
      'run/a.txt': 'a',
      'run/b': null,
      'run/b/c.txt': 'c',
      'run/empty': null,
      x: 'x'
    });
  });

  it('replaces only the state that was seen', async t => {
    let meddle = false;
    const scene = CopyScene.make(t, {
      shares: { data: { 'a.txt': 'old', 'b.txt': 'old' } },
      home: { 'a.txt': 'new', 'b.txt': 'new' },
      between: (_, storage) =>
        troubled(storage, {
          before: (method, path) => {
            if (meddle && method === 'write' && path === 'b.txt') {
              const place = join(scene.base, 'shares', 'data', 'b.txt');
              writeFileSync(place, 'of a colleague');
            }
          }
        })
    });
    meddle = true;
    const transfer = await scene.run(
      [home('a.txt'), home('b.txt')],
      inShare('data'),
      { collisions: 'replace' }
    );
    assert.deepEqual(scene.tree('shares', 'data'), {
      'a.txt': 'new',
      'b.txt': 'of a colleague'
    });
    assert.equal(scene.files(transfer)['b.txt']?.state, 'kept');
  });

  it('recognises its own file when the answer got lost', async t => {
    let lost = 0;
    const scene = CopyScene.make(t, {
      shares: { data: {} },
      home: { 'a.txt': 'new' },
      between: (_, storage) =>
        troubled(storage, {
          after: method => {
            if (method === 'write' && lost++ === 0) {
              throw new Error('connection reset');
            }
          }
        })
    });
    // What is no StorageError is not repeated; the person does.
    const first = await scene.run(home('a.txt'), inShare('data'));
    assert.equal(first.state, 'failed');
    await scene.transfers.retry(first.id);
    const second = await scene.transfers.settled(first.id);
    assert.equal(second.state, 'done');
    assert.equal(scene.files(second)['a.txt']?.verified, true);
    assert.deepEqual(scene.tree('shares', 'data'), { 'a.txt': 'new' });
  });

  it('streams from share to share, holding little', async t => {
    const big = Buffer.alloc(3_000_000, 'x');
    let taken = 0;
    const scene = CopyScene.make(t, {
      shares: { one: { big }, two: {} },
      between: (name, storage) =>
        name === 'one'
          ? troubled(storage, { piece: (_, bytes) => void (taken = bytes) })
          : storage
    });
    const transfer = await scene.run(inShare('one/big'), inShare('two'));
    assert.equal(transfer.state, 'done');
    assert.equal(transfer.received, big.length);
    assert.ok(taken > 0);
    assert.equal(scene.tree('shares', 'two').big, big.toString('latin1'));
  });

  it('lets the server copy and move within a share', async t => {
    const calls: string[] = [];
    const scene = CopyScene.make(t, {
      shares: { data: { 'a/x': '1', 'a/y/z': '2', b: null, c: null } },
      between: (_, storage) =>
        troubled(storage, { before: method => void calls.push(method) })
    });
    await scene.run(inShare('data/a'), inShare('data/b'));
    await scene.run(inShare('data/a'), inShare('data/c'), { action: 'move' });
    assert.ok(!calls.includes('read') && !calls.includes('write'));
    assert.deepEqual(scene.tree('shares', 'data'), {
      b: null,
      'b/a': null,
      'b/a/x': '1',
      'b/a/y': null,
      'b/a/y/z': '2',
      c: null,
      'c/a': null,
      'c/a/x': '1',
      'c/a/y': null,
      'c/a/y/z': '2'
    });
    assert.equal(calls.filter(method => method === 'move').length, 1);
  });
});

describe('a move', () => {
  it('takes away what has arrived, and folders that are empty then', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: { 'run/a': '1', 'run/b/c': '2', 'run/e': null } }
    });
    const there = await scene.run(inShare('data/run'), home(''), {
      action: 'move'
    });
    assert.equal(there.state, 'done');
    assert.equal(there.message, null);
    assert.deepEqual(scene.tree('shares', 'data'), {});
    const back = await scene.run(home('run'), inShare('data'), {
      action: 'move'
    });
    assert.equal(back.state, 'done');
    assert.deepEqual(scene.tree('home'), {});
    assert.equal(scene.tree('shares', 'data')['run/b/c'], '2');
    const refreshed = { kind: 'refresh', path: 'data', oldPath: null };
    assert.deepEqual(scene.changes, [refreshed, refreshed]);
  });

  it('leaves a source that changed meanwhile', async t => {
    const source = () => join(scene.base, 'shares', 'data', 'run', 'a');
    const scene = CopyScene.make(t, {
      shares: { data: { 'run/a': 'one', 'run/b': 'two' } },
      between: (_, storage) =>
        troubled(storage, {
          before: (method, path) => {
            if (method === 'stat' && path === 'run/a') {
              writeFileSync(source(), 'edited by a colleague');
            }
          }
        })
    });
    const transfer = await scene.run(inShare('data/run'), home(''), {
      action: 'move'
    });
    assert.match(transfer.message ?? '', /1 file was copied but not deleted/);
    assert.deepEqual(scene.tree('shares', 'data'), {
      run: null,
      'run/a': 'edited by a colleague'
    });
  });

  it('leaves the sources of what did not arrive', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: { 'run/a': 'one', 'run/b': 'two' } },
      between: (_, storage) =>
        troubled(storage, {
          before: (method, path) => {
            if (method === 'read' && path === 'run/b') {
              throw new Error('broken disk');
            }
          }
        })
    });
    const transfer = await scene.run(inShare('data/run'), home(''), {
      action: 'move'
    });
    assert.equal(transfer.state, 'incomplete');
    assert.deepEqual(Object.keys(scene.tree('shares', 'data')), [
      'run',
      'run/b'
    ]);
  });
});

describe('a copy that cannot be', () => {
  const tries: [string, CopyQuestion, RegExp][] = [
    [
      'into itself',
      {
        action: 'copy',
        items: [inShare('data/d')],
        target: inShare('data/d/e')
      },
      /into itself/
    ],
    [
      'into the root of the drive',
      { action: 'copy', items: [home('mine')], target: inShare('') },
      /Choose a folder of a share/
    ],
    [
      'out of the files of Jupyter',
      { action: 'copy', items: [home('../data')], target: inShare('data') },
      /.*/
    ],
    [
      'through a link that leads outside',
      { action: 'copy', items: [home('out/x')], target: inShare('data') },
      /.*/
    ],
    [
      'into a link that leads outside',
      { action: 'copy', items: [inShare('data/d')], target: home('out') },
      /.*/
    ],
    [
      'of our own folder',
      {
        action: 'copy',
        items: [home('.sciencemesh/partial')],
        target: inShare('data')
      },
      /belongs to ScienceMesh/
    ],
    [
      'into a file',
      { action: 'copy', items: [home('mine')], target: inShare('data/f') },
      /is a file/
    ],
    [
      'as a move to where it is',
      { action: 'move', items: [inShare('data/d')], target: inShare('data') },
      /in this folder already/
    ],
    [
      'as a move of a share',
      { action: 'move', items: [inShare('data')], target: home('') },
      /Copy it instead/
    ]
  ];
  for (const [what, question, message] of tries) {
    it(`is refused: ${what}`, async t => {
      const scene = CopyScene.make(t, {
        shares: { data: { 'd/e/x': '1', f: '2' } },
        home: { mine: 'm' }
      });
      symlinkSync('/etc', join(scene.base, 'home', 'out'));
      await assert.rejects(
        scene.copies.start({ ...question, collisions: 'replace' }, never),
        (error: unknown) =>
          (error instanceof RequestProblem || error instanceof StorageError) &&
          message.test(error.message)
      );
      assert.deepEqual(scene.transfers.list(), []);
    });
  }

  it('leaves out links that lead outside, and says so', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: {} },
      home: { 'run/a': '1' }
    });
    symlinkSync('/etc/passwd', join(scene.base, 'home', 'run', 'secret'));
    const transfer = await scene.run(home('run'), inShare('data'));
    assert.equal(transfer.state, 'incomplete');
    assert.deepEqual(Object.keys(scene.tree('shares', 'data')), [
      'run',
      'run/a'
    ]);
  });
});

describe('a preview', () => {
  it('counts, and names what is in the way', async t => {
    const scene = CopyScene.make(t, {
      shares: { data: { 'run/a': '12345', 'run/b/c': '1', 'run/k': '1' } },
      home: { 'run/a': 'mine', 'run/k/folder': null, 'run/z': '' }
    });
    utimesSync(join(scene.base, 'home/run/a'), 1, 1);
    const preview = await scene.copies.preview(
      { action: 'copy', items: [inShare('data/run')], target: home('') },
      never
    );
    assert.equal(preview.files, 3);
    assert.equal(preview.folders, 2);
    assert.equal(preview.size, 7);
    assert.ok((preview.available ?? 0) > 0);
    assert.deepEqual(
      preview.collisions
        .map(({ path, kind, replaceable }) => [path, kind, replaceable])
        .sort(),
      [
        ['run', 'folder', true],
        ['run/a', 'file', true],
        ['run/k', 'folder', false]
      ]
    );
    assert.deepEqual(scene.tree('home', 'run'), {
      a: 'mine',
      k: null,
      'k/folder': null,
      z: ''
    });
  });

  it('ends when nobody waits for it any more', async t => {
    const control = new AbortController();
    const scene = CopyScene.make(t, {
      shares: { data: { 'run/a/b/c/d': '1' } },
      between: (_, storage) =>
        troubled(storage, {
          before: (method, path) => {
            if (method === 'list' && path === 'run/a') {
              control.abort();
            }
          }
        })
    });
    await assert.rejects(
      scene.copies.preview(
        { action: 'copy', items: [inShare('data/run')], target: home('') },
        control.signal
      ),
      { name: 'AbortError' }
    );
  });
});
