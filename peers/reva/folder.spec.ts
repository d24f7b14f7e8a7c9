import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';

import { holder, skip, startScene } from './testing/scene.ts';
import { basic, hrefsIn, propertyIn, visitor } from './testing/visitor.ts';

test('a shared folder of Reva 3.12', { skip }, async t => {
  const { node, reva, folder } = await startScene(t);
  const path = await folder('results');
  const shareWith = node.address;
  const share = await reva.share({ path, shareWith, role: 'editor' });
  const visit = holder(share);
  const root = `/remote.php/dav/ocm/${share.id}/`;

  await t.test('is listed one level deep', async () => {
    const answer = await visit('PROPFIND', '', { headers: { depth: '1' } });
    assert.equal(answer.status, 207);
    assert.deepEqual(hrefsIn(answer).sort(), [
      root,
      `${root}readme.txt`,
      `${root}sub%20folder/`
    ]);
    assert.match(propertyIn(answer, 'permissions') ?? '', /^S.*CK/);
  });
  await t.test('keeps an ETag until the file changes', async () => {
    const etag = async () => (await visit('HEAD', '/readme.txt')).headers.etag;
    const before = await etag();
    assert.equal(await etag(), before);
    assert.equal(
      (await visit('PUT', '/readme.txt', { body: 'new' })).status,
      204
    );
    assert.notEqual(await etag(), before);
    await reva.put(`${path}/readme.txt`, '0123456789');
  });
  await t.test('saves with If-Match only what is unchanged', async () => {
    const { headers } = await visit('HEAD', '/readme.txt');
    const save = (etag: string) =>
      visit('PUT', '/readme.txt', {
        body: '0123456789',
        headers: { 'if-match': etag }
      });
    assert.equal((await save('"other"')).status, 412);
    assert.equal((await save(headers.etag ?? '')).status, 204);
  });
  await t.test('takes and gives back files and folders', async () => {
    assert.equal((await visit('MKCOL', '/made')).status, 201);
    assert.equal(
      (await visit('PUT', '/made/a.txt', { body: 'a' })).status,
      201
    );
    assert.equal((await visit('GET', '/made/a.txt')).body, 'a');
    assert.equal((await visit('DELETE', '/made')).status, 204);
    assert.equal((await visit('GET', '/made/a.txt')).status, 404);
  });
  await t.test(
    'gives the same by Basic, at the root of all shares',
    async () => {
      const { sharedSecret } = share;
      const everything = visitor(
        `${reva.url}/remote.php/dav/ocm`,
        basic(sharedSecret)
      );
      assert.equal((await everything('GET', '/readme.txt')).body, '0123456789');
      const own = visitor(share.uri, basic(sharedSecret));
      assert.equal((await own('GET', '/readme.txt')).status, 404);
    }
  );
  await t.test('lets nobody in without the secret', async () => {
    for (const authorization of [undefined, 'Bearer wrong', basic('wrong')]) {
      const stranger = visitor(share.uri, authorization);
      assert.equal((await stranger('PROPFIND')).status, 401);
    }
  });

  await t.test('Reva 3.12: SEARCH and REPORT are only announced', async () => {
    const { headers } = await visit('OPTIONS');
    assert.match(headers.allow ?? '', /REPORT, SEARCH/);
    assert.equal(headers.dasl, undefined);
    const search = await visit('REPORT', '', {
      body: '<oc:search-files xmlns:oc="http://owncloud.org/ns"><oc:search><oc:pattern>readme</oc:pattern></oc:search></oc:search-files>'
    });
    assert.equal(search.status, 501);
    const body = '<d:searchrequest xmlns:d="DAV:"/>';
    assert.equal((await visit('SEARCH', '', { body })).status, 404);
  });
  await t.test('Reva 3.12: versions are for those who log in', async () => {
    const asked = { headers: { depth: '0' } };
    const answer = await visit('PROPFIND', '/readme.txt', asked);
    const id = encodeURIComponent(propertyIn(answer, 'fileid') ?? '');
    const { sharedSecret } = share;
    for (const authorization of [
      `Bearer ${sharedSecret}`,
      basic(sharedSecret)
    ]) {
      const meta = visitor(`${reva.url}/remote.php/dav/meta`, authorization);
      assert.equal((await meta('PROPFIND', `/${id}/v`, asked)).status, 401);
    }
  });
  await t.test('Reva 3.12: a local disk knows no checksums', async () => {
    const headers = { 'oc-checksum': `SHA1:${'0'.repeat(40)}` };
    const body = 'other';
    assert.equal(
      (await visit('PUT', '/sum.txt', { body, headers })).status,
      201
    );
    const answer = await visit('GET', '/sum.txt');
    assert.equal(answer.headers['oc-checksum'], undefined);
    assert.equal((await visit('DELETE', '/sum.txt')).status, 204);
  });

  await t.test('Reva 3.12: a ranged GET answers 416', async () => {
    for (const range of ['bytes=2-4', 'bytes=0-', 'bytes=-3']) {
      const headers = { range };
      const { status, body } = await visit('GET', '/readme.txt', { headers });
      assert.deepEqual([status, body], [416, ''], range);
    }
    const { headers } = await visit('HEAD', '/readme.txt');
    assert.equal(headers['accept-ranges'], 'bytes', 'though it promises');
  });
  await t.test('Reva 3.12: MOVE answers 500, COPY works', async () => {
    await visit('PUT', '/from.txt', { body: 'from' });
    const to = (name: string) => ({
      headers: { destination: `${share.uri}/${name}` }
    });
    assert.equal((await visit('MOVE', '/from.txt', to('b.txt'))).status, 500);
    assert.equal((await visit('GET', '/from.txt')).body, 'from');
    assert.equal((await visit('COPY', '/from.txt', to('b.txt'))).status, 201);
    assert.equal((await visit('GET', '/b.txt')).body, 'from');
  });
  await t.test('Reva 3.12: MOVE deletes its target, then fails', async () => {
    await visit('PUT', '/target.txt', { body: 'target' });
    const headers = { destination: `${share.uri}/target.txt`, overwrite: 'T' };
    assert.equal((await visit('MOVE', '/from.txt', { headers })).status, 500);
    assert.equal((await visit('GET', '/target.txt')).status, 404);
    assert.equal((await visit('GET', '/from.txt')).body, 'from');
  });
  await t.test('Reva 3.12: If-None-Match: * overwrites', async () => {
    const headers = { 'if-none-match': '*' };
    const body = '9876543210';
    const answer = await visit('PUT', '/readme.txt', { headers, body });
    assert.equal(answer.status, 204);
    assert.equal((await visit('GET', '/readme.txt')).body, body);
    await reva.put(`${path}/readme.txt`, '0123456789');
  });
  await t.test('Reva 3.12: If-Match makes what is gone anew', async () => {
    const headers = { 'if-match': '"gone"' };
    const answer = await visit('PUT', '/gone.txt', { headers, body: 'a' });
    assert.equal(answer.status, 201);
  });
  await t.test('Reva 3.12: half a PUT replaces the whole file', async () => {
    const etag = async () => (await visit('HEAD', '/readme.txt')).headers.etag;
    const before = await etag();
    const writing = request(`${share.uri}/readme.txt`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${share.sharedSecret}`,
        'content-length': 1000
      }
    });
    writing.on('error', () => undefined);
    await new Promise(resolve => writing.write('half', resolve));
    writing.destroy();
    while ((await etag()) === before) {
      // It takes what came as soon as it sees the end of the connection.
    }
    assert.equal((await visit('GET', '/readme.txt')).body, 'half');
    await reva.put(`${path}/readme.txt`, '0123456789');
  });
  await t.test('Reva 3.12: a PUT of unknown length answers 400', async () => {
    const headers = { 'transfer-encoding': 'chunked' };
    assert.equal((await visit('PUT', '/a.txt', { headers })).status, 400);
  });
  await t.test('Reva 3.12: a tab has one digit in a listing', async () => {
    const headers = { depth: '1' };
    await visit('MKCOL', '/odd');
    await visit('PUT', '/odd/a%09b', { body: 'a' });
    const listing = await visit('PROPFIND', '/odd', { headers });
    assert.ok(hrefsIn(listing).includes(`${root}odd/a%9b`));
    await visit('PUT', '/odd/a%09.txt', { body: 'a' });
    const failing = await visit('PROPFIND', '/odd', { headers });
    assert.equal(failing.status, 500);
  });
  await t.test('Reva 3.12: what is not there answers 500', async () => {
    const body = 'a';
    assert.equal((await visit('PUT', '/no/such.txt', { body })).status, 500);
    assert.equal((await visit('DELETE', '/no-such.txt')).status, 500);
  });
  await t.test('Reva 3.12: GET of a folder answers 501', async () => {
    assert.equal((await visit('GET')).status, 501);
  });
  await t.test('Reva 3.12: a lock holds nothing', async () => {
    const lock = () => visit('LOCK', '/readme.txt');
    const first = await lock();
    const second = await lock();
    assert.deepEqual([first.status, second.status], [200, 200]);
    assert.match(second.body, /opaquelocktoken:0{8}-/);
  });
  await t.test('Reva 3.12: Bearer has a capital B', async () => {
    const visit = visitor(share.uri, `bearer ${share.sharedSecret}`);
    assert.equal((await visit('PROPFIND')).status, 401);
  });
  await t.test('Reva 3.12: an error repeats the secret', async () => {
    const { status, body } = await visit('PROPFIND', '/no-such.txt');
    assert.equal(status, 404);
    assert.ok(body.includes(share.sharedSecret));
  });
  await t.test('Reva 3.12: Last-Modified is no date of HTTP', async () => {
    const { headers } = await visit('GET', '/readme.txt');
    assert.match(headers['last-modified'] ?? '', / \+0000$/);
  });
  await t.test(
    'Reva 3.12: DELETE of the share deletes its folder',
    async () => {
      assert.equal((await visit('DELETE')).status, 204);
      await assert.rejects(reva.files('PROPFIND', path), /404/);
    }
  );
});

test('a read-only folder of Reva 3.12', { skip }, async t => {
  const { node, reva, folder } = await startScene(t);
  const path = await folder('results');
  const share = await reva.share({ path, shareWith: node.address });
  const visit = holder(share);

  await t.test('tells so in its permissions', async () => {
    const answer = await visit('PROPFIND', '', { headers: { depth: '0' } });
    assert.equal(propertyIn(answer, 'permissions'), 'S');
  });
  await t.test('Reva 3.12: a change answers 500, and is not made', async () => {
    const body = 'a';
    for (const [method, target, asked] of [
      ['PUT', '/readme.txt', { body }],
      ['PUT', '/new.txt', { body }],
      ['MKCOL', '/new', {}],
      ['DELETE', '/readme.txt', {}]
    ] as const) {
      assert.equal((await visit(method, target, asked)).status, 500, method);
    }
    const listing = await visit('PROPFIND', '', { headers: { depth: '1' } });
    assert.equal(hrefsIn(listing).length, 3);
    assert.equal((await visit('GET', '/readme.txt')).body, '0123456789');
  });
});
