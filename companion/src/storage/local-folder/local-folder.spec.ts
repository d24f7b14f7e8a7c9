import assert from 'node:assert/strict';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { emptyFolder } from '../../store/testing/folder.ts';
import type { Entry, StorageFailure } from '../storage.ts';
import { LocalFolder } from './local-folder.ts';

/** A storage, and a folder beside it that nothing may reach. */
function setUp(test: TestContext) {
  const base = emptyFolder(test);
  const folder = join(base, 'share');
  const outside = join(base, 'outside');
  mkdirSync(folder);
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  return { storage: new LocalFolder(folder), folder, outside };
}

function put(
  storage: LocalFolder,
  path: string,
  content: string,
  condition: Parameters<LocalFolder['write']>[2]['condition'] = { type: 'any' }
) {
  const bytes = Buffer.from(content);
  return storage.write(path, () => Readable.from([bytes]), {
    size: bytes.length,
    condition
  });
}

async function listed(storage: LocalFolder, path = ''): Promise<Entry[]> {
  const { entries } = await storage.list(path);
  const all: Entry[] = [];
  for await (const batch of entries) {
    all.push(...batch);
  }
  return all;
}

async function fails(
  attempt: Promise<unknown>,
  code: StorageFailure
): Promise<void> {
  await assert.rejects(attempt, { name: 'StorageError', code });
}

