import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Share } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { openStore } from '../store/store.ts';
import { emptyFolder } from '../store/testing/folder.ts';
import { AccountError } from './account.ts';
import { AccountProvider } from './account-provider.ts';
import { SPACE, type ProviderInfo } from './provider.ts';
import { listedShare, PlayedAccount } from './testing/account.ts';
import {
  conformsAsProvider,
  type ProviderUnderTest
} from './testing/provider-conformance.ts';

const ABOUT = {
  id: 'account',
  label: 'The account',
  page: 'https://account.example.org/',
  drive: 'Account',
  capabilities: {
    crates: true,
    notifiesSenders: false,
    setsBack: true,
    signsIn: true
  }
};
const AWAY = new AccountError('passing', 'It does not answer.', {
  advice: 'Wait.'
});
const NO = new AccountError('refused', 'It does not want to.');

interface Scene extends ProviderUnderTest {
  provider: AccountProvider;
  account: PlayedAccount;
  store: ReturnType<typeof openStore>;
  troubles: unknown[];
  infos: ProviderInfo[];
  only: () => Promise<Share>;
  pass: (milliseconds: number) => void;
  /** Another process over the same store. */
  again: (account: PlayedAccount) => AccountProvider;
}

async function setUp(test: TestContext): Promise<Scene> {
  const store = openStore(emptyFolder(test));
  const account = new PlayedAccount();
  const troubles: unknown[] = [];
  const infos: ProviderInfo[] = [];
  let time = 0;
  const make = (behind: PlayedAccount) => {
    const made = new AccountProvider({
      about: ABOUT,
      account: behind,
      store,
      // Whatever is looked at, the test looks.
      interval: 1e8,
      isWatched: () => true,
      wait: 50,
      slow: 100,
      onTrouble: error => troubles.push(error),
      now: () => time
    });
    test.after(() => made.close());
    return made;
  };
  test.after(() => store.close());
  const provider = make(account);
  provider.onInfo(info => infos.push(info));
  let count = 0;
  const share = async (change: Parameters<typeof listedShare>[1]) => {
    count += 1;
    const id = String(count);
    account.listed.set(id, listedShare(id, change));
    return id;
  };
  return {
    provider,
    account,
    store,
    troubles,
    infos,
    again: make,
    pass: milliseconds => {
      time += milliseconds;
    },
    only: async () => {
      const [one, ...others] = await provider.list({ filter: 'all' });
      assert.ok(one && others.length === 0);
      return one;
    },
    shareFolder: async name => {
      await share({ name });
      await provider.refresh();
    },
    sharePackage: async (name, crate) => {
      const id = await share({
        name,
        kind: 'package',
        protocols: ['embedded'],
        place: null
      });
      account.crates.set(id, crate);
      await provider.refresh();
    }
  };
}

conformsAsProvider('an account elsewhere', setUp);

