import assert from 'node:assert/strict';
import { test } from 'node:test';

import { holder, skip, startScene } from './testing/scene.ts';
import { hrefsIn, propertyIn } from './testing/visitor.ts';

test('a shared file of Reva 3.12', { skip }, async t => {
  const { node, reva, folder } = await startScene(t);
  const path = `${await folder('results')}/readme.txt`;
  const shareWith = node.address;
  const share = await reva.share({
    path,
    shareWith,
    role: 'editor',
    api: 'cs3'
  });
  const visit = holder(share);

  await t.test('is at the address of the share', async () => {
    const answer = await visit('PROPFIND', '', { headers: { depth: '0' } });
    assert.equal(answer.status, 207);
    assert.deepEqual(hrefsIn(answer), [`/remote.php/dav/ocm/${share.id}`]);
    assert.equal(propertyIn(answer, 'getcontentlength'), '10');
    assert.equal((await visit('GET')).body, '0123456789');
  });
  await t.test('is saved there', async () => {
    assert.equal((await visit('PUT', '', { body: 'new' })).status, 204);
    const mine = await reva.files('GET', path);
    assert.equal(await mine.text(), 'new');
  });
  await t.test('Reva 3.12: has every name below it', async () => {
    const { body } = await visit('GET', '/readme.txt');
    assert.equal(body, 'new');
    assert.equal((await visit('GET', '/any%20name')).body, body);
    assert.equal((await visit('GET', '/any/path')).status, 404);
  });
  await t.test('Reva 3.12: Depth 1 lists it twice, elsewhere', async () => {
    const answer = await visit('PROPFIND', '', { headers: { depth: '1' } });
    const elsewhere = '/remote.php/dav/ocm';
    assert.deepEqual(hrefsIn(answer), [elsewhere, elsewhere]);
  });
  await t.test('Reva 3.12: by OCS an editor may nothing', async () => {
    await reva.put('/by-ocs.txt', 'a');
    const weak = await reva.share({
      path: '/by-ocs.txt',
      shareWith,
      role: 'editor'
    });
    const arrived = await node.find(reva.host, weak.id);
    assert.deepEqual(arrived?.permissions, []);
    const answer = await holder(weak)('PUT', '', { body: 'b' });
    assert.equal(answer.status, 500);
  });
});
