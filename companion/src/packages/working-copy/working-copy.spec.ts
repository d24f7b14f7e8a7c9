import assert from 'node:assert/strict';
import {
  mkdtemp,
  readFile,
  readdir,
  symlink,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { WorkingCopyFolder, writeAtomically } from './working-copy.ts';

const DOCUMENT = '{"@graph": []}';

async function emptyFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'working-copy-'));
}

test('a folder is recognised as a copy of its document alone', async () => {
  const folder = await emptyFolder();
  assert.equal(await WorkingCopyFolder.read(folder), null);
  await WorkingCopyFolder.create(folder, DOCUMENT);
  const copy = await WorkingCopyFolder.read(folder);
  assert.equal(copy?.isOf(DOCUMENT), true);
  assert.equal(copy?.isOf('{}'), false);
});

test('a marker that is damaged is no working copy', async () => {
  const folder = await emptyFolder();
  await WorkingCopyFolder.create(folder, DOCUMENT);
  await writeFile(join(folder, '.sciencemesh/working-copy.json'), '{"vers');
  assert.equal(await WorkingCopyFolder.read(folder), null);
});

test('what we wrote is replaced, what the user changed is kept', async () => {
  const folder = await emptyFolder();
  const copy = await WorkingCopyFolder.create(folder, DOCUMENT);
  assert.equal(await copy.write('a.ipynb', 'first'), true);
  assert.equal(await copy.write('a.ipynb', 'second'), true);
  await writeFile(join(folder, 'a.ipynb'), 'mine');
  assert.equal(await copy.write('a.ipynb', 'third'), false);
  assert.equal(await readFile(join(folder, 'a.ipynb'), 'utf8'), 'mine');
});

test('a file that was there before is kept', async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, 'a.ipynb'), 'mine');
  const copy = await WorkingCopyFolder.create(folder, DOCUMENT);
  assert.equal(await copy.write('a.ipynb', 'ours'), false);
});

test('the record survives the process', async () => {
  const folder = await emptyFolder();
  const copy = await WorkingCopyFolder.create(folder, DOCUMENT);
  await copy.write('a.ipynb', 'first');
  const later = await WorkingCopyFolder.read(folder);
  assert.equal(await later?.write('a.ipynb', 'second'), true);
});

test('a link in the place of a file of ours is never written through', async () => {
  const folder = await emptyFolder();
  const outside = join(await emptyFolder(), 'outside.txt');
  await writeFile(outside, 'not ours');
  await symlink(outside, join(folder, 'a.ipynb'));
  const copy = await WorkingCopyFolder.create(folder, DOCUMENT);
  assert.equal(await copy.write('a.ipynb', 'ours'), false);
  assert.equal(await readFile(outside, 'utf8'), 'not ours');
});

test('what a killed process left of a write does not stay', async () => {
  const folder = await emptyFolder();
  const target = join(folder, 'a.json');
  await writeFile(join(folder, '.a.json.part'), 'half');
  await writeAtomically(target, 'whole');
  assert.deepEqual(await readdir(folder), ['a.json']);
  assert.equal(await readFile(target, 'utf8'), 'whole');
});
