/**
 * Files of a draft.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { trials } from '../../../ocm/testing/trials.ts';
import { RepositoryError } from '../../repository.ts';
import { signal, type Bench } from './bench.ts';
import { simple } from './sample-metadata.ts';

/** Names that one repository or another cannot keep. */
const HOSTILE = [
  'a folder/b/c.txt',
  'with "quotes" and \'these\'.txt',
  'percent %41 #1 ?a=b&c+d;e.txt',
  'schön é e\u0301.txt',
  'קובץ-‏rtl.txt',
  'データ/表.csv',
  '😀.txt',
  '.hidden',
  '-dash.txt',
  'no-ending',
  'table.csv',
  'archive.zip',
  'back\\slash.txt',
  'line\nbreak.txt',
  '../up.txt',
  '/root.txt',
  'a//b.txt',
  'a/./b.txt',
  ' ',
  '',
  `${'n'.repeat(296)}.txt`,
  `${'deep/'.repeat(60)}a.txt`
];

export function describeFiles(bench: () => Bench): void {
  const newDraft = () =>
    bench().repository.create(bench().body(simple), signal);

  for (const key of HOSTILE) {
    const shown = JSON.stringify(key.slice(0, 24));
    it(`keeps the name ${shown} to the letter, or says that it cannot`, async () => {
      const { repository } = bench();
      const draft = await newDraft();
      const content = Buffer.from('a,b\n1,2\n');
      try {
        await bench().upload(draft, key, content);
      } catch (error) {
        bench().fails('refused')(error);
        assert.deepEqual(await repository.list(draft, signal), []);
        return;
      }
      assert.deepEqual(await repository.list(draft, signal), [
        {
          key,
          size: content.length,
          checksum: bench().checksum(content),
          complete: true
        }
      ]);
    });
  }

  it('keeps any name to the letter, or says that it cannot', async () => {
    const { repository } = bench();
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 30 })
    );
    const keys = fc
      .array(name, { minLength: 1, maxLength: 3 })
      .map(parts => parts.join('/'));
    await fc.assert(
      fc.asyncProperty(keys, async key => {
        const draft = await newDraft();
        try {
          await bench().upload(draft, key, Buffer.from('abc'));
        } catch (error) {
          bench().fails('refused')(error);
          assert.deepEqual(await repository.list(draft, signal), []);
          return;
        }
        const files = await repository.list(draft, signal);
        assert.deepEqual(
          files.map(file => file.key),
          [key]
        );
        await bench().remove(draft, key);
        assert.deepEqual(await repository.list(draft, signal), []);
      }),
      trials()
    );
  });

  it('keeps a file without bytes, or says that it cannot', async () => {
    const { repository, subject } = bench();
    const draft = await newDraft();
    const empty = Buffer.alloc(0);
    if (subject.emptyFiles) {
      const file = await bench().upload(draft, 'empty.txt', empty);
      assert.deepEqual([file.size, file.complete], [0, true]);
    } else {
      await assert.rejects(
        bench().upload(draft, 'empty.txt', empty),
        (error: unknown) => error instanceof RepositoryError
      );
      await bench().remove(draft, 'empty.txt');
      assert.deepEqual(await repository.list(draft, signal), []);
    }
  });

  it('tells of each file what was sent', async () => {
    const { repository } = bench();
    const draft = await newDraft();
    const contents = Array.from({ length: 5 }, () => randomBytes(1000));
    await Promise.all(
      contents.map((content, index) =>
        bench().upload(draft, `data/${index}.bin`, content)
      )
    );
    const files = await repository.list(draft, signal);
    assert.deepEqual(
      files.toSorted((a, b) => a.key.localeCompare(b.key)),
      contents.map((content, index) => ({
        key: `data/${index}.bin`,
        size: 1000,
        checksum: bench().checksum(content),
        complete: true
      }))
    );
  });

  it('begins several files with one request of ours', async () => {
    const { repository } = bench();
    const draft = await newDraft();
    const files = ['a', 'b', 'c'].map(key => ({
      key,
      size: 3,
      checksum: null
    }));
    const slots = await repository.begin(draft, files, signal);
    assert.deepEqual(
      slots.map(({ key, parts }) => [key, parts]),
      files.map(({ key }) => [key, 1])
    );
    // All that is kept of them between restarts is JSON.
    assert.deepEqual(JSON.parse(JSON.stringify(slots)), slots);
  });

  it('takes a large file in parts, where it does', async () => {
    const { repository, subject } = bench();
    const draft = await newDraft();
    const content = randomBytes(subject.manyParts ?? 3_000_000);
    const slot = await bench().begin(draft, 'probe.bin', content);
    assert.equal(slot.parts > 1, subject.manyParts !== null);
    await repository.abandon?.(draft, slot, signal);
    await repository.abandon?.(draft, slot, signal);
    await bench().remove(draft, 'probe.bin');
    const file = await bench().upload(draft, 'large.bin', content);
    assert.equal(file.key, 'large.bin');
    assert.equal(file.size, content.length);
    // Of parts the checksum may be told some time later, and never another.
    assert.ok([null, bench().checksum(content)].includes(file.checksum));
  });

  it('begins no second file of the same name', async () => {
    const { repository } = bench();
    const draft = await newDraft();
    await bench().upload(draft, 'a.txt', Buffer.from('abc'));
    await assert.rejects(
      bench().begin(draft, 'a.txt', Buffer.from('xyz')),
      bench().fails('conflict')
    );
    assert.equal((await repository.list(draft, signal)).length, 1);
  });

  it('lets a file be replaced', async () => {
    const { repository } = bench();
    const draft = await newDraft();
    await bench().upload(draft, 'a/b.txt', Buffer.from('abc'));
    await bench().remove(draft, 'a/b.txt');
    await bench().remove(draft, 'a/b.txt');
    assert.deepEqual(await repository.list(draft, signal), []);
    const other = Buffer.from('others');
    const file = await bench().upload(draft, 'a/b.txt', other);
    assert.equal(file.checksum, bench().checksum(other));
  });

  it('stops sending when the person stops it', async () => {
    const { repository } = bench();
    const draft = await newDraft();
    const size = 1024 * 1024;
    const slot = await bench().begin(draft, 'a.bin', Buffer.alloc(size));
    const stopping = new AbortController();
    const body = () =>
      Readable.from(
        (function* () {
          yield Buffer.alloc(size / 2);
          stopping.abort();
          yield Buffer.alloc(size / 2);
        })()
      );
    await assert.rejects(
      repository.send(draft, slot, 0, body, size, stopping.signal),
      bench().fails('aborted', { outcomeUnknown: true })
    );
    await repository.abandon?.(draft, slot, signal);
    await bench().remove(draft, 'a.bin');
    const content = Buffer.from('abc');
    await bench().upload(draft, 'a.bin', content);
    const [file] = await repository.list(draft, signal);
    assert.equal(file?.checksum, bench().checksum(content));
  });

  it('notices a file that is shorter than it was', async () => {
    const { repository } = bench();
    const draft = await newDraft();
    const slot = await bench().begin(draft, 'a.bin', Buffer.alloc(10));
    const body = () => Readable.from([Buffer.from('abc')]);
    await assert.rejects(
      repository.send(draft, slot, 0, body, 10, signal),
      (error: unknown) => error instanceof RepositoryError
    );
    const files = await repository.list(draft, signal);
    assert.ok(files.every(({ complete }) => !complete));
  });
}
