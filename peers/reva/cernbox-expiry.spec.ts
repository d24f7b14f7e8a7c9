/**
 * The login of marie at a real Reva ends while something is done: it goes on
 * with a new one, or waits for it.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { CernboxConfig, OutboxList, Provider } from 'sciencemesh-contract';

import { Gateway } from '../../companion/src/cs3/gateway.ts';
import { startCompanion } from '../../companion/src/ocm/testing/companion.ts';
import type { AccountProvider } from '../../companion/src/providers/account-provider.ts';
import { FaultProxy } from '../faults/index.ts';
import { people } from './index.ts';
import type { Sites } from './index.ts';
import { cernboxOfMarie, configOfMarie, loopback } from './testing/cernbox.ts';
import { Drive } from './testing/drive.ts';
import { Entrance } from './testing/entrance.ts';
import { skip } from './testing/scene.ts';
import { startSites } from './testing/sites.ts';

const owner = { source: 'cernbox', user: people.marie.id };
const crate = { '@graph': [{ '@id': './', '@type': 'Dataset' }] };

/** A proxy that counts how often somebody signs in. */
async function startProxy(test: TestContext, url: string) {
  const proxy = await FaultProxy.start(url);
  test.after(() => proxy.stop());
  const asked: string[] = [];
  proxy.choose = (method, path) => {
    asked.push(`${method} ${path}`);
    return null;
  };
  return { proxy, asked, signIns: () => asked.filter(isSignIn).length };
}

function isSignIn(line: string): boolean {
  return line.endsWith('/graph/v1.0/me');
}

async function idOf(provider: AccountProvider, name: string): Promise<string> {
  const listed = await provider.list({ filter: 'all' });
  const share = listed.find(one => one.name === name);
  assert.ok(share, name);
  return share.id;
}

test('ten things are under way when the login ends', { skip }, async t => {
  const life = 3;
  const { sites } = await startSites(t, { tokenLife: life });
  for (const name of ['one', 'two', 'three']) {
    await sites.shareFolder({ name });
    await sites.sendPackage({ name: `package ${name}`, crate });
  }
  const { proxy, signIns } = await startProxy(t, sites.b.url);
  const gateway = await Entrance.start(t, sites.b.gateway);
  const site = { url: proxy.url, gateway: gateway.host };
  const { cernbox, store, troubles } = await cernboxOfMarie(t, site);
  const { provider } = cernbox;
  await provider.refresh();
  assert.equal(signIns(), 1);
  await sites.sendPackage({ name: 'package four', crate });
  const told: string[] = [];
  provider.onInfo(({ state }) => told.push(state));

  // It is taken when it is sent, and has ended when it arrives.
  const late = life * 1000 + 100;
  proxy.latency = late;
  await gateway.become({ late });
  const change = async (name: string, to: object) =>
    provider.change(await idOf(provider, name), to);
  const all = [
    change('one', { state: 'accepted' }),
    change('two', { state: 'declined' }),
    change('three', { hidden: true }),
    change('one', { hidden: true }),
    change('package one', { state: 'accepted' }),
    change('package two', { state: 'declined' }),
    change('package three', { hidden: true }),
    change('two', { hidden: true }),
    change('package one', { hidden: true }),
    // A new package with its document, and all that is listed.
    provider.refresh()
  ];
  await setTimeout(late - 200);
  proxy.latency = 0;
  await Promise.all(all);
  const four = await idOf(provider, 'package four');
  assert.deepEqual(JSON.parse((await provider.crate(four)) ?? ''), crate);
  assert.equal(signIns(), 2);

  await until(async () => {
    await provider.refresh();
    return store.listedShares.owed(owner).length === 0;
  });
  const listed = await provider.list({ filter: 'all' });
  assert.deepEqual(
    listed
      .map(({ hidden, name, state }) => `${name}: ${state} ${String(hidden)}`)
      .sort(),
    [
      'one: accepted true',
      'package four: pending false',
      'package one: accepted true',
      'package three: pending true',
      'package two: declined false',
      'three: pending true',
      'two: declined true'
    ]
  );
  assert.ok(!told.includes('signed-out') && !told.includes('unreachable'));
  assert.equal(provider.info().state, 'ready');
  assert.deepEqual(troubles, []);
});

