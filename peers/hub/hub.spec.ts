/**
 * The login that a real JupyterHub keeps, read as `cernbox.credential` says,
 * with the environment that the Hub gives to the server of a person.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { ProviderList } from 'sciencemesh-contract';

import { CredentialError } from '../../companion/src/cernbox/credential-error.ts';
import { credentialSource } from '../../companion/src/cernbox/credentials.ts';
import type { CredentialSource } from '../../companion/src/cernbox/credentials.ts';
import { hubSource } from '../../companion/src/cernbox/hub.ts';
import { people } from '../reva/index.ts';
import { configOfMarie } from '../reva/testing/cernbox.ts';
import { startNode } from '../reva/testing/node.ts';
import { skip as skipReva } from '../reva/testing/scene.ts';
import { startSites } from '../reva/testing/sites.ts';
import { findHub, Hub } from './index.ts';
import type { HubSettings, ServerEnvironment } from './index.ts';

const found = await findHub();
const skip = 'missing' in found ? found.missing : false;

const scope = ['admin:auth_state!user'];
/** After which a login is renewed when it is asked for. */
const renewal = 1100;

test('the login that JupyterHub 6.1 keeps', { skip }, async t => {
  const hub = await startHub(t);
  await hub.decide('marie', {
    access_token: 'first',
    exchanged_tokens: { 'cernbox-service': 'for-CERNBox' }
  });
  await hub.login('marie');
  let environment = await hub.spawn('marie');
  const read = () => once(environment);

  await t.test('is read with what the Hub gives a server', async () => {
    assert.deepEqual(await read(), { kind: 'bearer', token: 'first' });
    assert.deepEqual(
      await once(environment, 'exchanged_tokens/cernbox-service'),
      {
        kind: 'bearer',
        token: 'for-CERNBox'
      }
    );
    assert.equal(environment['JUPYTERHUB_USER'], 'marie');
  });
  await t.test('is told by the name alone (issue 5103)', async () => {
    const own = await asServer(environment, '/user');
    assert.equal(own.status, 200);
    assert.equal(own.value['auth_state'], null);
    const { value } = await asServer(environment, '/users/marie');
    assert.deepEqual(Object.keys(value['auth_state'] ?? {}), [
      'access_token',
      'exchanged_tokens'
    ]);
  });
  await t.test('belongs to nobody else', async () => {
    await hub.decide('einstein', { access_token: 'of-einstein' });
    await hub.login('einstein');
    const { status, text } = await asServer(environment, '/users/einstein');
    assert.equal(status, 404);
    assert.doesNotMatch(text, /of-einstein/);
  });
  await t.test('is another one once the Hub has renewed it', async st => {
    let now = 0;
    const source = hubSource({ key: 'access_token' }, environment, () => now);
    st.after(() => source.close());
    const first = await source.read();
    await hub.decide('marie', { access_token: 'second' });
    await setTimeout(renewal);
    assert.equal(await source.read(), first);
    now = 5001;
    const second = await source.read(undefined, first);
    assert.deepEqual(second, { kind: 'bearer', token: 'second' });
    await hub.decide('marie', { access_token: 'third' });
    await setTimeout(renewal);
    now += 60_001;
    assert.deepEqual(await source.read(), { kind: 'bearer', token: 'third' });
  });
  await t.test('is told on when it cannot be renewed', async () => {
    await hub.decide('marie', null);
    await setTimeout(renewal);
    assert.deepEqual(await read(), { kind: 'bearer', token: 'third' });
  });
  await t.test(
    'is missing while the Hub is away, and back with it',
    async st => {
      await hub.decide('marie', { access_token: 'fourth' });
      let now = 0;
      const source = hubSource({ key: 'access_token' }, environment, () => now);
      st.after(() => source.close());
      await hub.close();
      await assert.rejects(source.read(), {
        name: 'CredentialError',
        message: 'JupyterHub does not say who is signed in.',
        isPassing: true
      });
      await hub.open({ strict: true });
      // It is not asked again at once.
      now = 5001;
      assert.deepEqual(await source.read(), {
        kind: 'bearer',
        token: 'fourth'
      });
    }
  );
  await t.test('ends with the strict: sign in again', async () => {
    await hub.decide('marie', null);
    await setTimeout(renewal);
    assert.equal((await asServer(environment, '/user')).status, 403);
    await assert.rejects(read(), isMissing);
    await hub.decide('marie', { access_token: 'fifth' });
    assert.deepEqual(await read(), { kind: 'bearer', token: 'fifth' });
  });
  await t.test('is not told where the person lacks the scope', async st => {
    await reopen(hub, { scopes: { user: [], server: scope } });
    await assert.rejects(read(), isMissing, 'started with it');
    const einstein = await hub.spawn('einstein');
    await assert.rejects(once(einstein), isMissing, 'started without');
    await st.test('nor later, before the server is started again', async () => {
      await reopen(hub, { scopes: { user: scope, server: [] } });
      await assert.rejects(once(einstein), isMissing);
    });
  });
  await t.test('is told to servers started with the scope', async () => {
    // The role of servers has lost it since.
    assert.deepEqual(await read(), { kind: 'bearer', token: 'fifth' });
    await hub.despawn('marie');
    environment = await hub.spawn('marie');
    await assert.rejects(read(), isMissing);
  });
  await t.test('is nowhere without auth_state', async () => {
    await reopen(hub, { authState: false });
    await hub.login('marie');
    await hub.despawn('marie');
    environment = await hub.spawn('marie');
    const { value } = await asServer(environment, '/users/marie');
    assert.equal(value['auth_state'], null);
    await assert.rejects(read(), isMissing);
  });
  await t.test('is not told to a server that has ended', async () => {
    await hub.despawn('marie');
    assert.equal((await asServer(environment, '/user')).status, 403);
    await assert.rejects(read(), isMissing);
  });
});

