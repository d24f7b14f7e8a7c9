import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  FolderRefused,
  chooseFolder,
  folderInRoot,
  nameInRoot
} from './folders.ts';
import { WorkingCopyFolder } from './working-copy.ts';

const ROOT = '/srv/notebooks';

test('a name below the root is its folder, with or without a slash', () => {
  assert.equal(folderInRoot(ROOT, 'a/b'), '/srv/notebooks/a/b');
  assert.equal(folderInRoot(ROOT, '/a/b/'), '/srv/notebooks/a/b');
  assert.equal(nameInRoot(ROOT, '/srv/notebooks/a/b'), 'a/b');
});

test('a root that is the top of the file system has folders too', () => {
  assert.equal(folderInRoot('/', 'a'), '/a');
  assert.equal(nameInRoot('/', '/a/b'), 'a/b');
});

for (const name of [
  '',
  '.',
  '/',
  '..',
  '../x',
  'a/../..',
  'a\0b',
  '../notebooks2/x'
]) {
  test(`${JSON.stringify(name)} is refused`, () => {
    assert.throws(() => folderInRoot(ROOT, name), FolderRefused);
  });
}

test('no name leads out of the root', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('..', '.', 'a', '', '~', 'b c', '%2e%2e', '\\')),
      parts => {
        try {
          const folder = folderInRoot(ROOT, parts.join('/'));
          assert.ok(resolve(folder).startsWith(ROOT + sep));
        } catch (error) {
          assert.ok(error instanceof FolderRefused);
        }
      }
    )
  );
});

test('a free folder is taken, a used one gets a number', async () => {
  const root = await mkdtemp(join(tmpdir(), 'folders-'));
  const wanted = join(root, 'package');
  assert.equal(await chooseFolder(wanted, 'document', false), wanted);
  await mkdir(wanted);
  assert.equal(await chooseFolder(wanted, 'document', false), wanted);
  await writeFile(join(wanted, 'thesis.txt'), 'mine');
  assert.equal(await chooseFolder(wanted, 'document', false), `${wanted} (2)`);
});

test('a copy of the same package is gone on with, unless a fresh one is asked for', async () => {
  const root = await mkdtemp(join(tmpdir(), 'folders-'));
  const wanted = join(root, 'package');
  await WorkingCopyFolder.create(wanted, 'document');
  assert.equal(await chooseFolder(wanted, 'document', false), wanted);
  assert.equal(await chooseFolder(wanted, 'document', true), `${wanted} (2)`);
  assert.equal(await chooseFolder(wanted, 'another', false), `${wanted} (2)`);
});

test('a file in the place of the folder is left alone', async () => {
  const root = await mkdtemp(join(tmpdir(), 'folders-'));
  const wanted = join(root, 'package');
  await writeFile(wanted, 'a file');
  assert.equal(await chooseFolder(wanted, 'document', false), `${wanted} (2)`);
});
