/**
 * CERNBox at a real Reva, on the way to which everything goes wrong: what is
 * known stays, what was decided is told afterwards, and a sentence says what
 * is the matter.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Share } from 'sciencemesh-contract';

import { Gateway } from '../../companion/src/cs3/gateway.ts';
import { startGatewayServer } from '../../companion/src/cs3/testing/gateway-server.ts';
import { RequestProblem } from '../../companion/src/http/problem.ts';
import type { AccountProvider } from '../../companion/src/providers/account-provider.ts';
import { FaultProxy, type Fault } from '../faults/index.ts';
import { people } from './index.ts';
import { cernboxOfMarie } from './testing/cernbox.ts';
import { Entrance, type Passage } from './testing/entrance.ts';
import { skip } from './testing/scene.ts';
import { startSites } from './testing/sites.ts';

/** What marie has, by name; how it is before, and what she decides. */
const shares = {
  'folder to accept': ['pending', 'accepted'],
  'folder to decline': ['accepted', 'declined'],
  'folder to put back': ['accepted', 'pending'],
  'package to accept': ['pending', 'accepted'],
  'package to decline': ['pending', 'declined'],
  'package to put back': ['accepted', 'pending']
} as const;
const toHide = 'folder to hide';
const stuck = 'package that is stuck';
const names = [...Object.keys(shares), toHide, stuck].sort();
/** Reva reads texts only as addresses, and gives up without a word. */
const unreadable = {
  '@graph': [
    { '@id': './', '@type': 'Dataset', hasPart: [{ '@id': 'data.csv' }] },
    {
      '@id': 'data.csv',
      '@type': 'File',
      url: 'http://127.0.0.1:9/data.csv',
      contentSize: 10
    }
  ]
};
const crate = { '@graph': [{ '@id': './', '@type': 'Dataset' }] };

const page = '<!doctype html><title>Down for maintenance</title>';

/** What goes wrong with each request, while nobody is at the gateway. */
const httpFaults: Record<string, Fault | Passage> = {
  'nobody listens': 'refuse',
  'a reset before the answer': { type: 'reset-before' },
  'a reset in the middle of the answer': { type: 'reset-answer' },
  'an answer that is lost': { type: 'lost-answer' },
  'an answer that stalls': { type: 'stall' },
  'no answer': { type: 'silence' },
  'truncated JSON': { type: 'truncate' },
  'status 500': { type: 'status', status: 500 },
  'status 502': { type: 'status', status: 502 },
  'status 503': { type: 'status', status: 503 },
  'a page with status 200': {
    type: 'status',
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: page
  },
  'JSON that is no list': { type: 'status', status: 200, body: '{}' },
  'a linked account': { type: 'status', status: 409 },
  'a login that is never taken': { type: 'status', status: 401 }
};

const gatewayFaults: Record<string, Passage | 'unavailable' | 'unknown'> = {
  'nobody listens': 'refuse',
  'a reset': 'reset',
  'an answer that stalls': 'stall',
  'another server': 'garbage',
  UNAVAILABLE: 'unavailable',
  UNAUTHENTICATED: 'unknown'
};

