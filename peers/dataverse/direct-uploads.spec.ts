import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, suite, test } from 'node:test';

import { Dataverse } from './index.ts';
import type { DataverseOptions } from './index.ts';
import { Client, md5 } from './testing/client.ts';

const tag = { 'x-amz-tagging': 'dv-state=temp' };
const mebibyte = 1024 * 1024;

suite('direct uploads to a Dataverse', () => {
  let dataverse: Dataverse;
  let alice: Client;
  let doi: string;
  const start = async (options: DataverseOptions = {}) => {
    dataverse = await Dataverse.start({ partSize: 5 * mebibyte, ...options });
    alice = new Client(dataverse);
    doi = await alice.create();
  };
  beforeEach(() => start());
  afterEach(() => dataverse.stop());

  const restart = async (options: DataverseOptions) => {
    await dataverse.stop();
    await start(options);
  };

  const addresses = async (size: number) =>
    (await alice.about('GET', doi, `/uploadurls?size=${size}`)).data;

  const put = (
    url: string,
    content: string | Buffer,
    headers: Record<string, string> = tag
  ) =>
    fetch(url, {
      method: 'PUT',
      headers,
      body: new Uint8Array(Buffer.from(content))
    });

  const named = (storageIdentifier: string, md5Hash: string, more = {}) => ({
    storageIdentifier,
    fileName: 'a.bin',
    mimeType: 'application/octet-stream',
    md5Hash,
    ...more
  });

  /** A file of three parts, uploaded but not completed. */
  async function inParts() {
    const content = Buffer.alloc(11 * mebibyte, 'muon');
    const given = await addresses(content.length);
    const tags: Record<string, string> = {};
    for (const [number, url] of Object.entries(given.urls)) {
      const from = (Number(number) - 1) * given.partSize;
      const part = content.subarray(from, from + given.partSize);
      const answer = await put(url, part, {});
      tags[number] = String(answer.headers.get('etag'));
    }
    return { content, given, tags };
  }

  const mpupload = (method: string, path: string, json?: unknown) =>
    alice.call(method, path.slice('/api'.length), { json });

  test('a small file goes to one address, and is registered', async () => {
    const { url, storageIdentifier, partSize } = await addresses(5);
    assert.equal(partSize, 5 * mebibyte);
    const answer = await put(url, 'muons');
    assert.equal(answer.headers.get('etag'), `"${md5('muons')}"`);
    const { status, data } = await alice.register(doi, [
      named(storageIdentifier, md5('muons'), { directoryLabel: 'b' })
    ]);
    assert.equal(status, 200);
    assert.deepEqual(data.Result, {
      'Total number of files': 1,
      'Number of files successfully added': 1
    });
    assert.equal(
      data.Files[0]?.successMessage,
      'Added successfully to the dataset'
    );
    assert.deepEqual(await alice.files(doi), ['b/a.bin']);
  });

  test('the store refuses what was not signed', async () => {
    const { url } = await addresses(5);
    const untagged = await put(url, 'muons', {});
    assert.equal(untagged.status, 403);
    assert.match(await untagged.text(), /SignatureDoesNotMatch/);
    const { urls } = await addresses(11 * mebibyte);
    const tagged = await put(String(urls['1']), 'muons');
    assert.match(await tagged.text(), /headers present.*not signed/);
    await restart({ tagging: false });
    const plain = await addresses(5);
    assert.equal((await put(plain.url, 'muons')).status, 403);
    assert.equal((await put(plain.url, 'muons', {})).status, 200);
  });

  test('bytes of unknown length are not taken', async () => {
    const { url } = await addresses(5);
    const body = Readable.toWeb(Readable.from(['muons'])) as ReadableStream;
    const init = { method: 'PUT', headers: tag, body, duplex: 'half' };
    const answer = await fetch(url, init as RequestInit);
    assert.equal(answer.status, 501);
  });

  test('an address ends', async () => {
    await restart({ uploadUrlSeconds: 0 });
    const { url } = await addresses(5);
    const answer = await put(url, 'muons');
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /Request has expired/);
  });

  test('a large file goes in parts, completed by their ETags', async () => {
    const { content, given, tags } = await inParts();
    assert.deepEqual(Object.keys(tags), ['1', '2', '3']);
    assert.match(given.complete, /^\/api\/datasets\/mpupload\?globalid=doi:/);
    const done = await mpupload('PUT', given.complete, tags);
    assert.equal(done.data.message, 'Multipart Upload completed');
    assert.equal(dataverse.unfinishedUploads, 0);
    await alice.register(doi, [named(given.storageIdentifier, md5(content))]);
    assert.equal((await alice.publish(doi)).status, 200);
    await alice.unlocked(doi);
    assert.deepEqual(await alice.files(doi, ':latest-published'), ['a.bin']);
  });

  test('a wrong ETag loses the upload', async () => {
    const { given, tags } = await inParts();
    const wrong = { ...tags, 2: '"0"' };
    const refused = await mpupload('PUT', given.complete, wrong);
    assert.equal(refused.message, 'Could not complete multipart upload');
    assert.equal((await mpupload('PUT', given.complete, tags)).status, 500);
  });

  test('an abort throws the parts away', async () => {
    const { given } = await inParts();
    assert.equal(dataverse.unfinishedUploads, 1);
    assert.equal((await mpupload('DELETE', given.abort)).status, 204);
    assert.equal(dataverse.unfinishedUploads, 0);
    const late = await put(String(given.urls['1']), 'muons', {});
    assert.match(await late.text(), /NoSuchUpload/);
  });

  test('each registration stands for itself, under 200', async () => {
    const { url, storageIdentifier } = await addresses(5);
    await put(url, 'muons');
    const { status, data } = await alice.register(doi, [
      named(storageIdentifier, md5('muons')),
      named('s3://dataverse:nothing-there', md5('muons')),
      { fileName: 'b.bin' },
      named(storageIdentifier, md5('muons'), { fileName: 'a:b' })
    ]);
    assert.equal(status, 200);
    assert.equal(data.Result['Number of files successfully added'], 1);
    const [, lost, nameless, wrong] = data.Files;
    assert.match(String(lost?.errorMessage), /^Bad Request:/);
    assert.match(
      String(nameless?.errorMessage),
      /^You must provide a storageidentifier/
    );
    assert.match(String(wrong?.errorMessage), /File Name cannot contain/);
  });

  test('a name that is taken becomes another', async () => {
    for (const content of ['one', 'two']) {
      const { url, storageIdentifier } = await addresses(3);
      await put(url, content);
      await alice.register(doi, [named(storageIdentifier, md5(content))]);
    }
    assert.deepEqual(await alice.files(doi), ['a.bin', 'a-1.bin']);
  });

  test('an archive stays one', async () => {
    const { url, storageIdentifier } = await addresses(3);
    await put(url, 'zip');
    const file = named(storageIdentifier, md5('zip'), { fileName: 'a.zip' });
    await alice.register(doi, [file]);
    assert.deepEqual(await alice.files(doi), ['a.zip']);
  });

  test('a wrong checksum is taken, and found at publication', async () => {
    const { url, storageIdentifier } = await addresses(5);
    await put(url, 'muons');
    const wrong = named(storageIdentifier, md5('electrons'));
    const { data } = await alice.register(doi, [wrong]);
    assert.equal(data.Result['Number of files successfully added'], 1);
    assert.equal((await alice.publish(doi)).status, 200);
    assert.deepEqual(await alice.locks(doi), ['finalizePublication']);
    assert.deepEqual(await alice.locks(doi), ['FileValidationFailed']);
    const again = await alice.publish(doi);
    assert.equal(again.status, 403);
    assert.match(again.message, /missing or corrupted/);
    const gone = await alice.about('DELETE', doi, '/versions/:draft');
    assert.equal(gone.message, 'Dataset cannot be edited due to dataset lock.');
  });

  test('other algorithms are known too', async () => {
    const { url, storageIdentifier } = await addresses(5);
    await put(url, 'muons');
    const checksum = { '@type': 'SHA-256', '@value': 'f'.repeat(64) };
    const file = named(storageIdentifier, '', { checksum });
    await alice.register(doi, [{ ...file, md5Hash: undefined }]);
    await alice.publish(doi);
    await alice.locks(doi);
    assert.deepEqual(await alice.locks(doi), ['FileValidationFailed']);
  });

  test('what is too large gets no address, nor does a store without', async () => {
    await restart({ maxFileSize: 10, quota: 5 });
    const refused = async (size: number) =>
      (await alice.about('GET', doi, `/uploadurls?size=${size}`)).message;
    assert.match(await refused(11), /maximum allowed file size is 10 bytes/);
    assert.match(await refused(6), /remaining file size quota is 5 bytes/);
    await restart({ directUpload: false });
    const none = await alice.about('GET', doi, '/uploadurls?size=1');
    assert.equal(none.status, 404);
    assert.match(none.message, /^Direct upload not supported/);
  });

  test('it shows who sends a token to the store', async () => {
    const { url } = await addresses(5);
    await put(url, 'muons');
    assert.equal(dataverse.leakedToken, false);
    await put(url, 'muons', { ...tag, 'X-Dataverse-key': 'mine' });
    assert.equal(dataverse.leakedToken, true);
  });

  test('bytes that are let go are still checked', async () => {
    await restart({ discard: true });
    const { url, storageIdentifier } = await addresses(5);
    await put(url, 'muons');
    await alice.register(doi, [named(storageIdentifier, md5('electrons'))]);
    await alice.publish(doi);
    await alice.locks(doi);
    assert.deepEqual(await alice.locks(doi), ['FileValidationFailed']);
  });
});
