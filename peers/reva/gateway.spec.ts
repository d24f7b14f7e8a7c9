/** Our client of the CS3 gateway, at a real one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { GatewayError } from '../../companion/src/cs3/gateway-error.ts';
import { Gateway } from '../../companion/src/cs3/gateway.ts';
import { pythonJson } from '../dispatcher/index.ts';
import type { SentCrate } from '../dispatcher/index.ts';
import { readPackage } from '../packages/index.ts';
import { basicOf, people } from './index.ts';
import type { Person } from './index.ts';
import { skip } from './testing/scene.ts';
import { asking, startSites } from './testing/sites.ts';
import { hrefsIn } from './testing/visitor.ts';

test('the gateway of Reva 3.12, by our client', { skip }, async t => {
  const { sites } = await startSites(t);
  const gateway = new Gateway({ address: sites.b.gateway, tls: false });
  t.after(() => gateway.close());
  const token = await gateway.authenticate(basic(people.marie));
  const crate = JSON.parse(
    await readPackage('real/sciencemesh-notebook.json')
  ) as SentCrate;

  await t.test('lists nothing where nothing has arrived', async () => {
    assert.deepEqual(await gateway.listReceived(token), []);
    assert.deepEqual(
      await gateway.listReceived(token, { kind: 'embedded' }),
      []
    );
  });

  await sites.shareFolder({ name: 'results', role: 'editor' });
  await sites.shareFile({ name: 'Δ data.txt' });
  const { providerId } = await sites.sendPackage({ crate });
  const found = async (name: string) => {
    const { id } = await sites.received(name);
    return gateway.getReceived(token, id);
  };
  const inHome = async () => {
    const answer = await asking(sites.b, basicOf(people.marie))(
      'PROPFIND',
      '/remote.php/webdav/'
    );
    assert.equal(answer.status, 207);
    return hrefsIn(answer);
  };

  await t.test('lists shares and packages, and each kind alone', async () => {
    const listed = async (kind?: 'embedded' | 'files') =>
      (await gateway.listReceived(token, kind ? { kind } : {})).map(
        ({ name, resourceType }) => [name, resourceType]
      );
    const files = [
      ['results', 'folder'],
      ['Δ data.txt', 'file']
    ];
    const packages = [['ScienceMesh Research Data Package', 'embedded']];
    assert.deepEqual(await listed('files'), files);
    assert.deepEqual(await listed('embedded'), packages);
    assert.deepEqual(await listed(), [...files, ...packages]);
  });
  await t.test('says the same of each by its id', async () => {
    for (const share of await gateway.listReceived(token)) {
      assert.deepEqual(await gateway.getReceived(token, share.id), share);
    }
  });
  await t.test('has the crate as it was sent', async () => {
    const share = await found('ScienceMesh Research Data Package');
    assert.equal(share.protocols.embedded?.payload, pythonJson(crate));
    assert.equal(share.remoteShareId, providerId);
    assert.equal(share.state, 'pending');
    assert.equal(share.creator?.opaqueId, '0123abcd@login.example.org');
    const age = Date.now() - Date.parse(share.createdAt ?? '');
    assert.ok(age > -1000 && age < 60_000, String(share.createdAt));
  });
  await t.test('says who shares and what may be done', async () => {
    const folder = await found('results');
    assert.deepEqual(folder.creator, {
      opaqueId: people.einstein.id,
      idp: sites.a.host
    });
    assert.deepEqual(folder.protocols.webdav?.permissions, {
      read: true,
      write: true,
      share: false
    });
    assert.deepEqual(folder.protocols.webdav.accessTypes, ['remote']);
    const file = await found('Δ data.txt');
    assert.equal(file.protocols.webdav?.permissions.write, false);
  });
  await t.test('sets states of a package, and copies nothing', async () => {
    const { id } = await found('ScienceMesh Research Data Package');
    const before = await inHome();
    for (const state of ['accepted', 'rejected', 'pending'] as const) {
      await gateway.setState(token, id, state);
      const share = await gateway.getReceived(token, id);
      assert.equal(share.state, state);
      assert.equal(share.destination, null);
      assert.equal(share.protocols.embedded?.payload, pythonJson(crate));
    }
    assert.deepEqual(await inHome(), before);
  });
  await t.test('sets states of a folder', async () => {
    const { id } = await found('results');
    await gateway.setState(token, id, 'accepted');
    assert.equal((await gateway.getReceived(token, id)).state, 'accepted');
  });
  await t.test('sets back what stays in transfer', async () => {
    // Reva's own copy stumbles over a number.
    const stuck = {
      '@context': 'https://w3id.org/ro/crate/1.1/context',
      '@graph': [
        { '@id': 'a.txt', '@type': 'File', contentSize: 1, url: sites.a.url }
      ]
    } as unknown as SentCrate;
    await sites.sendPackage({ crate: stuck, name: 'stuck' });
    const { id } = await found('stuck');
    const query = new URLSearchParams({
      share_id: id,
      process: 'true',
      destination: '/stuck'
    });
    await fetch(
      `${sites.b.url}/sciencemesh/process-embedded-share?${query.toString()}`,
      {
        method: 'POST',
        headers: { 'x-access-token': token }
      }
    );
    const share = await gateway.getReceived(token, id);
    assert.equal(share.state, 'transferring');
    await gateway.setState(token, id, 'pending');
    assert.equal((await gateway.getReceived(token, id)).state, 'pending');
  });
  await t.test('hides and shows', async () => {
    const { id } = await found('Δ data.txt');
    for (const hidden of [true, false]) {
      await gateway.setHidden(token, id, hidden);
      assert.equal((await gateway.getReceived(token, id)).hidden, hidden);
    }
  });
  await t.test('does not know what is not there', async () => {
    await assert.rejects(gateway.getReceived(token, '99'), fails('not-found'));
    await assert.rejects(
      gateway.setState(token, '99', 'accepted'),
      fails('not-found')
    );
    await assert.rejects(
      gateway.setHidden(token, '99', true),
      fails('not-found')
    );
    // Its ids are numbers; anything else is an error to it.
    await assert.rejects(gateway.getReceived(token, 'Δ'), fails('failed'));
  });
  await t.test('shows nothing to anybody else', async () => {
    const other = await gateway.authenticate(basic(people.einstein));
    assert.deepEqual(await gateway.listReceived(other), []);
    const { id } = await found('results');
    await assert.rejects(gateway.getReceived(other, id), fails('not-found'));
    await assert.rejects(
      gateway.setState(other, id, 'rejected'),
      fails('not-found')
    );
    assert.equal((await gateway.getReceived(token, id)).state, 'accepted');
  });
  await t.test('refuses wrong names, passwords and tokens', async () => {
    const { type, clientId } = basic(people.marie);
    for (const login of [
      { type, clientId, clientSecret: 'wrong' },
      { type, clientId: 'nobody', clientSecret: 'wrong' }
    ]) {
      await assert.rejects(gateway.authenticate(login), fails('login-refused'));
    }
    await assert.rejects(
      gateway.listReceived('not.a.token'),
      fails('login-refused')
    );
  });
  await t.test('is no gateway where its web pages are', async () => {
    const pages = new Gateway({ address: sites.b.host, tls: false });
    await assert.rejects(pages.listReceived(token), fails('broken-answer'));
    await pages.close();
  });
  await t.test('is not there once it has stopped', async () => {
    await sites.b.stop();
    await assert.rejects(gateway.listReceived(token), fails('unreachable'));
  });
});

test('a login that ends, by our client', { skip }, async t => {
  const { sites } = await startSites(t, { tokenLife: 2 });
  const gateway = new Gateway({ address: sites.b.gateway, tls: false });
  t.after(() => gateway.close());
  const token = await gateway.authenticate(basic(people.marie));
  assert.deepEqual(await gateway.listReceived(token), []);
  const ends = Date.now() + 10_000;
  let refused: unknown = null;
  while (refused === null && Date.now() < ends) {
    await setTimeout(200);
    refused = await gateway.listReceived(token).then(
      () => null,
      (error: unknown) => error
    );
  }
  assert.ok(fails('login-refused')(refused));
  // Changes, too, and not as failures that one may try again.
  await assert.rejects(
    gateway.setState(token, '1', 'accepted'),
    fails('login-refused')
  );
  const next = await gateway.authenticate(basic(people.marie));
  assert.deepEqual(await gateway.listReceived(next), []);
});

function basic({ username, password }: Person): {
  type: string;
  clientId: string;
  clientSecret: string;
} {
  return { type: 'basic', clientId: username, clientSecret: password };
}

function fails(code: GatewayError['code']): (error: unknown) => true {
  return error => {
    assert.ok(error instanceof GatewayError, String(error));
    assert.equal(error.code, code, String(error.cause));
    return true;
  };
}
