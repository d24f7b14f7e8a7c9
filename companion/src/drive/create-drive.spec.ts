import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import pino from 'pino';
import type { DriveMount, ShareChange } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { createMetrics } from '../http/metrics.ts';
import { createOcmServer } from '../ocm/register.ts';
import { ocmSettings } from '../ocm/settings.ts';
import { EMBEDDED, WEBDAV } from '../ocm/testing/share-creations.ts';
import { OwnNode } from '../providers/own-node.ts';
import { LocalFolder } from '../storage/local-folder/local-folder.ts';
import { OWN_NODE } from '../store/shares.ts';
import { openStore } from '../store/store.ts';
import { emptyFolder } from '../store/testing/folder.ts';
import { createDrive } from './create-drive.ts';
import { LocalMounts } from './local-mounts.ts';
import { shareNamed } from './testing/shares.ts';

/** The drive of a node that is shared with through its real routes. */
async function setUp(
  test: TestContext,
  mounts: DriveMount[] = [],
  spaces: string[] = []
) {
  const folder = emptyFolder(test);
  const remote = join(folder, 'remote');
  mkdirSync(remote);
  const store = openStore(join(folder, 'data'));
  const server = await createOcmServer(
    {
      settings: ocmSettings({ user: 'marie' }),
      shares: store.shares,
      metrics: createMetrics()
    },
    pino({ level: 'silent' })
  );
  test.after(async () => {
    await server.close();
    store.close();
  });
  const provider = new OwnNode(store, () => {});
  let reads = 0;
  await store.listedShares.follow(
    { source: 'cloud', user: 'marie' },
    'spaces',
    spaces.map(name => ({
      ...shareNamed(name),
      hidden: null,
      providerId: name,
      place: '/dav'
    }))
  );
  const build = () =>
    createDrive({
      shares: {
        list: query => {
          reads += 1;
          return provider.list(query);
        },
        onChange: listener => provider.onChange(listener),
        spaces: async () => store.listedShares.spaces('cloud')
      },
      ownDrives: { cloud: 'Cloud' },
      storages: {
        of: () => new LocalFolder(remote),
        reach: () => 'waiting',
        lookAgain: () => {},
        onReach: () => () => {}
      },
      names: store.driveNames,
      mounts: new LocalMounts(mounts)
    });
  const drive = build();
  return {
    drive,
    store,
    rebuild: build,
    /** How often everything was read. */
    reads: () => reads,
    names: async () => (await drive.mounted()).map(({ name }) => name),
    share: async (creation: object, change: ShareChange | null) => {
      const answer = await server.inject({
        method: 'POST',
        url: '/ocm/shares',
        payload: creation
      });
      assert.equal(answer.statusCode, 201);
      const [share] = store.shares.list({ filter: 'all' });
      assert.ok(share);
      if (change !== null) {
        await provider.change(share.id, change);
      }
      return share;
    }
  };
}

const accepted = { state: 'accepted' } as const;

