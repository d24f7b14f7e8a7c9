import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, suite, test } from 'node:test';

import { ZipFile } from 'yazl';

import { Dataverse } from './index.ts';
import type { DataverseOptions } from './index.ts';
import { Client, formOf, md5 } from './testing/client.ts';

suite('files at a Dataverse', () => {
  let dataverse: Dataverse;
  let alice: Client;
  let doi: string;
  const start = async (options: DataverseOptions = {}) => {
    dataverse = await Dataverse.start(options);
    alice = new Client(dataverse);
    doi = await alice.create();
  };
  beforeEach(() => start());
  afterEach(() => dataverse.stop());

  const restart = async (options: DataverseOptions) => {
    await dataverse.stop();
    await start(options);
  };

  test('a file is added with its folder, and its checksum told', async () => {
    const { status, data } = await alice.add(
      doi,
      { name: 'a.txt', content: 'muons' },
      { directoryLabel: 'data/raw', description: 'Pairs', categories: ['Data'] }
    );
    assert.equal(status, 200);
    const [file] = data.files;
    assert.equal(file?.directoryLabel, 'data/raw');
    assert.equal(file?.dataFile.md5, md5('muons'));
    assert.equal(file?.dataFile.filesize, 5);
    assert.deepEqual(await alice.files(doi), ['data/raw/a.txt']);
  });

  test('the same name again is another name', async () => {
    const file = { name: 'a.tar.gz', content: 'one' };
    await alice.add(doi, file);
    await alice.add(doi, { ...file, content: 'two' });
    await alice.add(doi, { ...file, content: 'three' });
    await alice.add(doi, file, { directoryLabel: 'b' });
    assert.deepEqual(await alice.files(doi), [
      'a.tar.gz',
      'a.tar-1.gz',
      'a.tar-2.gz',
      'b/a.tar.gz'
    ]);
  });

  test('the same content again is added with a warning', async () => {
    await alice.add(doi, { name: 'a.txt', content: 'same' });
    const { status, message } = await alice.add(doi, {
      name: 'b.txt',
      content: 'same'
    });
    assert.equal(status, 200);
    assert.match(message, /^This file has the same content as/);
    assert.equal((await alice.files(doi)).length, 2);
  });

  test('a name or folder that may not be is refused', async () => {
    const name = await alice.add(doi, { name: 'a#b.txt', content: 'a' });
    assert.equal(name.status, 400);
    assert.match(
      name.message,
      /^File Name cannot contain any of the following/
    );
    const file = { name: 'a.txt', content: 'a' };
    const folder = await alice.add(doi, file, { directoryLabel: 'données' });
    assert.equal(folder.status, 400);
    await alice.add(doi, file, { directoryLabel: '/.//hidden//b/' });
    assert.deepEqual(await alice.files(doi), ['hidden/b/a.txt']);
  });

  test('jsonData that is none, and no file at all, is refused', async () => {
    const form = formOf({ name: 'a.txt', content: 'a' });
    form.append('jsonData', 'thisIsNotJson');
    const junk = await alice.about('POST', doi, '/add', { form });
    assert.equal(junk.message, 'Error in parsing provided json');
    const none = await alice.about('POST', doi, '/add', {
      form: formOf(null, {})
    });
    assert.match(none.message, /^You must upload a file or provide a valid/);
    const json = await alice.about('POST', doi, '/add', { json: {} });
    assert.equal(json.status, 415);
  });

  async function zipped(names: string[], inner?: Buffer): Promise<Buffer> {
    const zip = new ZipFile();
    for (const name of names) {
      zip.addBuffer(Buffer.from(name), name);
    }
    if (inner) {
      zip.addBuffer(inner, 'inner.zip');
    }
    zip.end();
    return buffer(zip.outputStream);
  }

  test('an archive is unpacked, one inside it is not', async () => {
    const inner = await zipped(['x.txt']);
    const names = ['a.txt', 'm\u00fc/b.txt', '._c', '.DS_Store'];
    const content = await zipped(names, inner);
    const { data } = await alice.add(doi, { name: 'all.zip', content });
    assert.equal(data.files.length, 3);
    assert.deepEqual(await alice.files(doi), ['a.txt', 'm/b.txt', 'inner.zip']);
    const [, , kept] = data.files;
    assert.equal(kept?.dataFile.md5, md5(inner));
  });

  test('an archive of more files than are unpacked is refused', async () => {
    await restart({ maxUnpacked: 2 });
    const content = await zipped(['a', 'b', 'c']);
    const { status, message } = await alice.add(doi, {
      name: 'all.zip',
      content
    });
    assert.equal(status, 400);
    assert.match(message, /zip archive is over the limit \(2\)/);
  });

  test('a table is another file afterwards, unless told not to', async () => {
    const file = {
      name: 'masses.csv',
      content: 'mass\n3.1\n',
      type: 'text/csv'
    };
    await alice.add(doi, file);
    assert.deepEqual(await alice.locks(doi), ['Ingest']);
    await alice.unlocked(doi);
    const { data } = await alice.about('GET', doi, '/versions/:draft');
    const [table] = data.files;
    assert.equal(table?.label, 'masses.tab');
    assert.equal(table?.dataFile.originalFileName, 'masses.csv');
    assert.equal(table?.dataFile.originalFileSize, 9);
    assert.equal(table?.dataFile.filesize, 4);
    assert.equal(table?.dataFile.md5, md5(file.content));
    await alice.add(doi, { ...file, name: 'b.csv' }, { tabIngest: 'false' });
    assert.deepEqual(await alice.files(doi), ['masses.tab', 'b.csv']);
  });

  test('of two that are added at once, one is lost', async () => {
    const replies = await Promise.all(
      ['a', 'b'].map(name =>
        alice.add(doi, { name, content: Buffer.alloc(4 * 1024 * 1024, name) })
      )
    );
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 500]);
    assert.equal((await alice.files(doi)).length, 1);
  });

  test('nothing is added while a lock is on', async () => {
    dataverse.lock(doi, 'EditInProgress');
    const file = { name: 'a.txt', content: 'a' };
    const locked = await alice.add(doi, file);
    assert.equal(locked.status, 400);
    assert.equal(locked.message, 'Failed to add file to dataset.');
    dataverse.unlock(doi, 'EditInProgress');
    assert.equal((await alice.add(doi, file)).status, 200);
  });

  test('limits are told, and kept', async () => {
    const limits = () => alice.about('GET', doi, '/uploadlimits');
    assert.deepEqual((await limits()).data, { uploadLimits: {} });
    await restart({ quota: 10, maxFiles: 2, maxFileSize: 6 });
    await alice.add(doi, { name: 'a', content: '12345' });
    assert.deepEqual((await limits()).data.uploadLimits, {
      storageQuotaRemaining: 5,
      numberOfFilesRemaining: 1
    });
    const large = await alice.add(doi, { name: 'b', content: '1234567' });
    assert.match(large.message, /exceeds the size limit of 6 B/);
    const full = await alice.add(doi, { name: 'b', content: '123456' });
    assert.match(full.message, /exceeds the remaining storage quota of 5 B/);
    await alice.add(doi, { name: 'b', content: '1' });
    const many = await alice.add(doi, { name: 'c', content: '1' });
    assert.match(many.message, /Number of files can not exceed/);
  });

  test('a file is replaced by another of its type, and deleted', async () => {
    const { data } = await alice.add(doi, { name: 'a.txt', content: 'one' });
    const id = data.files[0]?.dataFile.id;
    const replace = (content: string, type: string, jsonData = {}) => {
      const form = formOf({ name: 'a.txt', content, type }, jsonData);
      return alice.call('POST', `/files/${id}/replace`, { form });
    };
    assert.match(
      (await replace('one', 'text/plain')).message,
      /duplicate content/
    );
    assert.match((await replace('two', 'text/x-c')).message, /different file/);
    const replaced = await replace('two', 'text/x-c', { forceReplace: true });
    const after = replaced.data.files[0]?.dataFile;
    assert.deepEqual(
      [after?.previousDataFileId, after?.rootDataFileId],
      [id, id]
    );
    assert.deepEqual(await alice.files(doi), ['a.txt']);
    const deleted = await alice.call('DELETE', `/files/${after?.id}`);
    assert.equal(deleted.body.data, true);
    assert.deepEqual(await alice.files(doi), []);
  });
});
