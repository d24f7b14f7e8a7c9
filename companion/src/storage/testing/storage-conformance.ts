/**
 * What every storage does. Each implementation runs this against the real
 * thing behind it.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Storage } from '../storage.ts';
import { StorageError } from '../storage.ts';
import { fails, get, getText, list, names, pattern, put } from './files.ts';
import { describeRandomOperations } from './random-operations.ts';

/** A storage to try, empty or not. */
export interface Subject {
  storage: Storage;
  close(): Promise<void>;
}

/** Where what is behind a storage cannot do what others can. */
export interface Deviations {
  /** Files carry no strong validators. */
  noEtags?: string;
  /** Validators are told of single files only. */
  noListedEtags?: string;
  /** Names that it cannot hold, with the reason. */
  names?: Readonly<Record<string, string>>;
  /** The server says nothing of its space. */
  noQuota?: string;
  /** Of several writers that all saw nothing, more than one may succeed. */
  racyNew?: string;
  /** Of several writers that saw the same, more than one may succeed. */
  racyUnchanged?: string;
  /** A write that breaks off may leave something under the name. */
  notAtomic?: string;
}

const NAMES = [
  'plain.txt',
  'with space.txt',
  ' leading and trailing ',
  '100%.txt',
  '%41.txt',
  'a#b.txt',
  'a?b=c.txt',
  'a&b+c;d=e.txt',
  "it's (1)!.txt",
  '[x]{y}^`|.txt',
  'naïve.txt',
  'e\u0301t\u00e9.txt',
  'データ.csv',
  '😀.txt',
  '10:30.csv',
  '<tag>"quote".txt',
  '.hidden',
  '~tilde',
  '-dash',
  'x'.repeat(200)
];

/**
 * Runs the suite.
 *
 * @param open makes the storage, once for the whole suite
 */
