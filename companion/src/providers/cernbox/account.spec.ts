import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { OK, startGatewayServer } from '../../cs3/testing/gateway-server.ts';
import type { Gateway } from '../../cs3/gateway.ts';
import type { Session } from '../../cernbox/session.ts';
import type { AccountProvider } from '../account-provider.ts';
import { CernboxAccount } from './account.ts';
import {
  DRIVES,
  GRAPH,
  graphShare,
  ME,
  OCS,
  ocs,
  ocsShare,
  PACKAGES,
  playSite,
  PROCESS,
  type PlayedSite
} from './testing/site.ts';

const OWNER = { source: 'cernbox', user: 'marie' };
const FAILED = { status: { code: 'CODE_INTERNAL' } };

/** One folder and one package, as every list of the site says. */
function share({ answers }: PlayedSite): void {
  answers[GRAPH] = { value: [graphShare('1', 'spectra')] };
  answers[OCS] = ocs([ocsShare('1', 'spectra')]);
  answers[PACKAGES] = {
    value: [graphShare('2', 'package')],
    state: { 2: 'pending' }
  };
}

function takeAway({ answers }: PlayedSite): void {
  answers[GRAPH] = { value: [] };
  answers[OCS] = ocs([]);
  answers[PACKAGES] = { value: [], state: {} };
}

async function all(provider: AccountProvider) {
  return (await provider.list({ filter: 'all' })).sort((one, other) =>
    one.providerId < other.providerId ? -1 : 1
  );
}

async function withdrawn(provider: AccountProvider): Promise<boolean[]> {
  return (await all(provider)).map(({ withdrawnAt }) => withdrawnAt !== null);
}

async function looks(provider: AccountProvider, times: number) {
  for (let look = 0; look < times; look += 1) {
    await provider.refresh();
  }
}