test('the login is refused once in the middle', { skip }, async t => {
  const { sites } = await startSites(t);
  const names = ['a folder', 'another folder'];
  for (const name of names) {
    await sites.shareFolder({ name });
    await sites.sendPackage({ name: `package of ${name}`, crate });
  }
  const { proxy } = await startProxy(t, sites.b.url);
  const { cernbox, store, troubles } = await cernboxOfMarie(
    t,
    { url: proxy.url, gateway: '' },
    { gateway: undefined }
  );
  const { provider } = cernbox;
  await provider.refresh();
  const told: string[] = [];
  provider.onInfo(({ state }) => told.push(state));
  const change = async (name: string, to: object) =>
    provider.change(await idOf(provider, name), to);
  const sharedWithMe = '/sharedWithMe';
  const ocs = '/shares?';
  const packages = '/embedded-shares';
  const [folder = '', other = ''] = names;

  // What is refused, how often, and what is done.
  for (const [path, refusals, work] of [
    [sharedWithMe, 1, () => provider.refresh()],
    [ocs, 1, () => provider.refresh()],
    [packages, 1, () => provider.refresh()],
    ['', 3, () => provider.refresh()],
    ['/shares/pending/', 1, () => change(folder, { state: 'accepted' })],
    ['/shares/pending/', 1, () => change(other, { state: 'declined' })],
    ['/items/', 1, () => change(folder, { hidden: true })],
    ['/items/', 1, () => change(folder, { hidden: false })],
    [
      '/process-embedded-share',
      1,
      () => change(`package of ${folder}`, { state: 'accepted' })
    ],
    // The list that says what came of it.
    [packages, 1, () => change(`package of ${folder}`, { state: 'pending' })],
    [
      '/shares/pending/',
      1,
      () => change(`package of ${other}`, { state: 'declined' })
    ]
  ] as const) {
    let left: number = refusals;
    let signIns = 0;
    proxy.choose = (_, asked) => {
      if (isSignIn(asked)) {
        signIns += 1;
        return null;
      }
      return asked.includes(path) && left-- > 0
        ? { type: 'status', status: 401 }
        : null;
    };
    await work();
    await provider.refresh();
    assert.ok(left <= 0, `nothing was refused at ${path}`);
    assert.equal(signIns, 1, path);
    assert.deepEqual(store.listedShares.owed(owner), []);
  }
  const listed = await provider.list({ filter: 'all' });
  assert.deepEqual(
    listed.map(({ name, state }) => `${name}: ${state}`).sort(),
    [
      'a folder: accepted',
      'another folder: declined',
      'package of a folder: pending',
      'package of another folder: declined'
    ]
  );
  assert.deepEqual(told, []);
  assert.deepEqual(troubles, []);
});

test('the file with the login is old, and then new', { skip }, async t => {
  const { sites } = await startSites(t, { tokenLife: 4 });
  await sites.shareFolder({ name: 'spectra' });
  const login = await startLogin(t, sites.b);
  await login.renew();
  const { cernbox, store, troubles } = await cernboxOfMarie(
    t,
    sites.b,
    { credential: login.credential },
    { patience: { pause: 50, wait: 50 } }
  );
  const { provider } = cernbox;
  await provider.refresh();
  assert.equal(provider.info().state, 'ready');
  const told: string[] = [];
  provider.onInfo(({ state }) => told.push(state));

  await setTimeout(4100);
  const id = await idOf(provider, 'spectra');
  for (let look = 0; look < 5; look += 1) {
    await provider.refresh();
    await setTimeout(60);
  }
  const decided = await provider.change(id, { state: 'accepted' });
  assert.equal(decided?.state, 'accepted');
  await provider.refresh();
  assert.deepEqual(told, ['signed-out']);
  assert.match(provider.info().advice ?? '', /Sign in again/);
  assert.equal((await provider.list({})).length, 1);
  assert.equal(store.listedShares.owed(owner).length, 1);

  await login.renew();
  const renewed = performance.now();
  await until(
    async () =>
      provider.info().state === 'ready' &&
      store.listedShares.owed(owner).length === 0
  );
  assert.ok(performance.now() - renewed < 3000, 'it takes too long');
  assert.deepEqual(told, ['signed-out', 'ready']);
  assert.equal((await provider.get(id))?.state, 'accepted');
  assert.deepEqual(troubles, []);
});