describe('AccountProvider', () => {
  it('shows what it knows while the account does not answer', async t => {
    const { provider, account, shareFolder, again } = await setUp(t);
    await shareFolder('spectra');
    const dead = new PlayedAccount();
    dead.waits.set('user', new Promise(() => undefined));
    const next = again(dead);
    next.start();
    assert.equal((await next.list({})).length, 1);
    account.failures.set('files', AWAY);
    await provider.refresh();
    assert.equal((await provider.list({})).length, 1);
    const { state, message, advice } = provider.info();
    assert.deepEqual(
      { state, message, advice },
      { state: 'limited', message: 'It does not answer.', advice: 'Wait.' }
    );
  });

  it('follows the part of the list that is whole', async t => {
    const { provider, account, shareFolder, sharePackage } = await setUp(t);
    await shareFolder('spectra');
    await sharePackage('package', '{"@graph":[]}');
    await sharePackage('another', '{"@graph":[]}');
    account.failures.set('files', AWAY);
    account.listed.delete('1');
    account.listed.delete('2');
    await provider.refresh();
    const shares = await provider.list({ filter: 'all' });
    assert.deepEqual(
      shares.map(({ name, withdrawnAt }) => [name, withdrawnAt === null]),
      [
        ['another', true],
        ['package', false],
        ['spectra', true]
      ]
    );
  });

  it('believes that all is gone when that lasts', async t => {
    const { account, only, provider, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    account.listed.clear();
    account.failsToRead = 'files';
    for (let look = 0; look < 10; look += 1) {
      await provider.refresh();
      assert.equal((await only()).withdrawnAt, null);
    }
    assert.match(provider.info().message ?? '', /lists nothing any more/);
    assert.ok(provider.info().advice);
    account.listed.set('1', listedShare('1', { name: 'spectra' }));
    await provider.refresh();
    assert.equal(provider.info().state, 'ready');

    account.listed.clear();
    account.failsToRead = null;
    await provider.refresh();
    await provider.refresh();
    assert.equal((await only()).withdrawnAt, null);
    await provider.refresh();
    assert.notEqual((await only()).withdrawnAt, null);
    assert.equal(provider.info().state, 'ready');
  });

  it('lists while it cannot tell of a decision, and tells of others', async t => {
    const { account, provider, shareFolder } = await setUp(t);
    await shareFolder('one');
    await shareFolder('other');
    const [other, one] = await provider.list({});
    assert.ok(one && other);
    account.failures.set('decide', AWAY);
    await provider.change(one.id, { state: 'accepted' });
    await provider.change(other.id, { state: 'accepted' });
    account.failures.clear();
    const decide = account.decide.bind(account);
    account.decide = (decision, signal) =>
      decision.providerId === one.providerId
        ? Promise.reject(AWAY)
        : decide(decision, signal);
    await shareFolder('third');
    assert.equal((await provider.list({})).length, 3);
    assert.equal(account.listed.get(other.providerId)?.state, 'accepted');
    assert.equal((await provider.get(one.id))?.state, 'accepted');
    assert.equal(provider.info().message, AWAY.message);
    // What its sender takes back is settled by the list.
    account.listed.delete(one.providerId);
    await provider.refresh();
    assert.ok((await provider.get(one.id))?.withdrawnAt);
    await provider.refresh();
    assert.equal(provider.info().state, 'ready');
  });

  it('lists while a document, or a decision, takes for ever', async t => {
    const { account, provider, shareFolder, sharePackage } = await setUp(t);
    await shareFolder('spectra');
    const [folder] = await provider.list({});
    assert.ok(folder);
    const { promise, resolve } = Promise.withResolvers<void>();
    account.failures.set('decide', AWAY);
    await provider.change(folder.id, { state: 'accepted' });
    account.failures.clear();
    account.waits.set('decide', promise);
    account.waits.set('crate', promise);
    const began = performance.now();
    await sharePackage('package', '{"@graph":[]}');
    await shareFolder('another');
    assert.ok(performance.now() - began < 1000);
    assert.equal((await provider.list({})).length, 3);
    account.waits.clear();
    resolve();
    await provider.refresh();
    await provider.refresh();
    const states = (await provider.list({})).map(share => share.state);
    assert.deepEqual(states, ['pending', 'pending', 'accepted']);
    assert.equal(account.listed.get('1')?.state, 'accepted');
    const told = () => account.calls.filter(call => call === 'decide').length;
    const before = told();
    await provider.refresh();
    assert.equal(told(), before);
  });

  it('has all documents but those that never come', async t => {
    const { account, provider, sharePackage } = await setUp(t);
    for (let count = 1; count <= 12; count += 1) {
      if (count <= 6) {
        account.broken.add(String(count));
      }
      account.failures.set('crate', AWAY);
      await sharePackage(`package ${count}`, `{"@graph":[${count}]}`);
    }
    account.failures.clear();
    for (let look = 0; look < 6; look += 1) {
      await provider.refresh();
    }
    const shares = await provider.list({ filter: 'all' });
    const known = shares.filter(share => share.package !== null);
    assert.equal(known.length, 6);
    assert.equal(provider.info().message, 'It broke off.');
    const before = account.calls.filter(call => call === 'crate').length;
    await provider.refresh();
    const asked = account.calls.filter(call => call === 'crate').length;
    assert.ok(asked - before <= 6, `asked ${asked - before} times`);
  });

  it('tells the last decision after others whose answers got lost', async t => {
    const { account, only, provider, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    const { id, providerId } = await only();
    // Heard, and no list has told it yet.
    const { promise, resolve } = Promise.withResolvers<void>();
    account.waits.set('files', promise);
    account.calls.length = 0;
    const look = provider.refresh();
    while (!account.calls.includes('files')) {
      await new Promise(next => setImmediate(next));
    }
    await provider.change(id, { state: 'accepted' });
    account.failures.set('decide', AWAY);
    await provider.change(id, { state: 'declined' });
    await provider.change(id, { state: 'accepted' });
    // The first of them has arrived all the same.
    const listed = account.listed.get(providerId);
    assert.ok(listed);
    account.listed.set(providerId, { ...listed, state: 'declined' });
    account.failures.clear();
    account.waits.clear();
    resolve();
    await look;
    await provider.refresh();
    await provider.refresh();
    assert.equal(account.listed.get(providerId)?.state, 'accepted');
    assert.equal((await provider.get(id))?.state, 'accepted');
  });

  it('counts empty lists in a row, and a failure ends the row', async t => {
    const { account, provider, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    account.listed.clear();
    await provider.refresh();
    await provider.refresh();
    account.failures.set('files', AWAY);
    await provider.refresh();
    account.failures.clear();
    for (const isShown of [true, true, false]) {
      await provider.refresh();
      const [share] = await provider.list({ filter: 'all' });
      assert.equal(share?.withdrawnAt === null, isShown);
    }
  });

  it('looks at once when the account is there again', async t => {
    const { account, provider } = await setUp(t);
    const out = { message: 'Sign in again.', advice: null };
    await provider.refresh();
    account.become({ state: 'signed-out', ...out });
    account.listed.set('1', listedShare('1'));
    const come = new Promise<Share>(heard => provider.onChange(heard));
    account.become({ state: 'ready', message: null, advice: null });
    assert.equal((await come).providerId, '1');
  });

  it('asks again for own folders that could not be listed', async t => {
    const { account, provider } = await setUp(t);
    account.own.push(listedShare('9', { name: 'Home', shareType: SPACE }));
    account.failures.set('spaces', AWAY);
    await provider.refresh();
    account.failures.clear();
    await provider.refresh();
    assert.equal((await provider.spaces()).length, 1);
  });

  it('tells once how the account is, and again when that has changed', async t => {
    const { provider, account, infos } = await setUp(t);
    await provider.refresh();
    await provider.refresh();
    assert.equal(infos.length, 1);
    const out = {
      state: 'signed-out',
      message: 'Sign in again.',
      advice: null
    } as const;
    account.become(out);
    account.become(out);
    account.failures.set('user', AWAY);
    await provider.refresh();
    assert.deepEqual(
      infos.map(info => info.state),
      ['ready', 'signed-out']
    );
    assert.equal(infos.at(-1)?.message, 'Sign in again.');
  });

  it('keeps a decision until the account can be reached, across a restart', async t => {
    const { provider, account, shareFolder, only, again } = await setUp(t);
    await shareFolder('spectra');
    const { id } = await only();
    account.failures.set('decide', AWAY);
    const decided = await provider.change(id, { state: 'accepted' });
    assert.equal(decided?.state, 'accepted');
    assert.equal(account.listed.get('1')?.state, 'pending');
    await provider.refresh();
    assert.equal((await only()).state, 'accepted');
    await provider.close();
    account.failures.clear();
    await again(account).refresh();
    assert.equal(account.listed.get('1')?.state, 'accepted');
    assert.equal((await only()).state, 'accepted');
  });

  it('believes no list that was asked for before the decision', async t => {
    const { provider, account, shareFolder, only } = await setUp(t);
    await shareFolder('spectra');
    const states: string[] = [];
    provider.onChange(share => states.push(share.state));
    let go = () => {};
    const waiting = new Promise<void>(resolve => (go = resolve));
    const old = listedShare('1', { name: 'renamed' });
    account.files = async () => {
      await waiting;
      return [old];
    };
    const looking = provider.refresh();
    await provider.change((await only()).id, { state: 'accepted' });
    account.files = () => Promise.resolve([{ ...old, state: 'accepted' }]);
    go();
    await looking;
    assert.equal((await only()).name, 'renamed');
    assert.ok(states.every(state => state === 'accepted'));
  });

  it('takes a decision back that the account refuses', async t => {
    const { provider, account, shareFolder, only } = await setUp(t);
    await shareFolder('spectra');
    account.failures.set('decide', NO);
    await assert.rejects(
      provider.change((await only()).id, { state: 'declined' }),
      (error: Error) => error instanceof RequestProblem && error.status === 409
    );
    assert.equal((await only()).state, 'pending');
    account.failures.clear();
    await provider.refresh();
    assert.equal(account.listed.get('1')?.state, 'pending');
  });

  it('gives a decision up that the account refuses later', async t => {
    const { provider, account, shareFolder, only, troubles } = await setUp(t);
    await shareFolder('spectra');
    account.failures.set('decide', AWAY);
    await provider.change((await only()).id, { state: 'declined' });
    account.failures.set('decide', NO);
    await provider.refresh();
    assert.equal((await only()).state, 'pending');
    assert.equal(troubles.length, 1);
  });

  it('does not hide what the account still shows', async t => {
    const { provider, account, shareFolder, only } = await setUp(t);
    await shareFolder('spectra');
    account.failures.set('hide', AWAY);
    await assert.rejects(
      provider.change((await only()).id, { hidden: true }),
      (error: Error) =>
        error instanceof RequestProblem &&
        error.status === 503 &&
        error.message === 'It does not answer. Wait.'
    );
    assert.equal((await only()).hidden, false);
  });

  it('fetches documents as soon as they can be had', async t => {
    const { provider, account, sharePackage, only } = await setUp(t);
    account.failures.set('crate', AWAY);
    await sharePackage('package', '{"@graph":[]}');
    assert.equal((await only()).package, null);
    assert.equal(provider.info().state, 'limited');
    await assert.rejects(provider.crate((await only()).id), RequestProblem);
    account.failures.clear();
    await provider.refresh();
    assert.ok((await only()).package);
    assert.equal(provider.info().state, 'ready');
    assert.equal(await provider.crate((await only()).id), '{"@graph":[]}');
    const asked = account.calls.filter(call => call === 'crate').length;
    await provider.refresh();
    assert.equal(account.calls.filter(call => call === 'crate').length, asked);
  });

  it('leaves a document alone that the account refuses', async t => {
    const { provider, account, sharePackage } = await setUp(t);
    account.failures.set('crate', NO);
    await sharePackage('package', '{}');
    for (let count = 0; count < 20; count += 1) {
      await provider.refresh();
    }
    const asked = account.calls.filter(call => call === 'crate').length;
    assert.equal(asked, 1);
  });

  it('sets a package back that is being copied for ever', async t => {
    const { provider, account, sharePackage, only } = await setUp(t);
    await sharePackage('package', '{}');
    const { id } = await only();
    await assert.rejects(provider.setBack(id), RequestProblem);
    const listed = account.listed.get('1');
    assert.ok(listed);
    account.listed.set('1', { ...listed, copying: true, state: 'accepted' });
    await provider.refresh();
    assert.equal((await only()).copying, true);
    const back = await provider.setBack(id);
    assert.equal(back?.copying, false);
    assert.equal(back?.state, 'pending');
  });

  it("brings a person's own folders, and lists them nowhere", async t => {
    const { provider, account, store, pass } = await setUp(t);
    account.own.push(
      listedShare('9', { name: 'Home', state: 'accepted', shareType: SPACE })
    );
    await provider.refresh();
    assert.deepEqual(await provider.list({ filter: 'all' }), []);
    const [space] = await provider.spaces();
    assert.ok(space);
    assert.equal(space.name, 'Home');
    assert.equal(await provider.get(space.id), null);
    assert.equal(store.shares.get(space.id)?.name, 'Home');
    await provider.refresh();
    assert.equal(account.calls.filter(call => call === 'spaces').length, 1);
    pass(6 * 60_000);
    await provider.refresh();
    assert.equal(account.calls.filter(call => call === 'spaces').length, 2);
  });

  it('looks once more for who asks while it looks', async t => {
    const { provider, account } = await setUp(t);
    let go = () => {};
    account.waits.set('files', new Promise<void>(resolve => (go = resolve)));
    const first = provider.refresh();
    while (!account.calls.includes('files')) {
      await new Promise(resolve => setImmediate(resolve));
    }
    account.listed.set('1', listedShare('1'));
    const second = provider.refresh();
    account.waits.clear();
    go();
    await Promise.all([first, second]);
    assert.equal(account.calls.filter(call => call === 'files').length, 2);
    assert.equal((await provider.list({})).length, 1);
  });

  for (const hidden of [true, false]) {
    it(`keeps a share ${hidden ? 'hidden' : 'shown'} that a list under way tells otherwise of`, async t => {
      const { account, only, provider, shareFolder } = await setUp(t);
      await shareFolder('spectra');
      const { id, providerId } = await only();
      await provider.change(id, { hidden: !hidden });
      await provider.refresh();
      const { promise, resolve } = Promise.withResolvers<void>();
      account.waits.set('packages', promise);
      account.waits.set('files', promise);
      const old = account.listed.get(providerId);
      assert.ok(old);
      const look = provider.refresh();
      while (!account.calls.slice(-2).includes('files')) {
        await new Promise(next => setImmediate(next));
      }
      await provider.change(id, { hidden });
      const now = account.listed.get(providerId);
      assert.ok(now);
      // With other news, for a list that says what it said before is passed over.
      account.listed.set(providerId, { ...old, name: 'renamed' });
      account.waits.clear();
      resolve();
      await look;
      assert.equal((await provider.get(id))?.name, 'renamed');
      assert.equal((await provider.get(id))?.hidden, hidden);
      account.listed.set(providerId, { ...now, name: 'renamed' });
      await provider.refresh();
      assert.equal((await provider.get(id))?.hidden, hidden);
    });
  }

  it('hears that a share was shown again elsewhere at once', async t => {
    const { account, only, provider, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    const { id, providerId } = await only();
    const shown = account.listed.get(providerId);
    assert.ok(shown);
    await provider.change(id, { hidden: true });
    account.listed.set(providerId, shown);
    await provider.refresh();
    assert.equal((await provider.get(id))?.hidden, false);
  });

  it('lets nobody wait for an account that is slow to hear', async t => {
    const { account, only, provider, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    const { id } = await only();
    const { promise, resolve } = Promise.withResolvers<void>();
    account.waits.set('decide', promise);
    const share = await provider.change(id, { state: 'accepted' });
    assert.equal(share?.state, 'accepted');
    // The last word counts, in whatever order they could arrive.
    await provider.change(id, { state: 'declined' });
    account.waits.clear();
    resolve();
    await provider.refresh();
    await provider.refresh();
    assert.equal((await provider.get(id))?.state, 'declined');
    assert.equal(account.listed.get('1')?.state, 'declined');
  });

  it('takes back what is refused after a while', async t => {
    const { account, only, provider, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    const { id } = await only();
    const { promise, resolve } = Promise.withResolvers<void>();
    account.waits.set('decide', promise);
    account.failures.set('decide', NO);
    await provider.change(id, { state: 'accepted' });
    const changed = new Promise<Share>(heard => provider.onChange(heard));
    resolve();
    assert.equal((await changed).state, 'pending');
  });

  it('shows what one account has to no other, and loses nothing', async t => {
    const { account, provider, shareFolder } = await setUp(t);
    account.own.push(listedShare('100', { shareType: SPACE }));
    await shareFolder('spectra');
    const [before] = await provider.list({});
    assert.ok(before);
    await provider.change(before.id, { state: 'accepted' });
    await provider.refresh();
    assert.equal((await provider.spaces()).length, 1);
    const listed = new Map(account.listed);
    const own = account.own.splice(0);

    account.person = 'pierre';
    account.listed.clear();
    await provider.refresh();
    assert.ok((await provider.get(before.id))?.withdrawnAt);
    const spaces = await provider.spaces();
    assert.ok(spaces.every(({ withdrawnAt }) => withdrawnAt !== null));

    account.person = 'marie';
    account.own.push(...own);
    listed.forEach((share, id) => account.listed.set(id, share));
    await provider.refresh();
    const after = await provider.get(before.id);
    assert.deepEqual([after?.state, after?.withdrawnAt], ['accepted', null]);
    assert.equal((await provider.spaces()).length, 1);
  });

  it('says that it takes long while it does', async t => {
    const { account, provider, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    let go = () => {};
    account.waits.set('files', new Promise<void>(resolve => (go = resolve)));
    const slow = new Promise<ProviderInfo>(resolve => provider.onInfo(resolve));
    const looking = provider.refresh();
    const { message, state } = await slow;
    assert.equal(state, 'limited');
    assert.match(message ?? '', /takes long/);
    go();
    await looking;
    assert.equal(provider.info().state, 'ready');
  });

  it('tells of no decision with the login of somebody else', async t => {
    const { account, provider, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    const [share] = await provider.list({});
    assert.ok(share);
    account.failures.set('decide', AWAY);
    await provider.change(share.id, { state: 'accepted' });
    account.failures.clear();
    account.calls.length = 0;
    account.person = 'pierre';
    await provider.refresh();
    assert.ok(!account.calls.includes('decide'));
    account.person = 'marie';
    await provider.refresh();
    assert.ok(account.calls.includes('decide'));
    const after = await provider.get(share.id);
    assert.deepEqual([after?.state, after?.withdrawnAt], ['accepted', null]);
    assert.equal(account.listed.get(share.providerId)?.state, 'accepted');
  });

  it('looks again when somebody else signs in while it looks', async t => {
    const { account, infos, provider, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    const marie = [...account.listed.values()];
    const pierre = [listedShare('50', { name: 'of pierre' })];
    account.files = async () => {
      if (account.person === 'marie') {
        // The answer is on its way while the login changes.
        account.person = 'pierre';
        return marie;
      }
      return pierre;
    };
    infos.length = 0;
    await provider.refresh();
    const shares = await provider.list({ filter: 'all' });
    assert.deepEqual(
      shares
        .filter(({ withdrawnAt }) => withdrawnAt === null)
        .map(({ name }) => name),
      ['of pierre']
    );
    // It is told to those who wait for this account.
    assert.deepEqual(
      infos.map(({ state }) => state),
      ['ready']
    );
  });
});
