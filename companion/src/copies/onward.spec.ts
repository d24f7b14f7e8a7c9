import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Transfer } from 'sciencemesh-contract';
import { StorageError, type Storage } from '../storage/storage.ts';
import { Onward, type OnwardOptions } from './onward.ts';
import { CopyScene } from './testing/scene.ts';

const WORKING_COPY = 'ScienceMesh/Dimuon';

interface Scene extends CopyScene {
  onward: Onward;
  /** Another one beside the same store, or one that loses what it writes. */
  make: (wishes?: OnwardOptions['store']) => Onward;
  packageId: string;
  /** Packages that were told of. */
  told: string[];
  /** As the maker of working copies does. */
  complete: (complete: boolean) => void;
  want: (folder: string) => void;
}

function setUp(
  test: TestContext,
  between?: (name: string, storage: Storage) => Storage
): Scene {
  const scene = CopyScene.make(test, {
    shares: { own: { 'Packages/here.txt': 'before' } },
    home: {
      [`${WORKING_COPY}/a.ipynb`]: '{}',
      [`${WORKING_COPY}/data/b.csv`]: '1',
      [`${WORKING_COPY}/.sciencemesh/working-copy.json`]: 'ours'
    },
    ...(between ? { between } : {})
  });
  const { copies, places, store } = scene;
  const { id } = store.packages.add(
    { type: 'document', name: 'a' },
    '{}',
    'hash'
  );
  const told: string[] = [];
  const make = (wishes: OnwardOptions['store'] = store.packages) =>
    new Onward({
      store: wishes,
      places,
      copies,
      onChange: packageId => told.push(packageId),
      onTrouble: () => undefined,
      interval: 5
    });
  const onward = make();
  test.after(() => onward.close());
  const complete = (isComplete: boolean) =>
    store.packages.keepWorkingCopy(id, {
      path: WORKING_COPY,
      notebook: null,
      createdAt: '2026-11-23T08:00:00.000Z',
      complete: isComplete
    });
  return Object.assign(scene, {
    make,
    onward,
    packageId: id,
    told,
    complete,
    want: (folder: string) =>
      onward.want(
        { packageId: id, folder: WORKING_COPY } as unknown as Transfer,
        folder
      )
  });
}

