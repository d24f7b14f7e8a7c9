import assert from 'node:assert/strict';
import { test } from 'node:test';

import { skip } from './testing/scene.ts';
import {
  announced,
  asking,
  jsonOf,
  octets,
  startSites
} from './testing/sites.ts';
import { hrefsIn } from './testing/visitor.ts';
import type { Answer } from './testing/visitor.ts';

interface Drive {
  id: string;
  driveType: string;
  driveAlias: string;
  name: string;
  webUrl: string;
  root: { webDavUrl: string };
}

test("files of one's own at Reva 3.12", { skip }, async t => {
  const { sites, marie } = await startSites(t);
  const { b } = sites;
  const { value } = jsonOf<{ value: [Drive] }>(
    await marie('GET', '/graph/v1beta1/me/drives')
  );
  const [drive] = value;
  const home = `/remote.php/dav/spaces/${drive.id}`;
  const read = async (path: string) => (await marie('GET', home + path)).body;

  await t.test('are a space, whose own address is wrong', async () => {
    assert.equal(value.length, 1);
    assert.equal(drive.driveType, 'personal');
    assert.equal(drive.driveAlias, 'home');
    assert.equal(drive.name, 'marie');
    assert.equal(drive.webUrl, `${b.url}/files/spaces/home`);
    const { pathname } = new URL(drive.root.webDavUrl);
    assert.equal(pathname, '/remote.php/dav/spaces/home');
    assert.equal((await marie('PROPFIND', pathname)).status, 400);
    assert.equal((await marie('PROPFIND', home)).status, 207);
  });
  await t.test('have ETags that protect', async () => {
    const path = `${home}/one.txt`;
    const made = await marie('PUT', path, { body: 'first' });
    assert.equal(made.status, 201);
    const { etag } = made.headers;
    const put = (condition: string) =>
      marie('PUT', path, {
        headers: { 'if-match': condition },
        body: 'second'
      });
    assert.equal((await put('"other"')).status, 412);
    assert.equal((await put(String(etag))).status, 204);
    assert.equal((await put(String(etag))).status, 412);
    assert.equal(await read('/one.txt'), 'second');
  });
  await t.test('are read in parts', async () => {
    for (const [range, text, contentRange] of [
      ['bytes=2-3', 'co', 'bytes 2-3/6'],
      ['bytes=4-', 'nd', 'bytes 4-5/6'],
      ['bytes=-3', 'ond', 'bytes 3-5/6']
    ] as const) {
      const part = await marie('GET', `${home}/one.txt`, {
        headers: { range }
      });
      assert.deepEqual([part.status, part.body], [206, text], range);
      assert.equal(part.headers['content-range'], contentRange);
    }
    const beyond = await marie('GET', `${home}/one.txt`, {
      headers: { range: 'bytes=6-' }
    });
    assert.equal(beyond.status, 416);
  });
  await t.test('are moved and copied', async () => {
    await marie('MKCOL', `${home}/sub`);
    const moved = await marie('MOVE', `${home}/one.txt`, {
      headers: { destination: `${b.url}${home}/sub/two.txt` }
    });
    assert.equal(moved.status, 201);
    // A path will do.
    const copied = await marie('COPY', `${home}/sub/two.txt`, {
      headers: { destination: `${home}/one.txt` }
    });
    assert.equal(copied.status, 201);
    assert.equal(await read('/one.txt'), 'second');
  });
  await t.test('come by TUS, in parts and at once', async () => {
    const { status, headers } = await marie('POST', `${home}/`, {
      headers: announced('tus.txt')
    });
    assert.equal(status, 201);
    const { pathname } = new URL(String(headers.location));
    assert.match(pathname, /^\/datagateway\/.+/);
    // Who has the address needs no login.
    const anybody = asking(b);
    const sends = (offset: number, body: string): Promise<Answer> =>
      anybody('PATCH', pathname, {
        headers: {
          ...octets,
          'tus-resumable': '1.0.0',
          'upload-offset': String(offset)
        },
        body
      });
    const offset = async () => {
      const { status, headers } = await anybody('HEAD', pathname, {
        headers: { 'tus-resumable': '1.0.0' }
      });
      return [status, headers['upload-offset']];
    };
    assert.deepEqual(await offset(), [200, '0']);
    assert.equal((await sends(0, '0123')).status, 204);
    assert.deepEqual(await offset(), [200, '4']);
    assert.equal((await sends(0, '0123')).status, 409);
    assert.equal((await sends(4, '4567')).status, 204);
    assert.equal(await read('/tus.txt'), '01234567');
    assert.deepEqual(await offset(), [404, undefined]);
    const whole = await marie('POST', `${home}/`, {
      headers: { ...announced('whole.txt'), ...octets },
      body: '01234567'
    });
    assert.equal(whole.status, 201);
    assert.ok(whole.headers.etag);
    assert.equal(await read('/whole.txt'), '01234567');
  });
  await t.test('go to the trash, and come back', async () => {
    const trash = '/remote.php/dav/trash-bin/marie';
    const items = async () =>
      hrefsIn(await marie('PROPFIND', trash, { headers: { depth: '1' } }));
    const deletes = async () => {
      await marie('DELETE', `${home}/one.txt`);
      const [root, item = ''] = await items();
      assert.equal(root, '/remote.php/dav/trash-bin/');
      assert.match(item, new RegExp(`^${trash}/one\\.txt\\.d\\d+$`));
      return item;
    };
    const comesTo = async (item: string, path: string) => {
      const destination = b.url + path;
      return (await marie('MOVE', item, { headers: { destination } })).status;
    };
    const first = await deletes();
    const { body } = await marie('PROPFIND', trash);
    assert.match(body, /trashbin-original-location>one\.txt</);
    assert.match(body, /trashbin-delete-timestamp>\d{10}</);
    assert.equal(await comesTo(first, `${home}/one.txt`), 409);
    const files = '/remote.php/dav/files/marie/home';
    assert.equal(await comesTo(first, `${files}/one.txt`), 201);
    assert.equal(await read('/one.txt'), 'second');
    // In a space all addresses are different ones.
    const inSpace = (await deletes()).replace(
      trash,
      `/remote.php/dav/spaces/trash-bin/${drive.id}`
    );
    assert.equal(await comesTo(inSpace, `${home}/one.txt`), 201);
    assert.equal(await read('/one.txt'), 'second');
    await deletes();
    assert.equal((await marie('DELETE', trash)).status, 204);
    assert.deepEqual(await items(), ['/remote.php/dav/trash-bin/']);
  });
  await t.test(
    'lie in the trash of a space under a wrong address',
    async () => {
      await marie('PUT', `${home}/old.txt`, { body: 'old' });
      await marie('DELETE', `${home}/old.txt`);
      const trash = `/remote.php/dav/spaces/trash-bin/${drive.id}`;
      const [root, item = ''] = hrefsIn(await marie('PROPFIND', trash));
      assert.equal(root, '/remote.php/dav/spaces/');
      assert.match(item, /^\/remote\.php\/dav\/spaces\/marie\/old\.txt\.d\d+$/);
      const key = item.slice(item.lastIndexOf('/'));
      assert.equal((await marie('DELETE', trash + key)).status, 204);
    }
  );
  await t.test('replace what is there, unless told not to', async () => {
    const trash = `/remote.php/dav/spaces/trash-bin/${drive.id}`;
    const put = (path: string, body: string) =>
      marie('PUT', home + path, { body });
    const keys = async () =>
      hrefsIn(await marie('PROPFIND', trash))
        .slice(1)
        .map(href => href.replace(/\/$/, '').split('/').at(-1) ?? '');
    const restore = async (key: string, path: string, overwrite?: 'F') => {
      const destination = b.url + home + path;
      const { status } = await marie('MOVE', `${trash}/${key}`, {
        headers: { destination, ...(overwrite ? { overwrite } : {}) }
      });
      return status;
    };
    await put('/x.txt', 'old');
    await marie('DELETE', `${home}/x.txt`);
    const [key = ''] = await keys();
    await put('/x.txt', 'new');
    assert.equal(await restore(key, '/x.txt', 'F'), 412);
    assert.equal(await read('/x.txt'), 'new');
    assert.equal(await restore(key, '/no/x.txt', 'F'), 409);
    assert.equal(await restore('x.txt.d123', '/y.txt', 'F'), 500);
    assert.equal(await restore(key, '/x.txt'), 204);
    assert.equal(await read('/x.txt'), 'old');

    await marie('MKCOL', `${home}/full`);
    await put('/full/a.txt', 'a');
    await marie('DELETE', `${home}/full`);
    const folder = (await keys()).find(one => one.startsWith('full'));
    assert.equal((await marie('DELETE', `${trash}/${folder}`)).status, 500);
    // Without a key.
    assert.equal((await marie('DELETE', `${trash}/`)).status, 204);
    assert.deepEqual(await keys(), []);
  });
  await t.test('have versions, whose ids are encoded twice', async () => {
    for (const body of ['first', 'second']) {
      await marie('PUT', `${home}/old.txt`, { body });
    }
    const { headers } = await marie('HEAD', `${home}/old.txt`);
    const id = String(headers['oc-fileid']);
    const listing = (encoded: string) =>
      marie('PROPFIND', `/remote.php/dav/meta/${encoded}/v`, {
        headers: { depth: '1' }
      });
    assert.equal((await listing(id)).status, 404);
    const versions = await listing(encodeURIComponent(id));
    const [, version = '', ...more] = hrefsIn(versions);
    assert.match(version, /\/v\/\d+$/);
    assert.deepEqual(more, []);
    assert.equal((await marie('GET', version)).body, 'first');
    assert.equal((await marie('HEAD', version)).status, 404);
    const missing = version.replace(/\d+$/, '123');
    assert.equal((await marie('GET', missing)).status, 500);
    assert.equal((await marie('COPY', missing)).status, 404);
    assert.equal((await marie('COPY', version)).status, 204);
    assert.equal(await read('/old.txt'), 'first');
  });
});