describe('lists of CERNBox', () => {
  it('stay while its share manager fails and says 200', async t => {
    let fails = true;
    const { address } = await startGatewayServer(t, {
      ListReceivedOCMShares: (_, answer) => answer(null, fails ? FAILED : OK)
    });
    const site = await playSite(t, { gateway: address });
    const { provider, troubles } = site;
    share(site);
    await provider.refresh();
    takeAway(site);
    await looks(provider, 6);
    assert.deepEqual(await withdrawn(provider), [false, false]);
    assert.equal(provider.info().state, 'limited');
    assert.ok(provider.info().advice);
    fails = false;
    await provider.refresh();
    assert.deepEqual(await withdrawn(provider), [true, true]);
    assert.deepEqual(troubles, []);
  });

  it('are believed to be empty after a while without a gateway', async t => {
    const site = await playSite(t);
    const { provider } = site;
    share(site);
    await provider.refresh();
    takeAway(site);
    await looks(provider, 2);
    assert.deepEqual(await withdrawn(provider), [false, false]);
    await provider.refresh();
    assert.deepEqual(await withdrawn(provider), [true, true]);
    share(site);
    await provider.refresh();
    assert.deepEqual(await withdrawn(provider), [false, false]);
  });

  it('are no lists when they say nothing of one', async t => {
    const site = await playSite(t);
    const { provider } = site;
    share(site);
    await provider.refresh();
    for (const answer of ['{}', '[]', '""', 'null', '<p>', '{"value":{}}']) {
      site.answers[GRAPH] = answer;
      site.answers[OCS] = answer;
      site.answers[PACKAGES] = answer;
      await looks(provider, 4);
      assert.deepEqual(await withdrawn(provider), [false, false], answer);
      assert.match(provider.info().message ?? '', /\.$/, answer);
    }
  });

  for (const status of [404, 405, 501]) {
    it(`are not gone with ${status} when they were there`, async t => {
      const site = await playSite(t);
      const { answers, provider } = site;
      share(site);
      // This site tells of federated shares in one list only.
      answers[OCS] = ocs([]);
      await provider.refresh();
      answers[GRAPH] = status;
      await looks(provider, 4);
      assert.deepEqual(await withdrawn(provider), [false, false]);
    });
  }

  it('may be one where the site has the other one off', async t => {
    const site = await playSite(t);
    const { answers, provider } = site;
    share(site);
    answers[GRAPH] = 404;
    await provider.refresh();
    assert.deepEqual(
      (await all(provider)).map(({ name, state }) => [name, state]),
      [
        ['spectra', 'pending'],
        ['package', 'pending']
      ]
    );
  });

  it('take nothing back that one of them does not tell', async t => {
    const site = await playSite(t);
    const { answers, provider, store } = site;
    share(site);
    await provider.refresh();
    const [folder] = await all(provider);
    assert.ok(folder);
    const place = store.listedShares.placeOf(folder.id);
    assert.ok(place);
    // Reva leaves them out, with 200, when it fails to read them.
    answers[GRAPH] = { value: [] };
    await provider.refresh();
    assert.equal(store.listedShares.placeOf(folder.id), place);
    assert.deepEqual((await all(provider))[0]?.protocols, ['webdav']);
  });

  it('are asked for without types, for those come back empty', async t => {
    const { asked, provider } = await playSite(t);
    await provider.refresh();
    const line = asked.find(one => one.includes(OCS)) ?? '';
    assert.match(line, /state=all/);
    assert.doesNotMatch(line, /share_types/);
  });

  it('lead to files under ids in BASE32', async t => {
    const site = await playSite(t);
    const id = 'F5XWG3JNOJSWGZLJOZSWILZR====';
    site.answers[GRAPH] = { value: [graphShare(id, 'spectra')] };
    await site.provider.refresh();
    const [folder] = await all(site.provider);
    assert.equal(
      site.store.listedShares.placeOf(folder?.id ?? ''),
      `/remote.php/dav/spaces/ocm-received$${encodeURIComponent(id)}`
    );
  });

  it('of ten thousand shares hold nobody up', async t => {
    const { answers, provider } = await playSite(t);
    const ids = Array.from({ length: 10_000 }, (_, index) => String(index));
    const text = (value: unknown) => Buffer.from(JSON.stringify(value));
    const named = (id: string) => `folder ${id}`;
    const list = (state: number) => {
      answers[OCS] = text(ocs(ids.map(id => ocsShare(id, named(id), state))));
    };
    list(1);
    answers[GRAPH] = text({ value: ids.map(id => graphShare(id, named(id))) });
    answers[PACKAGES] = text({
      value: ids.map(id => graphShare(id, `package ${id}`)),
      state: {}
    });
    // It tells how late a timer is: what blocks longer shows, and so does a
    // machine that is busy with something else, but not each time.
    const blocked = async () => {
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      await provider.refresh();
      delay.disable();
      return delay.max / 1e6;
    };
    const first = await blocked();
    const others: number[] = [];
    for (const state of [1, 0, 1, 0]) {
      list(state);
      others.push(await blocked());
    }
    assert.ok(first < 1000, `blocked for ${first} ms at first`);
    assert.ok(Math.min(...others) < 200, `blocked for ${others.join()} ms`);
    const states = (await provider.list({})).filter(
      ({ state }) => state === 'accepted'
    );
    assert.equal(states.length, 10_000);
  });
});

