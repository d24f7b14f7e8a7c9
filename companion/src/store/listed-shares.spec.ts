import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ListedShare } from './share-row.ts';
import { openStore } from './store.ts';
import { emptyFolder } from './testing/folder.ts';

const OWNER = { source: 'cernbox', user: 'marie' };
const INES = {
  address: 'ines@cloud.example.org',
  displayName: 'Inês',
  host: 'cloud.example.org'
};

function listed(
  providerId: string,
  change: Partial<ListedShare> = {}
): ListedShare {
  return {
    kind: 'folder',
    state: 'pending',
    hidden: null,
    name: `spectra ${providerId}`,
    description: '',
    sender: INES,
    owner: INES,
    provider: INES.host,
    providerId,
    authenticity: 'claimed',
    recipient: 'marie@cernbox.example.org',
    resourceType: 'folder',
    shareType: 'user',
    protocols: ['webdav'],
    permissions: ['read'],
    receivedAt: '2026-11-22T08:00:00.000Z',
    expiresAt: null,
    page: null,
    copying: false,
    place: `/remote.php/dav/spaces/${providerId}`,
    ...change
  };
}

const offered = (providerId: string) =>
  listed(providerId, {
    kind: 'package',
    resourceType: 'ro-crate',
    protocols: ['embedded'],
    place: null
  });

function scene(test: TestContext) {
  const store = openStore(emptyFolder(test));
  test.after(() => store.close());
  const heard: string[] = [];
  store.shares.onChange(share => heard.push(share.name));
  return {
    ...store,
    heard,
    all: () => store.shares.list({ filter: 'all' }),
    the: (providerId: string) => {
      const share = store.shares
        .list({ filter: 'all' })
        .find(one => one.providerId === providerId);
      assert.ok(share);
      return share;
    }
  };
}

