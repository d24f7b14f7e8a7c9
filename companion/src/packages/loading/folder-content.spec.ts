import assert from 'node:assert/strict';
import {
  mkdir,
  mkdtemp,
  realpath,
  rm,
  symlink,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { filesInFolder } from './folder-content.ts';

let root = '';
before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'folder-')));
  for (const path of [
    'lib/a.py',
    'lib/deep/b.py',
    'lib/.git/config',
    'lib/__pycache__/a.pyc',
    'other/c.py'
  ]) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), path);
  }
  await symlink('/etc', join(root, 'lib/etc'));
  await symlink('/etc/passwd', join(root, 'lib/passwd'));
  await symlink('/etc', join(root, 'outside'));
});
after(() => rm(root, { recursive: true }));

describe('filesInFolder', () => {
  it('lists regular files with their sizes, and follows no link', async () => {
    for (const folder of ['lib', 'lib/', 'lib//']) {
      assert.deepEqual(
        [...(await filesInFolder(root, folder))],
        [
          ['lib/a.py', 8],
          ['lib/deep/b.py', 13]
        ]
      );
    }
  });

  it('stays inside, whatever the crate asks for', async () => {
    for (const folder of [
      '',
      '/',
      '..',
      '../',
      'outside/',
      'a\0b',
      'gone/',
      'lib/a.py'
    ]) {
      assert.equal((await filesInFolder(root, folder)).size, 0, folder);
    }
  });

  it('stops at its limit', async () => {
    assert.equal((await filesInFolder(root, 'lib/', 1)).size, 1);
  });
});
