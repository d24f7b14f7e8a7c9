import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { mirrorScene } from './testing/scene.ts';

const FILES = {
  'nb.ipynb': '{}',
  'raw/run-1.csv': '1\n',
  'raw/run-2.csv': '2\n'
};

/** A working copy in step, and what a program does in it. */
async function setUp(t: TestContext) {
  const scene = await mirrorScene(t, { files: FILES });
  await scene.mirror.refresh();
  const { local, mirror } = scene;
  return {
    ...scene,
    remove: async (path: string) => {
      rmSync(join(local.folder, path), { recursive: true });
      await mirror.scan();
    },
    rename: async (from: string, to: string) => {
      mkdirSync(join(local.folder, to, '..'), { recursive: true });
      renameSync(join(local.folder, from), join(local.folder, to));
      await mirror.scan();
    }
  };
}

describe('a file that was deleted in the working copy', () => {
  it('is offered, and stays at the share until the person says so', async t => {
    const { mirror, remote, local, states, sent, remove } = await setUp(t);
    await remove('raw/run-1.csv');
    const offered = { 'raw/run-1.csv': 'deleted' };
    assert.deepEqual(states('changed'), offered);
    const { changed, rearranged } = mirror.toMirror();
    assert.deepEqual([changed, rearranged], [1, 1]);
    await mirror.refresh();
    assert.deepEqual(states('changed'), offered, 'it does not come back');
    assert.deepEqual(remote.files(), FILES);
    await mirror.upload([{ path: 'raw/run-1.csv' }]);
    assert.deepEqual(Object.keys(remote.files()), [
      'nb.ipynb',
      'raw/run-2.csv'
    ]);
    assert.deepEqual(local.files(), remote.files());
    assert.deepEqual(states('changed'), {});
    assert.deepEqual(sent, ['deleted']);
  });

  it('is known after a restart', async t => {
    const scene = await setUp(t);
    await scene.remove('nb.ipynb');
    const { mirror, states } = await scene.again();
    await mirror.refresh();
    assert.deepEqual(states('changed'), { 'nb.ipynb': 'deleted' });
  });

  it('can be brought back', async t => {
    const { mirror, local, states, remove } = await setUp(t);
    await remove('nb.ipynb');
    await mirror.fetch(['nb.ipynb']);
    assert.deepEqual(local.files(), FILES);
    assert.deepEqual(states('changed'), {});
  });

  it('comes back when somebody works on it at the share', async t => {
    const { mirror, remote, local, states, remove } = await setUp(t);
    await remove('nb.ipynb');
    remote.write('nb.ipynb', '{"theirs": 1}');
    await mirror.refresh();
    assert.equal(local.read('nb.ipynb'), '{"theirs": 1}');
    assert.deepEqual(states('changed'), {});
  });

  it('is not deleted over what somebody has changed meanwhile', async t => {
    const { mirror, remote, states, remove } = await setUp(t);
    for (const path of ['nb.ipynb', 'raw/run-1.csv']) {
      await remove(path);
      remote.write(path, 'theirs, unseen');
      await mirror.upload([{ path }]);
      assert.deepEqual(states('changed'), { [path]: 'conflict' });
      assert.equal(remote.read(path), 'theirs, unseen');
      if (path === 'nb.ipynb') {
        await mirror.upload([{ path, resolution: 'keep-both' }]);
        assert.equal(remote.read(path), 'theirs, unseen');
      } else {
        remote.write(path, 'theirs, newer still');
        await mirror.upload([{ path, resolution: 'overwrite' }]);
        assert.equal(remote.read(path), 'theirs, newer still');
        await mirror.upload([{ path, resolution: 'overwrite' }]);
        assert.ok(!(path in remote.files()));
      }
      assert.deepEqual(states('changed'), {});
    }
  });

  it('is no deletion when the share has deleted it, too', async t => {
    const { mirror, remote, states, remove } = await setUp(t);
    await remove('nb.ipynb');
    rmSync(join(remote.folder, 'nb.ipynb'));
    await mirror.refresh();
    assert.deepEqual(states('changed'), {});
  });

  it('comes anew where the whole working copy was thrown away', async t => {
    const { mirror, remote, local, states } = await setUp(t);
    rmSync(local.folder, { recursive: true });
    await mirror.refresh();
    assert.deepEqual(states('changed'), {});
    assert.deepEqual(local.files(), FILES);
    assert.deepEqual(remote.files(), FILES);
  });
});

describe('a file that was renamed in the working copy', () => {
  const renamed = { 'nb.ipynb': '{}', 'raw/run-2.csv': '2\n' };

  it('is offered as that, and renamed at the share', async t => {
    const { mirror, remote, local, states, sent, rename } = await setUp(t);
    await rename('raw/run-1.csv', 'new/deep/first.csv');
    assert.deepEqual(states('changed'), { 'new/deep/first.csv': 'renamed' });
    const [file] = mirror.toFiles({ show: 'changed' });
    assert.equal(file?.from, 'raw/run-1.csv');
    await mirror.refresh();
    assert.deepEqual(remote.files(), FILES);
    await mirror.upload([{ path: 'new/deep/first.csv' }]);
    assert.deepEqual(remote.files(), {
      'new/deep/first.csv': '1\n',
      ...renamed
    });
    assert.deepEqual(local.files(), remote.files());
    assert.deepEqual(states('changed'), {});
    assert.deepEqual(sent, ['renamed']);
    await mirror.refresh();
    assert.deepEqual(local.files(), remote.files());
  });

  it('is two files when its bytes are others', async t => {
    const { local, states, rename } = await setUp(t);
    local.write('raw/run-1.csv', 'other');
    await rename('raw/run-1.csv', 'first.csv');
    assert.deepEqual(states('changed'), {
      'first.csv': 'new',
      'raw/run-1.csv': 'deleted'
    });
  });

  it('waits for the person where somebody has changed it', async t => {
    const { mirror, remote, local, states, rename } = await setUp(t);
    await rename('raw/run-1.csv', 'first.csv');
    remote.write('raw/run-1.csv', 'theirs');
    await mirror.upload([{ path: 'first.csv' }]);
    assert.deepEqual(states('changed'), { 'first.csv': 'conflict' });
    await mirror.upload([{ path: 'first.csv', resolution: 'keep-both' }]);
    const both = {
      'first.csv': '1\n',
      'raw/run-1.csv': 'theirs',
      ...renamed
    };
    assert.deepEqual(remote.files(), both);
    assert.deepEqual(local.files(), both);
  });

  it('replaces nothing that has its new name at the share', async t => {
    const { mirror, remote, states, rename } = await setUp(t);
    await rename('raw/run-1.csv', 'first.csv');
    remote.write('first.csv', 'theirs');
    await mirror.upload([{ path: 'first.csv' }]);
    assert.equal(remote.read('first.csv'), 'theirs');
    assert.equal(states('changed')['first.csv'], 'conflict');
  });
});