test('marie on a bad day', { skip }, async t => {
  const scene = await startScene(t);
  for (const [name, fault] of Object.entries(httpFaults)) {
    await t.test(`over HTTP: ${name}`, async t => {
      const { provider, end } = await scene.cernbox(t);
      await provider.refresh();
      assert.equal(provider.info().state, 'ready');
      // Documents come in their own time.
      await until(async () =>
        (await provider.list({})).every(
          share => share.kind !== 'package' || share.package !== null
        )
      );
      const before = await known(provider);
      await scene.gateway.become('refuse');
      await scene.breakHttp(fault);

      await provider.refresh();
      assert.deepEqual(await known(provider), before);
      tellsWhatToDo(provider);
      await decides(provider);
      const share = await named(provider, toHide);
      await saysWhy(provider.change(share.id, { hidden: true }));
      const copied = await named(provider, stuck);
      await saysWhy(provider.setBack(copied.id));
      assert.equal((await named(provider, stuck)).copying, true);
      const sent = await named(provider, 'package to accept');
      assert.deepEqual(
        JSON.parse((await provider.crate(sent.id)) ?? ''),
        crate
      );
      await provider.refresh();
      await showsDecisions(provider);
      tellsWhatToDo(provider);

      await scene.mend();
      await end();
    });
  }
  for (const [name, fault] of Object.entries(gatewayFaults)) {
    await t.test(`at the gateway: ${name}`, async t => {
      const { provider, end } = await scene.cernbox(t);
      await scene.gateway.become(await scene.passageOf(fault));

      await provider.refresh();
      const now = Object.keys(await known(provider));
      assert.deepEqual(now, names);
      await until(async () => provider.info().state === 'limited');
      tellsWhatToDo(provider);
      const sent = await named(provider, 'package to accept');
      await saysWhy(provider.crate(sent.id));
      const share = await named(provider, toHide);
      assert.equal(
        (await provider.change(share.id, { hidden: true }))?.hidden,
        true
      );
      await provider.change(share.id, { hidden: false });
      await decides(provider);
      await provider.refresh();
      await showsDecisions(provider);

      await scene.mend();
      await end();
    });
  }
});

/** Two sites, and ways to the second one that can be broken. */
async function startScene(test: TestContext) {
  const { sites, marie } = await startSites(test);
  const proxy = await FaultProxy.start(sites.b.url);
  test.after(() => proxy.stop());
  const http = await Entrance.start(test, proxy.url);
  const gateway = await Entrance.start(test, sites.b.gateway);
  const direct = new Gateway({ address: sites.b.gateway, tls: false });
  test.after(() => direct.close());
  const token = await direct.authenticate({
    type: 'basic',
    clientId: people.marie.username,
    clientSecret: people.marie.password
  });
  for (const name of names) {
    await (name.startsWith('folder')
      ? sites.shareFolder({ name })
      : sites.sendPackage({
          name,
          crate: name === stuck ? unreadable : crate
        }));
  }
  const ids = new Map<string, string>();
  for (const name of names) {
    ids.set(name, (await sites.received(name)).id);
  }
  const refusing = async (code: number) => {
    const refuse = (_: unknown, answer: (error: object) => void) =>
      answer({ code, details: 'no' });
    const { port } = await startGatewayServer(test, {
      GetReceivedOCMShare: refuse,
      UpdateReceivedOCMShare: refuse
    });
    return { to: port };
  };
  const others = {
    unavailable: await refusing(14),
    unknown: await refusing(16)
  };

  /** What Reva itself says that was decided. */
  const states = async () => {
    const received = await direct.listReceived(token);
    return Object.fromEntries(
      Object.keys(shares).map(name => {
        const found = received.find(({ id }) => id === ids.get(name));
        const state = found?.state;
        return [name, state === 'rejected' ? 'declined' : state];
      })
    );
  };
  const reset = async () => {
    for (const [name, [state]] of Object.entries(shares)) {
      await direct.setState(token, ids.get(name) ?? '', state);
    }
    await direct.setHidden(token, ids.get(toHide) ?? '', false);
    const query = `share_id=${ids.get(stuck)}&process=true&destination=/stuck`;
    await direct.setState(token, ids.get(stuck) ?? '', 'pending');
    await marie('POST', `/sciencemesh/process-embedded-share?${query}`);
  };
  const mend = async () => {
    proxy.choose = () => null;
    await http.mend();
    await gateway.mend();
  };

  return {
    gateway,
    mend,
    breakHttp: async (fault: Fault | Passage) => {
      if (typeof fault === 'object' && 'type' in fault) {
        proxy.choose = () => fault;
      } else {
        await http.become(fault);
      }
    },
    passageOf: async (fault: (typeof gatewayFaults)[string]) =>
      fault === 'unavailable' || fault === 'unknown' ? others[fault] : fault,
    /** One that knows nothing yet. */
    cernbox: async (t: TestContext) => {
      await mend();
      await reset();
      const { cernbox, store, troubles } = await cernboxOfMarie(
        t,
        { url: `http://${http.host}`, gateway: gateway.host },
        {},
        {
          outbound: { timeoutSeconds: 0.3, idleSeconds: 0.3 },
          patience: { wait: 100, pause: 100, gatewaySeconds: 0.3 }
        }
      );
      const { provider } = cernbox;
      const owner = { source: 'cernbox', user: people.marie.id };
      const isOver = async () => {
        await provider.refresh();
        return (
          provider.info().state === 'ready' &&
          store.listedShares.owed(owner).length === 0
        );
      };
      /** Everything is well again, here and there. */
      const end = async () => {
        await until(isOver);
        const decided = Object.fromEntries(
          Object.entries(shares).map(([name, [, state]]) => [name, state])
        );
        assert.deepEqual(await states(), decided);
        assert.ok(await isOver());
        assert.deepEqual(await states(), decided);
        await showsDecisions(provider);
        assert.deepEqual(Object.keys(await known(provider)), names);
        const { id } = await named(provider, toHide);
        const hidden = await provider.change(id, { hidden: true });
        assert.equal(hidden?.hidden, true);
        const one = await named(provider, stuck);
        // It may be that only the answer was lost.
        const back = one.copying ? await provider.setBack(one.id) : one;
        assert.deepEqual([back?.copying, back?.state], [false, 'pending']);
        const sent = await named(provider, 'package to accept');
        assert.deepEqual(
          JSON.parse((await provider.crate(sent.id)) ?? ''),
          crate
        );
        assert.deepEqual(troubles, []);
      };
      return { provider, end };
    }
  };
}

