import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import type { DataverseOptions } from '../../../../peers/dataverse/index.ts';
import type { UploadSlot } from '../repository.ts';
import { Bench, once, signal } from '../testing/conformance/bench.ts';
import { simple } from '../testing/conformance/sample-metadata.ts';
import {
  failure,
  startDataverse,
  type DataverseSubject
} from './testing/dataverse-subject.ts';

const content = Buffer.from('abc');
const open = () => Readable.from([content]);

/** An installation with a draft, for one test alone. */
async function scene(options: DataverseOptions = {}) {
  const subject: DataverseSubject = await startDataverse(options);
  const bench = await Bench.start(subject);
  const { repository } = bench;
  const draft = await repository.create(bench.body(simple), signal);
  const send = (slot: UploadSlot, size = content.length) =>
    repository.send(draft, slot, 0, open, size, signal);
  const keys = async () =>
    (await repository.list(draft, signal)).map(({ key }) => key);
  return {
    subject,
    bench,
    repository,
    draft,
    send,
    keys,
    [Symbol.asyncDispose]: () => bench.stop()
  };
}

async function codeOf(request: Promise<unknown>): Promise<string> {
  const error = await failure(request);
  assert.equal(error.outcomeUnknown, false);
  return error.code;
}

describe('a file at a Dataverse', () => {
  it('is in the folder that its name tells, and stays a table', async () => {
    await using here = await scene();
    const table = Buffer.from('a,b\n1,2\n');
    await here.bench.upload(here.draft, 'data/run 1/t.csv', table);
    assert.deepEqual(await here.repository.list(here.draft, signal), [
      {
        key: 'data/run 1/t.csv',
        size: table.length,
        checksum: here.bench.checksum(table),
        complete: true
      }
    ]);
  });

  it('is there once, though its registration was answered to nobody', async () => {
    await using here = await scene();
    const slot = await here.bench.begin(here.draft, 'a.txt', content);
    const whole = { ...slot, checksum: here.bench.checksum(content) };
    const receipt = await here.send(slot);
    const troubled = here.bench.troubled(
      once({ type: 'lost-answer' }, 'POST', /addFiles/u)
    );
    await assert.rejects(troubled.commit(here.draft, whole, [receipt], signal));
    const file = await troubled.commit(here.draft, whole, [receipt], signal);
    assert.equal(file.key, 'a.txt');
    assert.deepEqual(await here.keys(), ['a.txt']);
  });

  it('does not get another name when its own is taken meanwhile', async () => {
    await using here = await scene();
    const slot = await here.bench.begin(here.draft, 'a.txt', content);
    await here.send(slot);
    const other = Buffer.from('somebody else');
    await here.bench.upload(here.draft, 'a.txt', other);
    const whole = { ...slot, checksum: here.bench.checksum(content) };
    const commit = here.repository.commit(here.draft, whole, [{}], signal);
    assert.equal(await codeOf(commit), 'conflict');
    const [file] = await here.repository.list(here.draft, signal);
    assert.deepEqual(
      [(await here.keys()).length, file?.checksum],
      [1, here.bench.checksum(other)]
    );
  });

  it('is registered one after another, whoever asks', async () => {
    await using here = await scene();
    const { subject, bench } = here;
    const adapters = [1, 2].map(() => subject.open(subject.url, subject.token));
    const expected = Array.from({ length: 12 }, (_, index) => `${index}.bin`);
    await Promise.all(
      expected.map((key, index) =>
        bench.upload(
          here.draft,
          key,
          Buffer.from(key),
          adapters[index % adapters.length]
        )
      )
    );
    assert.deepEqual((await here.keys()).toSorted(), expected.toSorted());
  });

  it('has to be sent again when its address has ended', async () => {
    await using here = await scene({ uploadUrlSeconds: 0 });
    const slot = await here.bench.begin(here.draft, 'a.txt', content);
    assert.equal(await codeOf(here.send(slot)), 'file-lost');
  });

  it('has to be sent again when nothing of it is in the store', async () => {
    await using here = await scene();
    const slot = await here.bench.begin(here.draft, 'a.txt', content);
    const whole = { ...slot, checksum: here.bench.checksum(content) };
    const commit = here.repository.commit(here.draft, whole, [], signal);
    assert.equal(await codeOf(commit), 'file-lost');
  });

  it('is not registered without a checksum', async () => {
    await using here = await scene();
    const slot = await here.bench.begin(here.draft, 'a.txt', content);
    const receipt = await here.send(slot);
    const commit = here.repository.commit(here.draft, slot, [receipt], signal);
    assert.equal(await codeOf(commit), 'refused');
    assert.deepEqual(await here.keys(), []);
  });

  it('goes to a store that does not tag, too', async () => {
    await using here = await scene({ tagging: false });
    await here.bench.upload(here.draft, 'a.txt', content);
    assert.deepEqual(await here.keys(), ['a.txt']);
    assert.equal(here.subject.installation.leakedToken, false);
  });

  for (const [what, options] of [
    ['it is too large', { maxFileSize: 2 }],
    ['there is no room', { quota: 2 }],
    ['there are too many', { maxFiles: 0 }]
  ] as const) {
    it(`is not begun where ${what}`, async () => {
      await using here = await scene(options);
      const begin = here.bench.begin(here.draft, 'a.txt', content);
      assert.equal(await codeOf(begin), 'no-space');
    });
  }

  it('leaves no parts behind when it is given up', async () => {
    const MIB = 1024 * 1024;
    await using here = await scene({ partSize: 5 * MIB });
    const large = Buffer.alloc(11 * MIB);
    const slot = await here.bench.begin(here.draft, 'large.bin', large);
    assert.equal(slot.parts, 3);
    assert.equal(here.subject.installation.unfinishedUploads, 1);
    await here.repository.abandon?.(here.draft, slot, signal);
    await here.repository.abandon?.(here.draft, slot, signal);
    assert.equal(here.subject.installation.unfinishedUploads, 0);
  });
});

describe('a file in a form', () => {
  it('is there once, though the form was answered to nobody', async () => {
    await using here = await scene({ directUpload: false });
    const troubled = here.bench.troubled(
      once({ type: 'lost-answer' }, 'POST', /add\?/u)
    );
    const slot = await here.bench.begin(here.draft, 'a/b.txt', content);
    const send = () =>
      troubled.send(here.draft, slot, 0, open, content.length, signal);
    await assert.rejects(send());
    await send();
    assert.deepEqual(await here.keys(), ['a/b.txt']);
    const file = await troubled.commit(here.draft, slot, [], signal);
    assert.equal(file.checksum, here.bench.checksum(content));
  });

  it('is not sent where it would be unpacked', async () => {
    await using here = await scene({ directUpload: false });
    const begin = here.bench.begin(here.draft, 'a.ZIP', content);
    assert.equal(await codeOf(begin), 'refused');
  });
});