describe('a working copy that is wanted elsewhere, too', () => {
  it('is copied once it is whole, without what is ours', async t => {
    const scene = setUp(t);
    scene.complete(false);
    scene.want('own/Packages');
    await scene.onward.look();
    assert.deepEqual(scene.transfers.list(), []);

    scene.complete(true);
    await scene.onward.look();
    const [transfer] = scene.transfers.list();
    assert.ok(transfer);
    const { state } = await scene.transfers.settled(transfer.id);
    assert.equal(state, 'done');
    assert.deepEqual(scene.tree('shares', 'own', 'Packages'), {
      Dimuon: null,
      'Dimuon/a.ipynb': '{}',
      'Dimuon/data': null,
      'Dimuon/data/b.csv': '1',
      'here.txt': 'before'
    });
    assert.deepEqual(scene.store.packages.wantedCopies(), []);
    await scene.onward.look();
    assert.equal(scene.transfers.list().length, 1);
  });

  it('waits for a server that is away, and says so once', async t => {
    let isAway = true;
    const scene = setUp(t, (name, storage) =>
      name !== 'own'
        ? storage
        : new Proxy(storage, {
            get: (target, member) => {
              if (isAway && member === 'stat') {
                return () =>
                  Promise.reject(
                    new StorageError('unreachable', 'It does not answer.')
                  );
              }
              const value: unknown = Reflect.get(target, member, target);
              return typeof value === 'function'
                ? (value.bind(target) as unknown)
                : value;
            }
          })
    );
    scene.complete(true);
    scene.want('own/Packages');
    await scene.onward.look();
    await scene.onward.look();
    assert.equal(scene.onward.reason(WORKING_COPY), 'It does not answer.');
    // The wish, and the reason.
    assert.equal(scene.told.length, 2);
    assert.equal(scene.store.packages.wantedCopies().length, 1);

    isAway = false;
    await scene.onward.look();
    const [transfer] = scene.transfers.list();
    assert.ok(transfer);
    assert.equal((await scene.transfers.settled(transfer.id)).state, 'done');
    assert.equal(scene.onward.reason(WORKING_COPY), null);
  });

  it('is copied once where the wish outlived its beginning', async t => {
    const scene = setUp(t);
    const { packages } = scene.store;
    scene.complete(true);
    packages.wantCopy(scene.packageId, WORKING_COPY, 'own/Packages');
    // Killed after the copy has begun, and before that is written down.
    const killed = scene.make({
      wantedCopies: () => packages.wantedCopies(),
      wantCopy: () => undefined
    });
    await killed.look();
    await killed.close();
    const [transfer] = scene.transfers.list();
    assert.ok(transfer);
    await scene.transfers.settled(transfer.id);
    assert.equal(packages.wantedCopies().length, 1);
    await scene.onward.look();
    assert.equal(scene.transfers.list().length, 1);
    assert.deepEqual(packages.wantedCopies(), []);
  });

  it('is copied again for who wants it again', async t => {
    const scene = setUp(t);
    scene.complete(true);
    for (const count of [1, 2]) {
      scene.want('own/Packages');
      scene.want('own/Packages');
      await scene.onward.look();
      const transfers = scene.transfers.list();
      assert.equal(transfers.length, count);
      await Promise.all(transfers.map(({ id }) => scene.transfers.settled(id)));
    }
    const copies = Object.keys(scene.tree('shares', 'own', 'Packages')).filter(
      name => /a\.ipynb$/.test(name)
    );
    assert.equal(copies.length, 2);
  });

  it('is given up while it, or another one, begins', async t => {
    const { promise: slow, resolve: go } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begins } = Promise.withResolvers<void>();
    const scene = setUp(t, (name, storage) =>
      name !== 'own'
        ? storage
        : new Proxy(storage, {
            get: (target, member) => {
              const value: unknown = Reflect.get(target, member, target);
              if (typeof value !== 'function') {
                return value;
              }
              const method = value.bind(target) as (
                ...words: unknown[]
              ) => unknown;
              return member !== 'stat'
                ? method
                : async (...words: unknown[]) => {
                    begins();
                    await slow;
                    return method(...words);
                  };
            }
          })
    );
    const { packages } = scene.store;
    const other = 'ScienceMesh/Other';
    scene.complete(true);
    packages.keepWorkingCopy(scene.packageId, {
      path: other,
      notebook: null,
      createdAt: '2026-11-23T09:00:00.000Z',
      complete: true
    });
    packages.wantCopy(scene.packageId, other, 'own/Packages');
    scene.want('own/Packages');
    await begun;
    scene.onward.unwant(scene.packageId, other);
    scene.onward.unwant(scene.packageId, WORKING_COPY);
    go();
    await scene.onward.look();
    assert.deepEqual(scene.transfers.list(), []);
    assert.deepEqual(packages.wantedCopies(), []);
    assert.equal(scene.onward.reason(WORKING_COPY), null);
  });

  it('is given up', async t => {
    const scene = setUp(t);
    scene.complete(false);
    scene.want('own/Packages');
    scene.onward.unwant(scene.packageId, WORKING_COPY);
    scene.complete(true);
    await scene.onward.look();
    assert.deepEqual(scene.transfers.list(), []);
    assert.equal(scene.told.length, 2);
  });

  it('cannot be wanted where there is no folder', async t => {
    const scene = setUp(t);
    await assert.rejects(scene.onward.check('nowhere/at all'), /no share/);
    await assert.rejects(scene.onward.check(''), /Choose a folder/);
    await scene.onward.check('own');
  });
});