test(
  'marie is at CERNBox with the login of JupyterHub',
  { skip: skip || skipReva },
  async t => {
    const [hub, { sites }] = await Promise.all([startHub(t), startSites(t)]);
    await hub.decide('marie', { access_token: 'of-no-use-at-CERNBox' });
    await hub.login('marie');
    const environment = await hub.spawn('marie');
    await sites.shareFolder({ name: 'results' });
    const node = await startNode(
      t,
      {
        cernbox: await configOfMarie(t, sites.b, {
          credential: { kind: 'hub' },
          pollSeconds: 1
        })
      },
      environment
    );
    const cernbox = async () => {
      const answer = await node.companion.api('/api/providers');
      const { items } = (await answer.json()) as ProviderList;
      return items.find(({ id }) => id === 'cernbox');
    };

    await t.test('a login that is not taken is told as such', async () => {
      await until(async () => (await cernbox())?.state === 'signed-out');
      const message = (await cernbox())?.message ?? '';
      assert.match(message, /has ended, or was not taken/);
    });
    await t.test(
      'once the Hub has renewed it, her shares are listed',
      async () => {
        await hub.decide('marie', {
          access_token: await sites.b.login(people.marie)
        });
        await until(async () => (await cernbox())?.state === 'ready');
        const share = await until(async () =>
          (await node.companion.shares()).find(({ name }) => name === 'results')
        );
        assert.equal(share.source, 'cernbox');
        assert.equal(
          share.sender.address,
          `${people.einstein.id}@${sites.a.host}`
        );
      }
    );
    await t.test('a Hub that is away for a while ends nothing', async () => {
      await hub.close();
      assert.equal((await cernbox())?.state, 'ready');
    });
    await t.test('its token is in no answer and no line of a log', async () => {
      const token = environment['JUPYTERHUB_API_TOKEN'] ?? '';
      assert.ok(token);
      assert.ok(!JSON.stringify(await cernbox()).includes(token));
      assert.ok(!node.companion.log.join('\n').includes(token));
    });
  }
);

async function startHub(t: TestContext): Promise<Hub> {
  const hub = await Hub.start();
  t.after(() => hub.stop());
  return hub;
}

async function reopen(hub: Hub, settings: HubSettings): Promise<void> {
  await hub.close();
  await hub.open(settings);
}

function sourceOf(
  environment: ServerEnvironment,
  key = 'access_token'
): CredentialSource {
  return credentialSource({ kind: 'hub', key }, environment);
}

/** Reads what nobody has asked for before. */
async function once(environment: ServerEnvironment, key?: string) {
  const source = sourceOf(environment, key);
  try {
    return await source.read();
  } finally {
    await source.close();
  }
}

/** What the Hub answers to the server of a person. */
async function asServer(
  { JUPYTERHUB_API_TOKEN: token, JUPYTERHUB_API_URL: api }: ServerEnvironment,
  path: string
) {
  const answer = await fetch(`${api}${path}`, {
    headers: { authorization: `token ${token}` }
  });
  const text = await answer.text();
  const value = JSON.parse(text) as Record<string, object | null>;
  return { status: answer.status, text, value };
}

function isMissing(error: unknown): true {
  assert.ok(error instanceof CredentialError);
  assert.equal(
    error.message,
    'JupyterHub keeps no "access_token" of the login.'
  );
  assert.match(
    error.advice,
    /^Sign out there and in again\..*admin:auth_state!user/
  );
  assert.equal(error.isPassing, false);
  return true;
}

async function until<T>(look: () => Promise<T>): Promise<NonNullable<T>> {
  const end = Date.now() + 30_000;
  for (;;) {
    const seen = await look();
    if (seen) {
      return seen;
    }
    assert.ok(Date.now() < end, 'not seen in time');
    await setTimeout(200);
  }
}