test('a login that Reva does not take is told once', { skip }, async t => {
  const { sites } = await startSites(t);
  const { proxy } = await startProxy(t, sites.b.url);
  const login = await startLogin(t, sites.b);
  await login.renew();
  const { cernbox } = await cernboxOfMarie(
    t,
    { url: proxy.url, gateway: sites.b.gateway },
    { credential: login.credential },
    { patience: { pause: 20 } }
  );
  const { provider } = cernbox;
  const told: string[] = [];
  await provider.refresh();
  provider.onInfo(({ state }) => told.push(state));
  proxy.choose = () => ({ type: 'status', status: 401 });
  for (let look = 0; look < 8; look += 1) {
    await provider.refresh();
    await setTimeout(30);
  }
  assert.deepEqual(told, ['signed-out']);
  proxy.choose = () => null;
  await provider.refresh();
  assert.deepEqual(told, ['signed-out', 'ready']);
});

test('what is saved while signed out goes out later', { skip }, async t => {
  const { sites } = await startSites(t, { tokenLife: 6 });
  await sites.shareFolder({
    name: 'results',
    role: 'editor',
    files: { 'run.txt': '0' }
  });
  const login = await startLogin(t, sites.b);
  await login.renew();
  const companion = await startCompanion(t, {
    config: {
      cernbox: await configOfMarie(t, sites.b, {
        credential: login.credential,
        pollSeconds: 1
      }),
      outbound: loopback
    }
  });
  const drive = new Drive({
    companion: { listen: companion.app.addresses.listen } as never,
    find: async (provider, providerId) =>
      (await companion.shares()).find(
        share => share.provider === provider && share.providerId === providerId
      )
  });
  const state = async () => {
    const { body } = await drive.ask('GET', '/api/providers');
    const { items } = JSON.parse(body) as { items: Provider[] };
    return items.find(({ id }) => id === 'cernbox')?.state;
  };
  const waiting = async () => {
    const { body } = await drive.ask('GET', '/api/outbox');
    return (JSON.parse(body) as OutboxList).items;
  };
  const there = async () =>
    (await sites.a.files('GET', '/results/run.txt')).text();

  await until(async () => (await companion.shares()).length === 1);
  const [share] = await companion.shares();
  assert.ok(share);
  const name = await drive.accept(share.provider, share.providerId);
  const path = `${name}/run.txt`;
  assert.equal((await drive.read(path)).body, '0');
  const first = await drive.save(path, '1');
  assert.ok(first.status < 300, first.body);
  assert.equal(await there(), '1');

  await until(async () => {
    await companion.api('/api/providers/cernbox/refresh', 'POST');
    return (await state()) === 'signed-out';
  });
  const held = await drive.save(path, '2');
  assert.ok(held.status < 300, held.body);
  assert.equal(await there(), '1');
  assert.deepEqual(
    (await waiting()).map(one => [one.path, one.state]),
    [[path, 'waiting']]
  );
  assert.equal((await drive.read(path)).body, '2');

  await login.renew();
  await until(async () => (await waiting()).length === 0);
  assert.equal(await there(), '2');
  assert.equal((await drive.read(path)).body, '2');
  assert.equal(await state(), 'ready');
});

/** A file that somebody keeps marie's login in, as in SWAN. */
async function startLogin(
  test: TestContext,
  { gateway: address }: Pick<Sites['b'], 'gateway'>
): Promise<{
  credential: CernboxConfig['credential'];
  renew: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'login-'));
  const gateway = new Gateway({ address, tls: false });
  test.after(async () => {
    await gateway.close();
    await rm(folder, { recursive: true });
  });
  const path = join(folder, 'token');
  return {
    credential: { kind: 'token-file', path },
    renew: async () => {
      const token = await gateway.authenticate({
        type: 'basic',
        clientId: people.marie.username,
        clientSecret: people.marie.password
      });
      await writeFile(`${path}.new`, token, { mode: 0o600 });
      await rename(`${path}.new`, path);
    }
  };
}

/** @throws when it takes too long */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 12_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < end, 'it takes too long');
    await setTimeout(50);
  }
}