describe('decisions at CERNBox', () => {
  it('are kept while 200 is said and nothing is done', async t => {
    const site = await playSite(t);
    const { answers, provider, store } = site;
    share(site);
    answers[PROCESS] = '';
    await provider.refresh();
    const sent = (await all(provider)).find(({ kind }) => kind === 'package');
    assert.ok(sent);
    const decided = await provider.change(sent.id, { state: 'accepted' });
    assert.equal(decided?.state, 'accepted');
    await provider.refresh();
    assert.equal((await provider.get(sent.id))?.state, 'accepted');
    assert.equal(store.listedShares.owed(OWNER).length, 1);
    answers[PACKAGES] = {
      value: [graphShare('2', 'package')],
      state: { 2: 'accepted' }
    };
    await until(async () => {
      await provider.refresh();
      return store.listedShares.owed(OWNER).length === 0;
    });
    assert.equal((await provider.get(sent.id))?.state, 'accepted');
  });

  it('about what is gone hold up no list, and end with it', async t => {
    const site = await playSite(t);
    const { answers, provider, store } = site;
    share(site);
    await provider.refresh();
    const [folder] = await all(provider);
    assert.ok(folder);
    // What Reva says of a share that it does not have.
    answers[`${OCS}/pending/1`] = 500;
    await provider.change(folder.id, { state: 'accepted' });
    answers[GRAPH] = { value: [graphShare('3', 'another')] };
    answers[OCS] = ocs([ocsShare('3', 'another')]);
    await provider.refresh();
    await provider.refresh();
    assert.deepEqual(
      (await all(provider)).map(({ name, withdrawnAt }) => [
        name,
        withdrawnAt === null
      ]),
      [
        ['spectra', false],
        ['package', true],
        ['another', true]
      ]
    );
    assert.deepEqual(store.listedShares.owed(OWNER), []);
  });

  it('are no decisions of CERNBox when a page answers', async t => {
    const site = await playSite(t);
    const { answers, provider, store } = site;
    share(site);
    await provider.refresh();
    const [folder] = await all(provider);
    assert.ok(folder);
    answers[`${OCS}/pending/1`] = '<!doctype html><p>Sign in</p>';
    await provider.change(folder.id, { state: 'accepted' });
    await provider.refresh();
    assert.equal((await provider.get(folder.id))?.state, 'accepted');
    assert.equal(store.listedShares.owed(OWNER).length, 1);
  });

  it('wait for a linked account to be left', async t => {
    const site = await playSite(t);
    const { answers, provider, store } = site;
    share(site);
    await provider.refresh();
    const [folder] = await all(provider);
    assert.ok(folder);
    const { [ME]: me } = answers;
    answers[`${OCS}/pending/1`] = 409;
    answers[ME] = 409;
    await provider.change(folder.id, { state: 'accepted' });
    assert.equal(store.listedShares.owed(OWNER).length, 1);
    assert.equal((await provider.get(folder.id))?.state, 'accepted');
    const { advice, message, state } = provider.info();
    assert.equal(state, 'signed-out');
    assert.match(message ?? '', /linked to another/);
    assert.match(advice ?? '', /primary account/);
    answers[ME] = me;
  });
});

describe('the gateway of CERNBox', () => {
  it('costs few logins when it takes none', async t => {
    const refuse = (_: unknown, answer: (error: object) => void) =>
      answer({ code: 16, details: 'no' });
    const { address } = await startGatewayServer(t, {
      GetReceivedOCMShare: refuse
    });
    const site = await playSite(t, { gateway: address });
    share(site);
    await looks(site.provider, 10);
    const signIns = site.asked.filter(line => line.endsWith(ME)).length;
    assert.ok(signIns <= 2, `${signIns} sign-ins`);
    assert.match(site.provider.info().message ?? '', /not accept this login/);
  });

  it('is opened again where that has failed', async () => {
    let opened = 0;
    const account = new CernboxAccount({
      session: {
        as: () => ({ token: () => Promise.resolve('token') }) as never,
        close: () => Promise.resolve()
      } as Partial<Session> as Session,
      base: new URL('https://cernbox.example.org/'),
      label: 'CERNBox',
      gateway: {
        address: 'cernbox.example.org:9142',
        open: () => {
          opened += 1;
          return opened === 1
            ? Promise.reject(new Error('not yet'))
            : Promise.resolve({
                getReceived: () =>
                  Promise.resolve({
                    protocols: { embedded: { payload: '{"@graph":[]}' } }
                  }),
                close: () => Promise.resolve()
              } as unknown as Gateway);
        }
      }
    });
    const { signal } = new AbortController();
    await assert.rejects(account.as('marie').crate('1', signal), /not yet/);
    assert.equal(await account.as('marie').crate('1', signal), '{"@graph":[]}');
    await account.close();
  });
});

describe('spaces of CERNBox', () => {
  it('stay while they are not listed', async t => {
    const { answers, provider } = await playSite(t);
    answers[DRIVES] = {
      value: [{ id: 'eos$ABC', name: 'marie', driveType: 'personal' }]
    };
    await provider.refresh();
    answers[DRIVES] = 500;
    await looks(provider, 4);
    assert.equal((await provider.spaces()).length, 1);
  });
});

/** @throws when it takes too long */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 8000;
  while (!(await isSo())) {
    assert.ok(performance.now() < end, 'it takes too long');
    await setTimeout(20);
  }
}
