/**
 * All that a person does with a share, whoever shared it: the same steps for
 * every software.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import type { Drive } from './drive.ts';

/** A share in the drive, and what its owner has of it. */
export interface Walk {
  drive: Drive;
  /** Its name in the drive. */
  name: string;
  /** Reads at the owner's; null where nothing is. */
  owners: (path: string) => Promise<string | null>;
  /** Writes at the owner's. */
  ownerSaves: (path: string, text: string) => Promise<unknown>;
}

const DIGITS = '0123456789';

/** Walks through a writable folder with `readme.txt` and `sub folder/`. */
export async function walkFolder(
  test: TestContext,
  { drive, name, owners, ownerSaves }: Walk
): Promise<void> {
  const file = `${name}/readme.txt`;
  await test.test('is browsed', async () => {
    const model = await drive.contents(name);
    assert.equal(model.type, 'directory');
    assert.deepEqual(await drive.names(name), ['readme.txt', 'sub folder']);
    const [entry] = (await drive.contents('')).content.filter(
      one => one.name === name
    );
    assert.equal(entry?.type, 'directory', 'in the root, too');
  });
  await test.test('is read whole and by range', () => readsParts(drive, file));
  await test.test('is written, and nobody is overwritten', async () => {
    await savesWithConflict(drive, file, {
      owners: () => owners('readme.txt'),
      ownerSaves: text => ownerSaves('readme.txt', text)
    });
    const created = { 'if-none-match': '*' };
    const made = await drive.save(`${name}/new.txt`, 'new', created);
    assert.equal(made.status, 201, made.body);
    const again = await drive.save(`${name}/new.txt`, 'newer', created);
    assert.equal(again.status, 409, again.body);
    assert.equal(await owners('new.txt'), 'new');
  });
  await test.test('has its files renamed and moved', async () => {
    const moved = `${name}/sub folder/moved.txt`;
    const { status, body } = await drive.rename(`${name}/new.txt`, moved);
    assert.equal(status, 200, body);
    assert.equal(await owners('new.txt'), null);
    assert.equal(await owners('sub folder/moved.txt'), 'new');
    const taken = await drive.rename(moved, file);
    assert.equal(taken.status, 409, taken.body);
    assert.equal(await owners('sub folder/moved.txt'), 'new');
  });
  await test.test('has folders made, renamed and deleted', async () => {
    assert.equal((await drive.makeFolder(`${name}/made`)).status, 201);
    await drive.save(`${name}/made/a.txt`, 'a');
    const renamed = await drive.rename(`${name}/made`, `${name}/renamed`);
    assert.equal(renamed.status, 200, renamed.body);
    assert.equal(await owners('renamed/a.txt'), 'a');
    assert.equal(await owners('made/a.txt'), null);
    const { status, body } = await drive.delete(`${name}/renamed`);
    assert.equal(status, 204, body);
    await drive.delete(`${name}/sub folder/moved.txt`);
    assert.deepEqual(await drive.names(name), ['readme.txt', 'sub folder']);
    assert.deepEqual(await drive.names(`${name}/sub folder`), []);
  });
  await test.test('is not deleted or renamed itself', async () => {
    assert.equal((await drive.delete(name)).status, 403);
    assert.equal((await drive.rename(name, `${name} 2`)).status, 403);
    assert.equal(await owners('readme.txt'), DIGITS);
  });
}

/** Walks through a writable file with ten digits. */
export async function walkFile(
  test: TestContext,
  { drive, name, owners, ownerSaves }: Walk
): Promise<void> {
  await test.test('is a file of the root', async () => {
    const model = await drive.contents(name, 'content=0');
    assert.equal(model.type, 'file');
    assert.equal(model.size, 10);
  });
  await test.test('is read whole and by range', () => readsParts(drive, name));
  await test.test('is written, and nobody is overwritten', () =>
    savesWithConflict(drive, name, {
      owners: () => owners(''),
      ownerSaves: text => ownerSaves('', text)
    })
  );
  await test.test('has nothing below or beside it', async () => {
    assert.equal((await drive.read(`${name}/readme.txt`)).status, 404);
    assert.notEqual((await drive.save(`${name}/other.txt`, 'a')).status, 201);
    assert.equal((await drive.delete(name)).status, 403);
    assert.equal((await drive.rename(name, `${name} 2`)).status, 403);
    assert.equal(await owners(''), DIGITS);
  });
}

async function readsParts(drive: Drive, path: string): Promise<void> {
  assert.equal((await drive.read(path)).body, DIGITS);
  for (const [range, start, text] of [
    ['bytes=2-4', 2, '234'],
    ['bytes=7-', 7, '789'],
    ['bytes=-3', 7, '789']
  ] as const) {
    const { status, headers, body } = await drive.read(path, range);
    assert.deepEqual([status, body], [206, text], range);
    const end = start + text.length - 1;
    assert.equal(headers.get('content-range'), `bytes ${start}-${end}/10`);
  }
  assert.equal((await drive.read(path, 'bytes=10-')).status, 416);
}

async function savesWithConflict(
  drive: Drive,
  path: string,
  {
    owners,
    ownerSaves
  }: {
    owners: () => Promise<string | null>;
    ownerSaves: (text: string) => Promise<unknown>;
  }
): Promise<void> {
  const hash = async () => {
    const model = await drive.contents(path, 'content=0&hash=1');
    assert.ok(model.hash);
    return { 'if-match': `"${model.hash}"` };
  };
  const before = await hash();
  await ownerSaves('by the owner');
  const conflict = await drive.save(path, 'by the recipient', before);
  assert.equal(conflict.status, 409, conflict.body);
  assert.equal((JSON.parse(conflict.body) as { code: string }).code, 'changed');
  assert.equal(await owners(), 'by the owner');
  const saved = await drive.save(path, DIGITS, await hash());
  assert.equal(saved.status, 200, saved.body);
  assert.equal(await owners(), DIGITS);
  assert.equal((await drive.read(path)).body, DIGITS);
}
