import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Share } from 'sciencemesh-contract';
import type { NewShare } from './share-row.ts';
import { openStore } from './store.ts';
import { emptyFolder } from './testing/folder.ts';

const PIERRE = {
  address: 'pierre@cloud.example.org',
  displayName: 'Pierre Müller',
  host: 'cloud.example.org'
};

function newShare(change: Partial<NewShare> = {}): NewShare {
  return {
    kind: 'package',
    name: 'Dimuon spectrum',
    description: 'A spectrum',
    sender: PIERRE,
    owner: PIERRE,
    provider: 'cloud.example.org',
    providerId: '7',
    authenticity: 'claimed',
    recipient: 'marie@jupyter.example.org',
    resourceType: 'ro-crate',
    shareType: 'user',
    protocols: ['embedded'],
    permissions: [],
    expiresAt: null,
    user: 'marie',
    contentHash: 'one',
    access: null,
    crate: '{"@graph":[]}',
    ...change
  };
}

function open(test: TestContext) {
  const store = openStore(emptyFolder(test));
  test.after(() => store.close());
  return store;
}

const names = (shares: Share[]) => shares.map(({ name }) => name);

describe('ShareStore', () => {
  it('keeps a share with its crate as a package', t => {
    const { shares, packages } = open(t);
    const { share } = shares.receive(newShare());
    assert.ok(share.package);
    assert.equal(packages.document(share.package.id), '{"@graph":[]}');
    assert.deepEqual(packages.get(share.package.id)?.origin, {
      type: 'share',
      shareId: share.id
    });
    assert.deepEqual(shares.get(share.id), share);
  });

  it('knows the same share again and tells nobody', t => {
    const { shares } = open(t);
    const first = shares.receive(newShare());
    const heard: Share[] = [];
    shares.onChange(share => heard.push(share));
    const again = shares.receive(newShare({ recipient: 'marie' }));
    assert.ok(first.isNew && !again.isNew);
    assert.deepEqual(again.share, first.share);
    assert.deepEqual(heard, []);
  });

  for (const change of [
    { provider: 'other.example.org' },
    { providerId: '8' },
    { user: 'jean' },
    { contentHash: 'two' }
  ]) {
    it(`takes ${JSON.stringify(change)} for another share`, t => {
      const { shares } = open(t);
      shares.receive(newShare());
      assert.ok(shares.receive(newShare(change)).isNew);
      assert.equal(shares.list().length, 2);
    });
  }

  for (const providerId of ['n/a', 'N/A']) {
    it(`takes the id ${providerId} for no id`, t => {
      const { shares } = open(t);
      shares.receive(newShare({ providerId }));
      assert.ok(shares.receive(newShare({ providerId })).isNew);
    });
  }

  it('filters by what was decided and hidden, newest first', t => {
    const { shares } = open(t);
    const ids = ['a', 'b', 'c', 'd'].map(
      name =>
        shares.receive(newShare({ name, providerId: name, contentHash: name }))
          .share.id
    );
    const [a = '', b = '', c = ''] = ids;
    shares.change(a, { state: 'accepted' });
    shares.change(b, { state: 'declined' });
    shares.change(c, { hidden: true });
    assert.deepEqual(names(shares.list()), ['d', 'a']);
    assert.deepEqual(names(shares.list({ filter: 'all' })), [
      'd',
      'c',
      'b',
      'a'
    ]);
    assert.deepEqual(names(shares.list({ filter: 'pending' })), ['d']);
    assert.deepEqual(names(shares.list({ filter: 'accepted' })), ['a']);
    assert.deepEqual(names(shares.list({ filter: 'declined' })), ['b']);
    assert.deepEqual(names(shares.list({ filter: 'hidden' })), ['c']);
    shares.change(b, { state: 'pending' });
    shares.change(c, { hidden: false });
    assert.equal(shares.list().length, 4);
  });

  it('finds words in name, sender and provider', t => {
    const { shares } = open(t);
    shares.receive(newShare());
    for (const [search, found] of [
      ['DIMUON', 1],
      ['spectrum müller', 1],
      ['cloud.example', 1],
      ['  ', 1],
      ['%', 0],
      ['dimuon nobody', 0]
    ] as const) {
      assert.equal(shares.list({ search }).length, found, search);
    }
  });

  it('marks all as seen and tells of those that were not', t => {
    const { shares } = open(t);
    const { id } = shares.receive(newShare()).share;
    shares.receive(newShare({ providerId: '8' }));
    shares.change(id, { seen: true });
    const heard: Share[] = [];
    shares.onChange(share => heard.push(share));
    shares.markAllSeen('other');
    assert.equal(heard.length, 0);
    shares.markAllSeen('node');
    assert.ok(shares.list().every(({ seen }) => seen));
    assert.equal(heard.length, 1);
  });

  it('gives back how a share is reached, and keeps it sealed', t => {
    const folder = emptyFolder(t);
    const store = openStore(folder);
    const access = { webdav: { sharedSecret: 'very s3cret' } };
    const { share } = store.shares.receive(newShare({ access }));
    assert.deepEqual(store.shares.access(share.id), access);
    store.close();
    const bytes = readFileSync(join(folder, 'store.sqlite'));
    assert.ok(bytes.includes('Dimuon spectrum'));
    assert.ok(!bytes.includes('very s3cret'));
  });

  it('names the newest working copy of its package', t => {
    const { shares, packages } = open(t);
    const { share } = shares.receive(newShare());
    const id = share.package?.id ?? '';
    const copy = { notebook: null, complete: true };
    packages.keepWorkingCopy(id, {
      ...copy,
      path: 'ScienceMesh/a',
      createdAt: '2026-01-01T00:00:00.000Z'
    });
    packages.keepWorkingCopy(id, {
      ...copy,
      path: 'ScienceMesh/b',
      createdAt: '2026-01-02T00:00:00.000Z'
    });
    assert.equal(shares.get(share.id)?.package?.workingCopy, 'ScienceMesh/b');
    packages.forgetWorkingCopy(id, 'ScienceMesh/b');
    assert.equal(shares.get(share.id)?.package?.workingCopy, 'ScienceMesh/a');
  });

  it('writes nothing of a change whose company fails', t => {
    const { shares } = open(t);
    const { id } = shares.receive(newShare()).share;
    assert.throws(() =>
      shares.change(id, { state: 'accepted' }, () => {
        throw new Error('no');
      })
    );
    assert.equal(shares.get(id)?.state, 'pending');
  });
});
