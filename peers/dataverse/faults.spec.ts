import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, beforeEach, suite, test } from 'node:test';

import { Dataverse } from './index.ts';
import { Client, described, md5 } from './testing/client.ts';

suite('what goes wrong at a Dataverse', () => {
  let dataverse: Dataverse;
  let alice: Client;
  beforeEach(async () => {
    dataverse = await Dataverse.start();
    alice = new Client(dataverse);
  });
  afterEach(() => dataverse.stop());

  test('too many requests are told when to come again', async () => {
    dataverse.fail({ kind: 'too-many-requests', retryAfter: 7 });
    const answer = await fetch(`${dataverse.url}/api/licenses`);
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), '7');
    assert.equal((await alice.call('GET', '/licenses')).status, 200);
  });

  test('a fault happens to the requests that it names, so often', async () => {
    dataverse.fail({
      kind: 'unavailable',
      method: 'GET',
      path: /licenses$/,
      times: 2
    });
    assert.equal((await alice.call('GET', '/users/:me')).status, 200);
    assert.equal((await alice.call('GET', '/licenses')).status, 503);
    assert.equal((await alice.call('GET', '/licenses')).status, 503);
    assert.equal((await alice.call('GET', '/licenses')).status, 200);
    dataverse.fail({ kind: 'unavailable', times: 9 });
    dataverse.heal();
    assert.equal((await alice.call('GET', '/licenses')).status, 200);
  });

  test('a page for a browser comes with 200', async () => {
    dataverse.fail({ kind: 'html' });
    const answer = await fetch(`${dataverse.url}/api/licenses`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(await answer.text(), /^<!doctype html>/);
  });

  for (const [kind, made] of [
    ['lost-before', 0],
    ['lost-after-commit', 1]
  ] as const) {
    test(`${kind}: ${made} dataset is there when the answer is not`, async () => {
      dataverse.fail({ kind, method: 'POST' });
      const path = '/dataverses/root/datasets';
      await assert.rejects(alice.call('POST', path, { json: described() }));
      const { list } = await alice.call('GET', '/dataverses/root/contents');
      assert.equal(list.length, made);
    });
  }

  test('a checksum is another than that of the bytes', async () => {
    const doi = await alice.create();
    dataverse.fail({ kind: 'wrong-checksum', path: /add$/ });
    const file = { name: 'a.txt', content: 'muons' };
    const { data } = await alice.add(doi, file);
    assert.notEqual(data.files[0]?.dataFile.md5, md5('muons'));
    assert.notEqual(data.files[0]?.dataFile.checksum.value, md5('muons'));
    const { data: after } = await alice.about('GET', doi, '/versions/:draft');
    assert.equal(after.files[0]?.dataFile.md5, md5('muons'));
  });

  test('what is sent again after a lost answer is there twice', async () => {
    const doi = await alice.create();
    dataverse.fail({ kind: 'lost-after-commit', path: /add$/ });
    const file = { name: 'a.txt', content: 'muons' };
    await assert.rejects(alice.add(doi, file));
    await alice.add(doi, file);
    assert.deepEqual(await alice.files(doi), ['a.txt', 'a-1.txt']);
  });

  test('an upload that breaks off adds nothing', async () => {
    const doi = await alice.create();
    const path = `/api/datasets/:persistentId/add?persistentId=${doi}`;
    const upload = request(`${dataverse.url}${path}`, {
      method: 'POST',
      headers: {
        'X-Dataverse-key': dataverse.token('alice'),
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': '1000000'
      }
    });
    const broken = once(upload, 'error');
    const disposition = 'form-data; name="file"; filename="a.txt"';
    const head = `--x\r\nContent-Disposition: ${disposition}\r\n\r\nmuons`;
    await new Promise(sent => upload.write(head, sent));
    upload.destroy(new Error('Gone'));
    await broken;
    assert.deepEqual(await alice.files(doi), []);
    const file = { name: 'a.txt', content: 'muons' };
    assert.equal((await alice.add(doi, file)).status, 200);
    assert.deepEqual(await alice.files(doi), ['a.txt']);
  });

  test('the store has faults as well', async () => {
    const doi = await alice.create();
    const { data } = await alice.about('GET', doi, '/uploadurls?size=5');
    const put = () =>
      fetch(data.url, {
        method: 'PUT',
        headers: { 'x-amz-tagging': 'dv-state=temp' },
        body: 'muons'
      });
    dataverse.fail({ kind: 'wrong-checksum', method: 'PUT' });
    assert.equal((await put()).headers.get('etag'), `"${'0'.repeat(32)}"`);
    dataverse.fail({ kind: 'unavailable', method: 'PUT' });
    assert.equal((await put()).status, 503);
  });

  test('an answer comes slowly', async () => {
    dataverse.fail({ kind: 'slow-body', bytesPerSecond: 4000 });
    const answer = await fetch(`${dataverse.url}/api/licenses`);
    let chunks = 0;
    let length = 0;
    for await (const chunk of answer.body ?? []) {
      chunks += 1;
      length += (chunk as Uint8Array).length;
    }
    assert.ok(chunks > 1, `${length} bytes in ${chunks} chunks`);
  });
});