export function describeStorage(
  name: string,
  open: () => Promise<Subject>,
  deviations: Deviations = {}
): void {
  describe(`${name} as a storage`, () => {
    let subject: Subject;
    let storage: Storage;
    let count = 0;

    before(async () => {
      subject = await open();
      storage = subject.storage;
    });
    after(() => subject.close());

    /** A test that is not for those who deviate; a spec says why they do. */
    const unless = (
      deviation: string | undefined,
      title: string,
      test: () => Promise<void>
    ) => {
      if (deviation === undefined) {
        it(title, test);
      }
    };

    /** A folder for one test alone. */
    const folder = async () => {
      const path = `test ${process.pid}-${(count += 1)}`;
      await storage.makeFolder(path);
      return path;
    };

    it('tells about its root', async () => {
      const root = await storage.stat('');
      assert.equal(root.kind, 'folder');
      assert.equal(root.path, '');
      assert.equal(root.name, storage.label);
      assert.equal(root.problem, null);
    });

    it('gives back what was written, and tells about it', async () => {
      const path = `${await folder()}/a.txt`;
      const written = await put(storage, path, 'hello');
      assert.equal(written.size, 5);
      assert.equal(written.created, true);
      const entry = await storage.stat(path);
      assert.equal(entry.kind, 'file');
      assert.equal(entry.path, path);
      assert.equal(entry.name, 'a.txt');
      assert.equal(entry.size, 5);
      assert.equal(entry.modified, written.modified);
      assert.equal(entry.etag, written.etag);
      if (deviations.noEtags === undefined) {
        assert.ok(entry.etag);
      }
      const content = await storage.read(path);
      assert.equal(content.size, 5);
      assert.equal(content.range, null);
      assert.equal(await text(content.body), 'hello');
    });

    it('replaces a file whole', async () => {
      const path = `${await folder()}/a.txt`;
      await put(storage, path, 'a long text');
      const written = await put(storage, path, 'short');
      assert.equal(written.created, false);
      assert.equal(await getText(storage, path), 'short');
    });

    it('holds empty files', async () => {
      const path = `${await folder()}/empty`;
      const written = await put(storage, path, '');
      assert.equal(written.size, 0);
      assert.equal((await storage.stat(path)).size, 0);
      assert.equal(await getText(storage, path), '');
      const part = await storage.read(path, { start: 0, end: 10 });
      assert.equal(await text(part.body), '');
    });

    for (const [what, range, expected] of [
      ['the middle', { start: 2, end: 5 }, '2345'],
      ['one byte', { start: 0, end: 0 }, '0'],
      ['to the end', { start: 7 }, '789'],
      ['up to a byte', { end: 2 }, '012'],
      ['the last bytes', { start: -3 }, '789'],
      ['more than there is from the end', { start: -50 }, '0123456789'],
      ['over the end', { start: 8, end: 500 }, '89'],
      ['behind the end', { start: 10, end: 12 }, ''],
      ['far behind the end', { start: 5000 }, '']
    ] as const) {
      it(`reads a part: ${what}`, async () => {
        const path = `${await folder()}/digits`;
        await put(storage, path, '0123456789');
        const content = await storage.read(path, range);
        assert.equal(await text(content.body), expected);
        assert.equal(content.size, 10);
        if (expected !== '' && expected !== '0123456789') {
          const start = Number(expected[0]);
          const end = start + expected.length - 1;
          assert.deepEqual(content.range, { start, end });
        }
      });
    }

    unless(
      deviations.noEtags,
      'reads only the state that was asked for',
      async () => {
        const path = `${await folder()}/a`;
        const { etag } = await put(storage, path, 'one');
        assert.ok(etag);
        const content = await storage.read(path, { etag });
        assert.equal(await text(content.body), 'one');
        await put(storage, path, 'three');
        await fails(storage.read(path, { etag }), 'changed');
        await fails(storage.read(path, { etag, start: 0, end: 1 }), 'changed');
      }
    );

    it('writes new files only where nothing is', async () => {
      const path = `${await folder()}/new`;
      const written = await put(storage, path, 'first', { type: 'new' });
      assert.equal(written.created, true);
      await fails(put(storage, path, 'second', { type: 'new' }), 'exists');
      assert.equal(await getText(storage, path), 'first');
    });

    unless(
      deviations.noEtags,
      'writes over nothing but the state that was seen',
      async () => {
        const path = `${await folder()}/a`;
        const first = await put(storage, path, 'one');
        assert.ok(first.etag);
        const condition = { type: 'unchanged', etag: first.etag } as const;
        const second = await put(storage, path, 'three', condition);
        assert.notEqual(second.etag, first.etag);
        await fails(put(storage, path, 'other', condition), 'changed');
        await fails(storage.delete(path, { etag: condition.etag }), 'changed');
        assert.equal(await getText(storage, path), 'three');
        await storage.delete(path);
        await fails(put(storage, path, 'other', condition), 'changed');
        await fails(storage.stat(path), 'not-found');
      }
    );

    unless(
      deviations.racyNew,
      'lets one of many writers of a new file win',
      async () => {
        const path = `${await folder()}/race`;
        const results = await Promise.allSettled(
          Array.from({ length: 8 }, (_, index) =>
            put(storage, path, `writer ${index}`, { type: 'new' })
          )
        );
        await oneWins(results, path, 'exists');
      }
    );

    const racy = deviations.noEtags ?? deviations.racyUnchanged;
    unless(racy, 'lets one of many writers of the same state win', async () => {
      const path = `${await folder()}/race`;
      const { etag } = await put(storage, path, 'before');
      assert.ok(etag);
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) =>
          put(storage, path, `writer ${index}`, { type: 'unchanged', etag })
        )
      );
      await oneWins(results, path, 'changed');
    });

    const oneWins = async (
      results: PromiseSettledResult<unknown>[],
      path: string,
      code: 'exists' | 'changed'
    ) => {
      const winners = results.flatMap((result, index) =>
        result.status === 'fulfilled' ? [index] : []
      );
      assert.equal(winners.length, 1, `${winners.length} writers succeeded`);
      assert.equal(await getText(storage, path), `writer ${winners[0]}`);
      for (const result of results) {
        if (result.status === 'rejected') {
          assert.ok(result.reason instanceof StorageError);
          // A server may also say that another writer is at it right now.
          assert.ok(
            [code, 'locked', 'busy'].includes(result.reason.code),
            result.reason.code
          );
        }
      }
    };

    unless(
      deviations.notAtomic,
      'keeps the old bytes when a write breaks off',
      async () => {
        const parent = await folder();
        const path = `${parent}/a`;
        await put(storage, path, 'precious');
        const broken = () =>
          Readable.from(
            (async function* () {
              yield Buffer.alloc(100_000);
              await Promise.resolve();
              throw new Error('the source fails');
            })()
          );
        const order = { size: 200_000, condition: { type: 'any' } } as const;
        await fails(storage.write(path, broken, order), 'aborted');
        await fails(storage.write(`${parent}/b`, broken, order), 'aborted');
        assert.equal((await storage.stat(path)).size, 'precious'.length);
        assert.equal(await getText(storage, path), 'precious');
        assert.deepEqual(await names(storage, parent), ['a']);
      }
    );

    it('takes exactly as many bytes as were announced', async () => {
      const path = `${await folder()}/a`;
      for (const size of [3, 5]) {
        await fails(
          storage.write(path, () => Readable.from([Buffer.from('four')]), {
            size,
            condition: { type: 'any' }
          }),
          'aborted',
          'broken-answer'
        );
      }
    });

    for (const name of NAMES) {
      const title = `keeps the name ${JSON.stringify(name.slice(0, 40))}`;
      unless(deviations.names?.[name], title, async () => {
        const parent = await folder();
        await put(storage, `${parent}/${name}`, name);
        await storage.makeFolder(`${parent}/d${name}`);
        await put(storage, `${parent}/d${name}/inside`, 'x');
        assert.deepEqual(
          await names(storage, parent),
          [name, `d${name}`].sort()
        );
        assert.equal(await getText(storage, `${parent}/${name}`), name);
        assert.equal(await getText(storage, `${parent}/d${name}/inside`), 'x');
        await storage.move(`${parent}/${name}`, `${parent}/d${name}/${name}`);
        assert.deepEqual(
          await names(storage, `${parent}/d${name}`),
          ['inside', name].sort()
        );
        await storage.delete(`${parent}/d${name}`);
        assert.deepEqual(await names(storage, parent), []);
      });
    }

    for (const path of [
      '..',
      '../x',
      'a/../b',
      './a',
      'a//b',
      '/a',
      'a/',
      'a\0b',
      'a\nb',
      'y'.repeat(5000),
      '\ud800'
    ]) {
      it(`refuses the path ${JSON.stringify(path.slice(0, 20))}`, async () => {
        await fails(storage.stat(path), 'name-refused', 'not-found');
        await fails(put(storage, path, 'x'), 'name-refused', 'not-found');
        await fails(
          storage.makeFolder(path),
          'name-refused',
          'not-found',
          'exists'
        );
        await fails(storage.delete(path), 'name-refused', 'not-found');
      });
    }

    it('lists a folder with all that is in it, and nothing else', async () => {
      const parent = await folder();
      await put(storage, `${parent}/b.txt`, 'bb');
      await storage.makeFolder(`${parent}/sub`);
      await put(storage, `${parent}/sub/deep.txt`, 'x');
      const listing = await storage.list(parent);
      assert.ok(listing);
      assert.equal(listing.folder.path, parent);
      assert.equal(listing.folder.kind, 'folder');
      for await (const batch of listing.entries) {
        for (const entry of batch) {
          assert.equal(entry.path, `${parent}/${entry.name}`);
          assert.equal(entry.problem, null);
        }
      }
      const entries = await list(storage, parent);
      assert.deepEqual(
        entries.map(({ name, kind, size }) => [name, kind, size]).sort(),
        [
          ['b.txt', 'file', 2],
          ['sub', 'folder', null]
        ]
      );
      if (deviations.noListedEtags === undefined) {
        assert.equal(
          entries.find(({ name }) => name === 'b.txt')?.etag,
          (await storage.stat(`${parent}/b.txt`)).etag
        );
      }
    });

    it('lists an empty folder', async () => {
      assert.deepEqual(await list(storage, await folder()), []);
    });

    it('says that a file is no folder and a folder no file', async () => {
      const parent = await folder();
      await put(storage, `${parent}/file`, 'x');
      await fails(storage.list(`${parent}/file`), 'wrong-kind');
      await fails(put(storage, parent, 'x'), 'wrong-kind');
      assert.deepEqual(await names(storage, parent), ['file']);
    });

    it('says that nothing is there', async () => {
      const parent = await folder();
      const path = `${parent}/nothing`;
      await fails(storage.stat(path), 'not-found');
      await fails(storage.list(path), 'not-found');
      await fails(storage.read(path), 'not-found');
      await fails(storage.delete(path), 'not-found');
      await fails(storage.move(path, `${parent}/b`), 'not-found');
      await fails(storage.copy(path, `${parent}/b`), 'not-found');
      await fails(put(storage, `${path}/file`, 'x'), 'not-found');
      await fails(storage.makeFolder(`${path}/folder`), 'not-found');
    });

    it('makes no folder where something is', async () => {
      const parent = await folder();
      await put(storage, `${parent}/file`, 'x');
      await fails(storage.makeFolder(parent), 'exists');
      await fails(storage.makeFolder(`${parent}/file`), 'exists');
      assert.equal(await getText(storage, `${parent}/file`), 'x');
    });

    it('moves files and folders, and never over something', async () => {
      const parent = await folder();
      await put(storage, `${parent}/a`, 'A');
      await put(storage, `${parent}/b`, 'B');
      await storage.makeFolder(`${parent}/f`);
      await put(storage, `${parent}/f/x`, 'X');
      await storage.makeFolder(`${parent}/g`);
      await fails(storage.move(`${parent}/a`, `${parent}/b`), 'exists');
      await fails(storage.move(`${parent}/f`, `${parent}/g`), 'exists');
      await fails(storage.move(`${parent}/a`, `${parent}/no/a`), 'not-found');
      assert.equal(await getText(storage, `${parent}/b`), 'B');
      await storage.move(`${parent}/a`, `${parent}/f/a`);
      await storage.move(`${parent}/f`, `${parent}/g/f`);
      assert.deepEqual(await names(storage, parent), ['b', 'g']);
      assert.deepEqual(await names(storage, `${parent}/g/f`), ['a', 'x']);
      assert.equal(await getText(storage, `${parent}/g/f/a`), 'A');
    });

    it('copies files and folders, and never over something', async () => {
      const parent = await folder();
      await storage.makeFolder(`${parent}/f`);
      await put(storage, `${parent}/f/x`, 'X');
      await put(storage, `${parent}/y`, 'Y');
      await storage.copy(`${parent}/f`, `${parent}/g`);
      await storage.copy(`${parent}/y`, `${parent}/z`);
      await fails(storage.copy(`${parent}/y`, `${parent}/f/x`), 'exists');
      await fails(storage.copy(`${parent}/f`, `${parent}/g`), 'exists');
      await put(storage, `${parent}/f/x`, 'changed');
      assert.equal(await getText(storage, `${parent}/g/x`), 'X');
      assert.equal(await getText(storage, `${parent}/z`), 'Y');
    });

    it('puts no folder into itself', async () => {
      const parent = await folder();
      await storage.makeFolder(`${parent}/f`);
      await fails(
        storage.move(`${parent}/f`, `${parent}/f/g`),
        'name-refused',
        'not-permitted'
      );
      await fails(
        storage.copy(`${parent}/f`, `${parent}/f/g`),
        'name-refused',
        'not-permitted'
      );
      assert.deepEqual(await names(storage, `${parent}/f`), []);
    });

    it('deletes a file, and a folder with all below', async () => {
      const parent = await folder();
      await storage.makeFolder(`${parent}/f`);
      await storage.makeFolder(`${parent}/f/deep`);
      await put(storage, `${parent}/f/deep/x`, 'X');
      await put(storage, `${parent}/y`, 'Y');
      await storage.delete(`${parent}/f`);
      await storage.delete(`${parent}/y`);
      assert.deepEqual(await names(storage, parent), []);
    });

    it('leaves its root alone', async () => {
      await fails(storage.delete(''), 'not-permitted');
      await fails(storage.move('', 'x'), 'not-permitted', 'name-refused');
    });

    it('goes deep', async () => {
      let path = await folder();
      for (let depth = 0; depth < 20; depth++) {
        path += `/level ${depth}`;
        await storage.makeFolder(path);
      }
      await put(storage, `${path}/bottom`, 'deep');
      assert.equal(await getText(storage, `${path}/bottom`), 'deep');
    });

    it('moves large files with little memory', async () => {
      const size = 128 * 1024 * 1024;
      const path = `${await folder()}/large`;
      const source = pattern(size);
      const before = process.memoryUsage.rss();
      let most = before;
      const watched = () =>
        Readable.from(
          (async function* () {
            for await (const chunk of source() as AsyncIterable<Buffer>) {
              most = Math.max(most, process.memoryUsage.rss());
              yield chunk;
            }
          })()
        );
      await storage.write(path, watched, { size, condition: { type: 'new' } });
      const hash = createHash('sha256');
      const { body } = await storage.read(path);
      for await (const chunk of body as AsyncIterable<Buffer>) {
        hash.update(chunk);
        most = Math.max(most, process.memoryUsage.rss());
      }
      const expected = createHash('sha256');
      for await (const chunk of source() as AsyncIterable<Buffer>) {
        expected.update(chunk);
      }
      assert.equal(hash.digest('hex'), expected.digest('hex'));
      assert.ok(most - before < 96 * 1024 * 1024, `${most - before} bytes`);
      const part = await storage.read(path, { start: size - 8 });
      assert.equal(
        (await buffer(part.body)).readBigUInt64BE(),
        BigInt(size - 8)
      );
    });

    it('stops when it is told to', async () => {
      const parent = await folder();
      await put(storage, `${parent}/a`, 'x');
      const stopped = { signal: AbortSignal.abort() };
      await fails(storage.stat(`${parent}/a`, stopped), 'aborted');
      await fails(storage.read(`${parent}/a`, stopped), 'aborted');
      const stop = new AbortController();
      const slow = () =>
        new Readable({
          read() {
            this.push(Buffer.alloc(1000));
            stop.abort();
          }
        });
      await fails(
        storage.write(`${parent}/b`, slow, {
          size: 1_000_000_000,
          condition: { type: 'any' },
          signal: stop.signal
        }),
        'aborted'
      );
    });

    it('takes nobody down when it is stopped before anybody reads', async () => {
      const path = `${await folder()}/a`;
      await put(storage, path, 'x'.repeat(1_000_000));
      for (let turns = 0; turns < 10; turns += 1) {
        const stop = new AbortController();
        const reading = storage.read(path, { signal: stop.signal });
        reading.catch(() => undefined);
        for (let turn = 0; turn < turns; turn += 1) {
          await setImmediate();
        }
        stop.abort();
        // Long enough for an error that nobody hears to end this process.
        await setTimeout(5);
        const failure = await reading
          .then(({ body }) => buffer(body))
          .then(
            () => null,
            (error: unknown) => error
          );
        assert.ok(
          failure === null ||
            (failure instanceof StorageError && failure.code === 'aborted'),
          String(failure)
        );
      }
    });

    it('says how much space there is, as far as it is known', async () => {
      const { available, used } = await storage.quota();
      if (deviations.noQuota === undefined) {
        assert.ok(available !== null || used !== null);
      }
      assert.ok(available === null || available >= 0);
    });

    it('serves many at once', async () => {
      const parent = await folder();
      await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          put(storage, `${parent}/${index}`, `content ${index}`)
        )
      );
      const contents = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          get(storage, `${parent}/${index}`)
        )
      );
      contents.forEach((content, index) =>
        assert.equal(content.toString(), `content ${index}`)
      );
      assert.equal((await list(storage, parent)).length, 40);
    });

    describeRandomOperations(
      () => storage,
      async () => await folder()
    );
  });
}