describe('a local folder', () => {
  it('reads what it wrote, whole and in parts', async t => {
    const { storage } = setUp(t);
    const written = await put(storage, 'a.txt', '0123456789');
    assert.equal(written.created, true);
    const whole = await storage.read('a.txt');
    assert.equal(whole.etag, written.etag);
    assert.equal(await text(whole.body), '0123456789');
    for (const [range, expected] of [
      [{ start: 3, end: 5 }, '345'],
      [{ start: 8 }, '89'],
      [{ start: -4 }, '6789'],
      [{ start: 5, end: 500 }, '56789']
    ] as const) {
      assert.equal(
        await text((await storage.read('a.txt', range)).body),
        expected
      );
    }
  });

  it('lists the kinds of things, and no file that is on its way', async t => {
    const { storage, folder } = setUp(t);
    mkdirSync(join(folder, 'sub'));
    await put(storage, 'ψ.txt', 'psi');
    writeFileSync(
      join(folder, '.sciencemesh-00000000-0000-4000-8000-000000000000.part'),
      ''
    );
    const entries = await listed(storage);
    assert.deepEqual(
      entries.map(({ name, kind, size }) => [name, kind, size]).sort(),
      [
        ['sub', 'folder', null],
        ['ψ.txt', 'file', 3]
      ]
    );
  });

  it('changes the validator with every change', async t => {
    const { storage, folder } = setUp(t);
    const first = await put(storage, 'a', 'one');
    const second = await put(storage, 'a', 'two');
    assert.notEqual(first.etag, second.etag);
    writeFileSync(join(folder, 'a'), 'TWO');
    utimesSync(join(folder, 'a'), 1, 1);
    assert.notEqual((await storage.stat('a')).etag, second.etag);
  });

  it('writes under a condition only', async t => {
    const { storage, folder } = setUp(t);
    const { etag } = await put(storage, 'a', 'one');
    assert.ok(etag !== null);
    await fails(put(storage, 'a', 'two', { type: 'new' }), 'exists');
    await put(storage, 'a', 'two', { type: 'unchanged', etag });
    await fails(
      put(storage, 'a', 'three', { type: 'unchanged', etag }),
      'changed'
    );
    await fails(put(storage, 'b', '', { type: 'unchanged', etag }), 'changed');
    assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'two');
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('leaves the file as it was when the bytes break off', async t => {
    const { storage, folder } = setUp(t);
    await put(storage, 'a', 'before');
    const broken = () =>
      Readable.from(
        (async function* () {
          yield Buffer.from('half');
          await Promise.resolve();
          throw new Error('gone');
        })()
      );
    const condition = { type: 'any' } as const;
    await fails(storage.write('a', broken, { size: 8, condition }), 'aborted');
    await fails(
      storage.write('a', () => Readable.from([Buffer.from('half')]), {
        size: 8,
        condition
      }),
      'broken-answer'
    );
    assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'before');
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('moves and copies, and never over something', async t => {
    const { storage, folder } = setUp(t);
    await storage.makeFolder('sub');
    await put(storage, 'sub/a', 'one');
    await storage.copy('sub', 'copy');
    await storage.move('sub/a', 'b');
    await storage.copy('b', 'c');
    await storage.makeFolder('empty');
    for (const target of ['c', 'empty', 'copy']) {
      await fails(storage.move('b', target), 'exists');
      await fails(storage.copy('b', target), 'exists');
      await fails(storage.move('sub', target), 'exists');
    }
    await fails(storage.makeFolder('empty'), 'exists');
    await fails(storage.copy('copy', 'copy/inner'), 'name-refused');
    await fails(storage.move('copy', 'copy/inner'), 'name-refused');
    assert.equal(readFileSync(join(folder, 'copy', 'a'), 'utf8'), 'one');
    assert.equal(readFileSync(join(folder, 'c'), 'utf8'), 'one');
  });

  it('deletes folders with all below, and files that are still the same', async t => {
    const { storage, folder } = setUp(t);
    await storage.makeFolder('sub');
    await put(storage, 'sub/a', 'one');
    await storage.delete('sub');
    const { etag } = await put(storage, 'b', 'one');
    await put(storage, 'b', 'two');
    await fails(storage.delete('b', { etag: etag ?? '' }), 'changed');
    await fails(storage.delete(''), 'not-permitted');
    assert.deepEqual(readdirSync(folder), ['b']);
  });

  it('is never led outside by names or links', async t => {
    const { storage, folder, outside } = setUp(t);
    symlinkSync(outside, join(folder, 'away'));
    symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
    symlinkSync('loop', join(folder, 'loop'));
    writeFileSync(join(folder, 'inner.txt'), 'inner');
    symlinkSync('inner.txt', join(folder, 'inside.txt'));
    for (const path of [
      '..',
      '../outside/secret.txt',
      'away/secret.txt',
      'away',
      'link.txt',
      './inner.txt',
      '/etc/passwd',
      'a//b',
      'a\0b',
      'x'.repeat(300),
      '\ud800'
    ]) {
      await assert.rejects(storage.read(path), { name: 'StorageError' }, path);
      await assert.rejects(put(storage, path, 'x'), { name: 'StorageError' });
    }
    await assert.rejects(put(storage, 'away/new.txt', 'x'));
    await assert.rejects(storage.move('inner.txt', 'away/inner.txt'));
    await assert.rejects(storage.copy('link.txt', 'copy.txt'));
    const inside = await storage.read('inside.txt');
    assert.equal(await text(inside.body), 'inner');
    const problems = (await listed(storage))
      .filter(({ problem }) => problem !== null)
      .map(({ name }) => name);
    assert.deepEqual(problems.sort(), ['away', 'link.txt', 'loop']);
    await storage.delete('away');
    assert.deepEqual(readdirSync(outside), ['secret.txt']);
    assert.equal(readFileSync(join(outside, 'secret.txt'), 'utf8'), 'secret');
  });

  it('stays inside while a folder is exchanged for a link', async t => {
    const { storage, folder, outside } = setUp(t);
    await storage.makeFolder('sub');
    await put(storage, 'sub/secret.txt', 'harmless');
    const { entries } = await storage.list('sub');
    renameSync(join(folder, 'sub'), join(folder, 'old'));
    symlinkSync(outside, join(folder, 'sub'));
    await assert.rejects(
      async () => {
        for await (const batch of entries) {
          assert.ok(batch.every(({ size }) => size !== 6));
        }
      },
      { name: 'StorageError' }
    );
  });

  it('names what cannot be used, and lists the rest', async t => {
    const { storage, folder } = setUp(t);
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x41])]),
      ''
    );
    writeFileSync(join(folder, 'sound'), '');
    const entries = await listed(storage);
    assert.equal(entries.length, 2);
    assert.equal(
      entries.find(({ problem }) => problem !== null)?.problem,
      'Its name is not in UTF-8.'
    );
  });

  it('knows which names differ in their normalisation only', async t => {
    const { storage } = setUp(t);
    await put(storage, 'é'.normalize('NFC'), 'composed');
    await put(storage, 'é'.normalize('NFD'), 'decomposed');
    const read = async (form: string) =>
      text((await storage.read('é'.normalize(form))).body);
    assert.equal(await read('NFC'), 'composed');
    assert.equal(await read('NFD'), 'decomposed');
  });
});
