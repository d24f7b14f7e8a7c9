import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { credentialSource } from '../../companion/src/cernbox/credentials.ts';
import { listEmbedded, process } from '../../companion/src/cernbox/embedded.ts';
import {
  accept,
  decline,
  hide,
  listReceived
} from '../../companion/src/cernbox/received.ts';
import { Session } from '../../companion/src/cernbox/session.ts';
import { listSpaces } from '../../companion/src/cernbox/spaces.ts';
import { createOutboundClient } from '../../companion/src/http/guarded-client.ts';
import { people } from './index.ts';
import { skip } from './testing/scene.ts';
import { startSites } from './testing/sites.ts';

test('marie is logged in at Reva 3.12', { skip }, async t => {
  const { sites } = await startSites(t, { tokenLife: 5 });
  const folder = await mkdtemp(join(tmpdir(), 'cernbox-'));
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, people.marie.password, { mode: 0o600 });
  const { host, url } = sites.b;
  const outbound = createOutboundClient(
    { plainHttp: [host], privateHosts: [host] },
    undefined,
    { environment: {} }
  );
  const session = new Session({
    url: new URL(`${url}/`),
    label: 'CERNBox',
    credential: credentialSource({
      kind: 'basic',
      user: people.marie.username,
      passwordFile
    }),
    outbound
  });
  t.after(async () => {
    await session.close();
    await outbound.close();
    await rm(folder, { recursive: true });
  });
  await sites.shareFolder({ name: 'results', role: 'editor' });
  await sites.shareFile({ name: 'Δ data.txt' });
  await sites.sendPackage({ crate: { '@graph': [] }, name: 'a package' });

  await t.test('who she is', async () => {
    assert.equal(await session.account(), people.marie.id);
    assert.equal(session.state().state, 'ready');
  });
  await t.test('what she has received, with its sender', async () => {
    const { dropped, failed, items } = await listReceived(session);
    assert.deepEqual([dropped, failed], [0, { graph: null, ocs: null }]);
    assert.deepEqual(
      items.map(({ kind, name, state }) => [name, kind, state]),
      [
        ['results', 'folder', 'pending'],
        ['Δ data.txt', 'file', 'pending']
      ]
    );
    const [first] = items;
    assert.equal(first?.sender, `${people.einstein.id}@${sites.a.host}`);
    assert.match(first.space ?? '', /^ocm-received\$[A-Z2-7=]+$/);
  });
  await t.test('what she decides', async () => {
    const { items } = await listReceived(session);
    const [one, other] = items.map(({ id }) => id);
    assert.ok(one !== undefined && other !== undefined);
    await accept(session, one);
    await decline(session, other);
    await hide(session, one, true);
    const now = (await listReceived(session)).items;
    assert.deepEqual(
      now.map(({ hidden, state }) => [state, hidden]),
      [
        ['accepted', true],
        ['declined', false]
      ]
    );
    await assert.rejects(accept(session, '99'), /500/);
  });
  await t.test('packages, and what came of processing them', async () => {
    const [item] = (await listEmbedded(session)).items;
    assert.deepEqual([item?.name, item?.state], ['a package', 'pending']);
    const id = String(item?.id);
    assert.equal(await process(session, id, { process: true }), 'accepted');
    assert.equal(await process(session, id, { process: false }), 'pending');
    await assert.rejects(
      process(session, '99', { process: true }),
      /lists no such package/
    );
  });
  await t.test('her own files', async () => {
    const [home] = (await listSpaces(session)).items;
    assert.ok(home);
    const { status } = await session.request(home.path, {
      method: 'PROPFIND',
      headers: { depth: '0' }
    });
    assert.equal(status, 207);
  });
  await t.test('a login that ends is renewed', async () => {
    const before = await session.token();
    await setTimeout(6000);
    await listSpaces(session);
    assert.notEqual(await session.token(), before);
    assert.equal(session.state().state, 'ready');
  });
});