describe('ListedShareStore', () => {
  it('has what the list has, and tells once of what is new', async t => {
    const { listedShares, all, heard } = scene(t);
    assert.equal(await listedShares.follow(OWNER, 'files', [listed('1')]), 1);
    assert.equal(await listedShares.follow(OWNER, 'files', [listed('1')]), 0);
    assert.deepEqual(heard, ['spectra 1']);
    const [share] = all();
    assert.ok(share);
    assert.equal(share.source, 'cernbox');
    assert.equal(share.seen, false);
    assert.equal(share.hidden, false);
    assert.equal(listedShares.placeOf(share.id), '/remote.php/dav/spaces/1');
  });

  it('follows changes under the same id, and keeps what was seen', async t => {
    const { listedShares, shares, the } = scene(t);
    await listedShares.follow(OWNER, 'files', [listed('1')]);
    const { id } = the('1');
    shares.change(id, { seen: true, hidden: true });
    const changed = listed('1', { name: 'new', state: 'accepted' });
    assert.equal(await listedShares.follow(OWNER, 'files', [changed]), 1);
    const share = the('1');
    assert.equal(share.id, id);
    assert.equal(share.name, 'new');
    assert.equal(share.state, 'accepted');
    assert.equal(share.seen, true);
    assert.equal(share.hidden, true);
    await listedShares.follow(OWNER, 'files', [{ ...changed, hidden: false }]);
    assert.equal(the('1').hidden, false);
  });

  it('takes a long list in pieces, and lets others have their turn', async t => {
    const { heard, listedShares, all } = scene(t);
    const ids = Array.from({ length: 1000 }, (_, index) => String(index));
    const list = () => ids.map(id => listed(id));
    const following = listedShares.follow(OWNER, 'files', list());
    await new Promise(resolve => setImmediate(resolve));
    assert.ok(heard.length > 0 && heard.length < 1000);
    // What is decided meanwhile holds.
    const [share] = all();
    assert.ok(share);
    listedShares.decide(share.id, 'accepted');
    assert.equal(await following, 1000);
    assert.equal(listedShares.countOf(OWNER, 'files'), 1000);
    const again = await listedShares.follow(OWNER, 'files', list());
    assert.equal(again, 0);
    assert.equal(await listedShares.follow(OWNER, 'files', []), 1000);
    assert.equal(listedShares.countOf(OWNER, 'files'), 0);
    assert.ok(all().every(one => one.withdrawnAt !== null));
    assert.equal(all().filter(one => one.state === 'accepted').length, 1);
  });

  it('keeps where the files are while a list does not tell', async t => {
    const { listedShares, the } = scene(t);
    await listedShares.follow(OWNER, 'files', [listed('1')]);
    const untold = { place: null, protocols: [] };
    await listedShares.follow(OWNER, 'files', [listed('1', untold)]);
    assert.deepEqual(the('1').protocols, ['webdav']);
    assert.equal(listedShares.placeOf(the('1').id), '/remote.php/dav/spaces/1');
    await listedShares.follow(OWNER, 'files', [
      listed('1', { place: '/moved' })
    ]);
    assert.equal(listedShares.placeOf(the('1').id), '/moved');
  });

  it('marks what is no longer listed, and takes it back when it is', async t => {
    const { listedShares, the } = scene(t);
    await listedShares.follow(OWNER, 'files', [listed('1'), listed('2')]);
    assert.equal(await listedShares.follow(OWNER, 'files', [listed('2')]), 1);
    assert.ok(the('1').withdrawnAt);
    assert.equal(the('2').withdrawnAt, null);
    assert.equal(await listedShares.follow(OWNER, 'files', [listed('2')]), 0);
    await listedShares.follow(OWNER, 'files', [listed('1'), listed('2')]);
    assert.equal(the('1').withdrawnAt, null);
  });

  it('takes neither part of a list for the whole, nor one account for another', async t => {
    const { listedShares, the } = scene(t);
    await listedShares.follow(OWNER, 'files', [listed('1')]);
    await listedShares.follow(OWNER, 'packages', [offered('2')]);
    await listedShares.follow({ ...OWNER, user: 'pierre' }, 'files', []);
    assert.equal(the('1').withdrawnAt, null);
    assert.equal(the('2').withdrawnAt, null);
    await listedShares.follow(OWNER, 'packages', []);
    assert.equal(the('1').withdrawnAt, null);
    assert.ok(the('2').withdrawnAt);
  });

  it('keeps a decision until the provider has heard of it', async t => {
    const { listedShares, the } = scene(t);
    await listedShares.follow(OWNER, 'files', [listed('1')]);
    const { id } = the('1');
    listedShares.decide(id, 'accepted');
    assert.equal(the('1').state, 'accepted');
    // What was asked for before the provider heard of it says the old.
    const renamed = listed('1', { name: 'renamed' });
    await listedShares.follow(OWNER, 'files', [renamed]);
    assert.equal(the('1').state, 'accepted');
    const [owed] = listedShares.owed(OWNER);
    assert.deepEqual(owed, {
      id,
      providerId: '1',
      kind: 'folder',
      state: 'accepted'
    });
    listedShares.settle(owed);
    assert.deepEqual(listedShares.owed(OWNER), []);
    // The provider did not take it after all: its list is the truth.
    await listedShares.follow(OWNER, 'files', [renamed]);
    assert.equal(the('1').state, 'pending');
  });

  it('settles nothing that was decided anew meanwhile', async t => {
    const { listedShares, the } = scene(t);
    await listedShares.follow(OWNER, 'files', [listed('1')]);
    const { id } = the('1');
    listedShares.decide(id, 'accepted');
    const [owed] = listedShares.owed(OWNER);
    assert.ok(owed);
    listedShares.decide(id, 'declined');
    listedShares.settle(owed);
    assert.equal(listedShares.owed(OWNER)[0]?.state, 'declined');
  });

  it('knows which packages lack their document, and keeps one', async t => {
    const { listedShares, packages, the } = scene(t);
    await listedShares.follow(OWNER, 'packages', [offered('1'), offered('2')]);
    await listedShares.follow(OWNER, 'files', [listed('3')]);
    const { id } = the('1');
    assert.deepEqual(
      listedShares.withoutCrate(OWNER).map(one => one.providerId),
      ['1', '2']
    );
    listedShares.keepCrate(id, '{"@graph":[]}');
    assert.deepEqual(
      listedShares.withoutCrate(OWNER).map(one => one.providerId),
      ['2']
    );
    const { package: kept } = the('1');
    assert.ok(kept);
    assert.equal(packages.document(kept.id), '{"@graph":[]}');
    listedShares.keepCrate(id, '{}');
    assert.equal(the('1').package?.id, kept.id);
  });

  it('keeps spaces out of every list of shares', async t => {
    const { listedShares, all, shares } = scene(t);
    const space = listed('home', { name: 'Home', state: 'accepted' });
    await listedShares.follow(OWNER, 'spaces', [space]);
    assert.deepEqual(all(), []);
    const [found] = listedShares.spaces('cernbox');
    assert.ok(found);
    assert.equal(found.name, 'Home');
    assert.equal(shares.get(found.id)?.id, found.id);
    assert.equal(listedShares.placeOf(found.id), space.place);
    await listedShares.follow(OWNER, 'spaces', []);
    const [gone] = listedShares.spaces('cernbox');
    assert.notEqual(gone?.withdrawnAt, null);
  });

  it('hears no notification for shares that did not come to the own node', async t => {
    const { listedShares, shares } = scene(t);
    await listedShares.follow(OWNER, 'files', [listed('1')]);
    assert.deepEqual(shares.withProviderId('1'), []);
  });
});
