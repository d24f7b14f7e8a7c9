import assert from 'node:assert/strict';
import { test } from 'node:test';

import { skip } from './testing/scene.ts';
import { announced, octets, startSites } from './testing/sites.ts';
import { hrefsIn, propertyIn } from './testing/visitor.ts';

test('files of received shares at Reva 3.12', { skip }, async t => {
  const { sites, marie } = await startSites(t);
  await sites.shareFolder({ name: 'results', role: 'editor' });
  await sites.shareFile({ name: 'single.txt' });
  await sites.shareFolder({ name: 'flow', mustExchangeToken: true });
  const at = async (name: string) =>
    `/remote.php/dav/spaces/${(await sites.received(name)).space}`;
  const folder = await at('results');
  const single = await at('single.txt');
  const owners = (path: string) =>
    sites.a.files('GET', path).then(
      answer => answer.text(),
      () => null
    );

  await t.test('are listed and read', async () => {
    const listing = await marie('PROPFIND', folder, {
      headers: { depth: '1' }
    });
    assert.equal(listing.status, 207);
    assert.deepEqual(hrefsIn(listing), [`${folder}/`, `${folder}/readme.txt`]);
    assert.equal(propertyIn(listing, 'permissions'), 'SDNVCK');
    const file = await marie('GET', `${folder}/readme.txt`);
    assert.deepEqual([file.status, file.body], [200, '0123456789']);
  });
  await t.test('are read by an exchanged token as well', async () => {
    const file = await marie('GET', `${await at('flow')}/readme.txt`);
    assert.deepEqual([file.status, file.body], [200, '0123456789']);
  });
  await t.test('have no ETag', async () => {
    const path = `${folder}/readme.txt`;
    const listed = await marie('PROPFIND', path, { headers: { depth: '0' } });
    assert.equal(propertyIn(listed, 'getetag'), undefined);
    assert.ok(propertyIn(listed, 'getlastmodified'));
    assert.equal((await marie('GET', path)).headers.etag, '');
    // So that no condition about one is ever met.
    const put = await marie('PUT', path, {
      headers: { 'if-match': '"any"' },
      body: 'a'
    });
    assert.equal(put.status, 412);
    const star = await marie('PUT', path, {
      headers: { 'if-match': '*' },
      body: 'a'
    });
    assert.equal(star.status, 412);
  });
  await t.test('have no parts, though HEAD promises them', async () => {
    const path = `${folder}/readme.txt`;
    const part = await marie('GET', path, { headers: { range: 'bytes=2-4' } });
    assert.equal(part.status, 416);
    const { headers } = await marie('HEAD', path);
    assert.equal(headers['accept-ranges'], 'bytes');
    assert.equal(headers['oc-checksum'], 'INVALID:');
  });
  await t.test('are written, copied, made and deleted', async () => {
    for (const [body, status] of [
      ['new', 201],
      ['newer', 204]
    ] as const) {
      const put = await marie('PUT', `${folder}/new.txt`, { body });
      assert.equal(put.status, status);
    }
    assert.equal(await owners('/results/new.txt'), 'newer');
    const destination = `${sites.b.url}${folder}/copy.txt`;
    const copied = await marie('COPY', `${folder}/new.txt`, {
      headers: { destination }
    });
    assert.equal(copied.status, 201);
    assert.equal(await owners('/results/copy.txt'), 'newer');
    assert.equal((await marie('MKCOL', `${folder}/made`)).status, 201);
    assert.equal((await marie('DELETE', `${folder}/copy.txt`)).status, 204);
    assert.equal(await owners('/results/copy.txt'), null);
  });
  await t.test('are overwritten in spite of "if-none-match: *"', async () => {
    const { status } = await marie('PUT', `${folder}/new.txt`, {
      headers: { 'if-none-match': '*' },
      body: 'overwritten'
    });
    assert.equal(status, 204);
    assert.equal(await owners('/results/new.txt'), 'overwritten');
  });
  await t.test('are not moved', async () => {
    const destination = `${sites.b.url}${folder}/moved.txt`;
    const { status } = await marie('MOVE', `${folder}/new.txt`, {
      headers: { destination }
    });
    assert.equal(status, 500);
    assert.equal(await owners('/results/new.txt'), 'overwritten');
    assert.equal(await owners('/results/moved.txt'), null);
  });
  await t.test('that are not there: 404, and 500 to DELETE', async () => {
    const path = `${folder}/none.txt`;
    assert.equal((await marie('PROPFIND', path)).status, 404);
    assert.equal((await marie('GET', path)).status, 404);
    assert.equal((await marie('DELETE', path)).status, 500);
  });
  await t.test(
    'take no TUS, though all is announced and 201 said',
    async () => {
      const listed = await marie('PROPFIND', folder);
      assert.equal(listed.headers['tus-version'], '1.0.0');
      const { status, headers } = await marie('POST', `${folder}/`, {
        headers: announced('tus.txt')
      });
      assert.deepEqual([status, headers.location], [201, '']);
      const whole = await marie('POST', `${folder}/`, {
        headers: { ...announced('tus.txt'), ...octets },
        body: '01234567'
      });
      assert.equal(whole.status, 500);
      assert.equal(await owners('/results/tus.txt'), null);
    }
  );
  await t.test('alone: read at the space, listed with Depth 0', async () => {
    const file = await marie('GET', single);
    assert.deepEqual([file.status, file.body], [200, '0123456789']);
    const zero = await marie('PROPFIND', single, { headers: { depth: '0' } });
    const one = await marie('PROPFIND', single, { headers: { depth: '1' } });
    assert.deepEqual([zero.status, one.status], [207, 500]);
    assert.deepEqual(hrefsIn(zero), [single]);
    // Its name is the id of the share.
    const { id } = await sites.received('single.txt');
    assert.equal(propertyIn(zero, 'name'), id);
    const put = await marie('PUT', single, { body: 'a' });
    assert.equal(put.status, 500);
    assert.equal(await owners('/single.txt'), '0123456789');
  });
  await t.test('lie under /remote.php/dav/files as well', async () => {
    const { id } = await sites.received('results');
    const path = `/remote.php/dav/files/marie/ocm-received/${id}/readme.txt`;
    assert.equal((await marie('GET', path)).body, '0123456789');
    const webdav = `/remote.php/webdav/ocm-received/${id}/readme.txt`;
    assert.equal((await marie('GET', webdav)).status, 404);
  });
  await t.test('are put into folders that are not there', async () => {
    const put = await marie('PUT', `${folder}/deep/er/a.txt`, { body: 'a' });
    assert.equal(put.status, 201);
    assert.equal(await owners('/results/deep/er/a.txt'), 'a');
  });
  await t.test('answer 500 to all when the sender is gone', async () => {
    await sites.a.stop();
    for (const method of ['PROPFIND', 'GET', 'PUT', 'DELETE']) {
      const path = `${folder}/readme.txt`;
      const asked = method === 'PUT' ? { body: 'a' } : {};
      const { status, body } = await marie(method, path, asked);
      assert.deepEqual([status, body], [500, ''], method);
    }
    assert.equal((await sites.received('results')).name, 'results');
  });
});