describe('the drive', () => {
  it('holds what was accepted and lives at its sender', async t => {
    const { names, share } = await setUp(t);
    await share({ ...WEBDAV.multi, name: 'yes' }, accepted);
    await share({ ...WEBDAV.multi, name: 'pending' }, null);
    await share({ ...WEBDAV.multi, name: 'no' }, { state: 'declined' });
    await share(
      { ...WEBDAV.multi, name: 'hid' },
      { ...accepted, hidden: true }
    );
    await share(EMBEDDED.S6, accepted);
    assert.deepEqual(await names(), ['yes']);
  });

  it('keeps names over a restart and while a share is hidden', async t => {
    const { store, names, share, rebuild } = await setUp(t);
    const first = await share({ ...WEBDAV.multi, name: 'Data' }, accepted);
    assert.deepEqual(await names(), ['Data']);
    await share({ ...WEBDAV.multi, name: 'data' }, accepted);
    assert.deepEqual(await names(), ['Data', 'data (Pierre)']);
    store.shares.change(first.id, { hidden: true });
    assert.deepEqual(await names(), ['data (Pierre)']);
    store.shares.change(first.id, { hidden: false });
    const again = await rebuild().mounted();
    assert.deepEqual(
      again.map(({ name }) => name),
      ['Data', 'data (Pierre)']
    );
  });

  it('lists a withdrawn share as gone', async t => {
    const { drive, store, names, share } = await setUp(t);
    const { id } = await share(WEBDAV.multi, accepted);
    store.shares.withdraw(id);
    assert.deepEqual(await names(), ['spectra']);
    const mounted = await drive.mount(id);
    assert.equal(mounted === null ? null : drive.reach(mounted.share), 'gone');
  });

  it('says that a share is gone, once, to those who look at it', async t => {
    const { drive, store, share } = await setUp(t);
    const { id } = await share(WEBDAV.multi, accepted);
    const heard: string[] = [];
    const told = new Promise<void>(resolve => {
      drive.onReach((shareId, reach) => {
        heard.push(`${shareId} ${reach}`);
        resolve();
      });
    });
    store.shares.withdraw(id);
    await told;
    // Another reason to look at all shares.
    const changed = new Promise<void>(resolve => drive.onChange(resolve));
    await share({ ...WEBDAV.multi, name: 'more' }, accepted);
    await changed;
    assert.deepEqual(heard, [`${id} gone`]);
  });

  it('resolves paths, and says what is wrong with others', async t => {
    const { drive, share } = await setUp(t);
    await share(WEBDAV.multi, accepted);
    await share(
      { ...WEBDAV.multi, name: 'a.txt', resourceType: 'file' },
      accepted
    );
    assert.equal((await drive.resolve('spectra/sub/ψ.csv')).path, 'sub/ψ.csv');
    assert.equal((await drive.resolve('spectra')).path, '');
    // Some call folders files: what is below them, their server says.
    assert.equal((await drive.resolve('a.txt/b')).path, 'b');
    for (const [path, status] of [
      ['Spectra', 404],
      ['ScienceMesh:spectra', 404],
      ['', 404],
      ['spectra/../x', 400],
      ['spectra//x', 400],
      ['/spectra', 400],
      ['spectra/\0', 400],
      [`spectra/${'x'.repeat(256)}`, 400],
      [`spectra${'/abcdefgh'.repeat(500)}`, 400]
    ] as const) {
      await assert.rejects(
        drive.resolve(path),
        (error: Error) =>
          error instanceof RequestProblem && error.status === status,
        path
      );
    }
  });

  it('tells of changes that show, and of no others', async t => {
    const { drive, store, share } = await setUp(t);
    let changes = 0;
    const changed = () =>
      new Promise<void>(resolve => {
        const end = drive.onChange(() => {
          changes += 1;
          end();
          resolve();
        });
      });
    const first = changed();
    const { id } = await share(WEBDAV.multi, accepted);
    await first;
    store.shares.change(id, { seen: true });
    const second = changed();
    store.shares.change(id, { hidden: true });
    await second;
    assert.equal(changes, 2);
  });

  it('reads everything a few times while thousands of shares arrive', async t => {
    const { drive, reads, store } = await setUp(t);
    const count = 3000;
    await store.listedShares.follow(
      { source: OWN_NODE, user: 'marie' },
      'files',
      Array.from({ length: count }, (_, index) => ({
        ...shareNamed(`share ${index}`),
        state: 'accepted' as const,
        hidden: false,
        providerId: `many-${index}`,
        place: '/dav'
      }))
    );
    assert.equal((await drive.mounted()).length, count);
    // A piece of two hundred is written at a time.
    assert.ok(reads() <= count / 200 + 5, `${reads()} times`);
  });

  it('calls a space what it was called for another account', async t => {
    const { rebuild, store } = await setUp(t);
    const listed = (user: string, ...names: string[]) =>
      store.listedShares.follow(
        { source: 'cloud', user },
        'spaces',
        names.map(name => ({
          ...shareNamed(name),
          hidden: null,
          providerId: name,
          place: '/dav'
        }))
      );
    const names = async () =>
      (await rebuild().mounted('Cloud:')).map(({ name }) => name);
    await listed('marie', 'Project', 'Marie');
    assert.deepEqual(await names(), ['Cloud:/Marie', 'Cloud:/Project']);
    await store.listedShares.leaveOthers({ source: 'cloud', user: 'pierre' });
    await listed('pierre', 'Project', 'Pierre');
    assert.deepEqual(await names(), ['Cloud:/Pierre', 'Cloud:/Project']);
    // Edits of the first account wait for their place.
    const first = store.listedShares
      .spaces('cloud')
      .find(({ name, withdrawnAt }) => name === 'Marie' && withdrawnAt);
    assert.equal(
      (await rebuild().mount(first?.id ?? ''))?.name,
      'Cloud:/Marie'
    );
  });

  it("uses an administrator's mount in place of WebDAV", async t => {
    const eos = emptyFolder(t);
    mkdirSync(join(eos, 'spectra'));
    writeFileSync(join(eos, 'spectra', 'a.txt'), 'mounted');
    const { drive, share } = await setUp(t, [
      { provider: 'Cloud.example.org', path: eos }
    ]);
    await share(WEBDAV.multi, accepted);
    await share({ ...WEBDAV.multi, name: '../spectra' }, accepted);
    await share({ ...WEBDAV.multi, name: 'elsewhere' }, accepted);
    const { storage, path, localFolder } = await drive.resolve('spectra/a.txt');
    assert.equal(localFolder, join(eos, 'spectra'));
    assert.equal(await text((await storage.read(path)).body), 'mounted');
    const local = (await drive.mounted()).map(place => place.localFolder);
    assert.deepEqual(local, [null, null, join(eos, 'spectra')]);
  });

  it("has a second root for a person's own files", async t => {
    const { drive, names, share } = await setUp(t, [], ['Home', 'a/b: "c"']);
    await share({ ...WEBDAV.multi, name: 'Home' }, accepted);
    assert.deepEqual(await names(), ['Home']);
    const own = await drive.mounted('Cloud:');
    assert.deepEqual(
      own.map(({ name }) => name),
      ['Cloud:/a_b_ "c"', 'Cloud:/Home']
    );
    const place = await drive.resolve('Cloud:/Home/runs/a.txt');
    assert.equal(place.share.name, 'Home');
    assert.equal(place.path, 'runs/a.txt');
    assert.equal((await drive.mount(place.share.id))?.name, 'Cloud:/Home');
    assert.notEqual((await drive.resolve('Home')).share.id, place.share.id);
    assert.equal((await drive.everything()).length, 3);
    for (const root of ['', 'Cloud:']) {
      assert.ok(drive.isRoot(root));
    }
    for (const path of ['Cloud', 'Home', 'Other:', 'Cloud:/Home']) {
      assert.ok(!drive.isRoot(path));
    }
    for (const path of ['Cloud:', 'Cloud:/', 'Cloud:/Away/x', 'Other:/Home']) {
      await assert.rejects(drive.resolve(path), RequestProblem);
    }
  });
});