/** What is listed, with its state; all of it is still shared. */
async function known(
  provider: AccountProvider
): Promise<Record<string, string>> {
  const listed = await provider.list({ filter: 'all' });
  assert.ok(listed.every(({ withdrawnAt }) => withdrawnAt === null));
  assert.equal((await provider.spaces()).length, 1);
  return Object.fromEntries(
    listed
      .map(({ name, state }) => [name, state] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1))
  );
}

async function named(provider: AccountProvider, name: string): Promise<Share> {
  const listed = await provider.list({ filter: 'all' });
  const share = listed.find(one => one.name === name);
  assert.ok(share, name);
  return share;
}

/** Decides all at once, and is shown it at once. */
async function decides(provider: AccountProvider): Promise<void> {
  await Promise.all(
    Object.entries(shares).map(async ([name, [, state]]) => {
      const { id } = await named(provider, name);
      assert.equal((await provider.change(id, { state }))?.state, state);
    })
  );
}

async function showsDecisions(provider: AccountProvider): Promise<void> {
  const now = await known(provider);
  for (const [name, [, state]] of Object.entries(shares)) {
    assert.equal(now[name], state, name);
  }
}

function tellsWhatToDo(provider: AccountProvider): void {
  const { advice, message, state } = provider.info();
  assert.notEqual(state, 'ready');
  assert.match(message ?? '', /^[A-Z1-9].*\.$/);
  assert.match(advice ?? '', /^[A-Z].*\.$/);
}

/** Whoever asked is told what is the matter, and that it may pass. */
async function saysWhy(asked: Promise<unknown>): Promise<void> {
  await assert.rejects(
    asked,
    (error: Error) =>
      error instanceof RequestProblem &&
      error.status === 503 &&
      /\. [A-Z].*\.$/.test(error.message)
  );
}

/** @throws when it takes too long */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 8000;
  while (!(await isSo())) {
    assert.ok(performance.now() < end, 'it takes too long');
    await setTimeout(50);
  }
}
