import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import type { Share } from 'sciencemesh-contract';
import { StorageError } from '../storage/storage.ts';
import { fails, getText, names } from '../storage/testing/files.ts';
import { localClient } from '../storage/testing/webdav.ts';
import type { ShareAccess } from '../store/share-row.ts';
import { createShareStorages, type ShareStorages } from './share-storage.ts';
import { basic, Cloud, type CloudOptions } from './testing/cloud.ts';

const SECRET = 's3cr3t';
const FILES = { 'data.csv': 'a,b\n', 'notes.txt': 'hello' };

function shareFrom(host: string, change: Partial<Share> = {}): Share {
  return {
    id: 'share-1',
    source: 'node',
    kind: 'folder',
    state: 'accepted',
    hidden: false,
    seen: true,
    withdrawnAt: null,
    name: 'results',
    description: '',
    sender: { address: `einstein@${host}`, displayName: null, host },
    owner: { address: `einstein@${host}`, displayName: null, host },
    provider: host,
    providerId: '1',
    authenticity: 'claimed',
    recipient: 'marie@hub.example.org',
    resourceType: 'folder',
    shareType: 'user',
    protocols: ['webdav'],
    permissions: ['read', 'write'],
    receivedAt: '2026-01-01T00:00:00Z',
    expiresAt: null,
    delivery: null,
    page: null,
    copying: false,
    package: null,
    ...change
  };
}

interface Scene {
  cloud: Cloud;
  storages: ShareStorages;
  share: Share;
  forward: (milliseconds: number) => void;
}

async function scene(
  test: TestContext,
  options: CloudOptions,
  access: ShareAccess | ((cloud: Cloud) => ShareAccess),
  change: Partial<Share> = {}
): Promise<Scene> {
  const cloud = await Cloud.start(options);
  const outbound = localClient();
  const share = shareFrom(cloud.host, change);
  let time = 0;
  const storages = createShareStorages({
    shares: {
      get: id => (id === share.id ? share : null),
      access: () => (typeof access === 'function' ? access(cloud) : access)
    },
    outbound,
    now: () => time
  });
  test.after(async () => {
    await storages.close();
    await outbound.close();
    cloud.stop();
  });
  return {
    cloud,
    storages,
    share,
    forward: milliseconds => {
      time += milliseconds;
    }
  };
}

const reva: CloudOptions = {
  root: '/remote.php/dav/ocm/',
  share: '42',
  files: FILES,
  takes: header => header === `Bearer ${SECRET}`
};
const webdav = (uri: string, more: object = {}) => ({
  name: 'multi',
  webdav: { uri, sharedSecret: SECRET, ...more },
  options: {}
});
const old = {
  name: 'webdav',
  options: {
    sharedSecret: SECRET,
    permissions: '{http://open-cloud-mesh.org/ns}share-permissions'
  }
};
const nextcloud: CloudOptions = {
  root: '/public.php/webdav/',
  share: '',
  files: FILES,
  takes: header => header === basic(SECRET)
};

describe('the files of a share', () => {
  for (const [what, access] of [
    [
      'an absolute address',
      (cloud: Cloud) => webdav(`${cloud.url}/remote.php/dav/ocm/42`)
    ],
    [
      'a slash at the end',
      (cloud: Cloud) => webdav(`${cloud.url}/remote.php/dav/ocm/42/`)
    ],
    ['an id', webdav('42')],
    ['a path of the host', webdav('/remote.php/dav/ocm/42')],
    ['"url" instead of "uri"', { webdav: { url: '42', sharedSecret: SECRET } }],
    ['"URI" and the secret in the options', { ...old, webdav: { URI: '42' } }]
  ] as const) {
    it(`are found by ${what}`, async t => {
      const { storages, share } = await scene(t, reva, access);
      const storage = storages.of(share);
      assert.deepEqual(await names(storage), ['data.csv', 'notes.txt']);
      assert.equal(await getText(storage, 'data.csv'), 'a,b\n');
      assert.equal(storages.reach(share.id), 'ready');
    });
  }

  it('are found by the old form at the advertised root', async t => {
    const { cloud, storages, share } = await scene(t, nextcloud, old);
    assert.deepEqual(await names(storages.of(share)), [
      'data.csv',
      'notes.txt'
    ]);
    assert.deepEqual(cloud.asked('PROPFIND'), [
      `PROPFIND /public.php/webdav/ ${basic(SECRET)}`
    ]);
  });

  it("are found in ownCloud 10's list under its other name", async t => {
    const { storages, share } = await scene(
      t,
      {
        ...nextcloud,
        wellKnown: '/ocm-provider/',
        document: {
          resourceTypes: undefined,
          shareTypes: [
            { name: 'file', protocols: { webdav: '/public.php/webdav/' } }
          ]
        }
      },
      old,
      { resourceType: 'file', kind: 'file' }
    );
    assert.deepEqual(await names(storages.of(share)), [
      'data.csv',
      'notes.txt'
    ]);
  });

  it('are asked for with Basic where Bearer is not taken', async t => {
    const { cloud, storages, share } = await scene(
      t,
      { ...reva, takes: header => header === basic(SECRET) },
      cloud => webdav(`${cloud.url}/remote.php/dav/ocm/42`)
    );
    const storage = storages.of(share);
    await storage.stat('');
    await storage.stat('data.csv');
    assert.deepEqual(
      cloud.asked('PROPFIND').map(line => line.split(' ')[2]),
      ['Bearer', 'Basic', 'Basic'],
      'the way that was taken is remembered'
    );
  });

  it('carry the rights of the share where the server says none', async t => {
    const { storages, share } = await scene(t, reva, webdav('42'), {
      permissions: ['read']
    });
    const entry = await storages.of(share).stat('data.csv');
    assert.equal(entry.rights?.write, false);
  });

  it('carry the rights that the server says', async t => {
    const { storages, share } = await scene(
      t,
      { ...reva, permissions: 'RDNVW' },
      webdav('42'),
      { permissions: ['read'] }
    );
    assert.deepEqual((await storages.of(share).stat('data.csv')).rights, {
      read: true,
      write: true,
      create: false,
      move: true,
      delete: true,
      share: true
    });
  });

  it('are not asked for at a host that the guard refuses', async t => {
    const { storages, share } = await scene(
      t,
      reva,
      webdav('https://169.254.169.254/latest')
    );
    await fails(storages.of(share).stat(''), 'not-permitted');
  });

  it('wait for nothing when the offer leads nowhere', async t => {
    const { storages, share } = await scene(t, reva, { name: 'webapp' });
    await fails(storages.of(share).stat(''), 'share-gone');
    const other = await scene(
      t,
      reva,
      webdav('42', { requirements: ['must-use-mfa'] })
    );
    await fails(other.storages.of(other.share).stat(''), 'not-permitted');
  });
});

describe('tokens', () => {
  /** A cloud that gives tokens; each exchange ends the token before. */
  function exchanging(more: Partial<CloudOptions> = {}) {
    const state = { exchanges: 0, forms: [] as string[], gone: false };
    const options: CloudOptions = {
      ...reva,
      takes: header => header === `Bearer token-${state.exchanges}`,
      token: form => {
        state.forms.push(form.toString());
        if (state.gone) {
          return { status: 400, body: { error: 'invalid_grant' } };
        }
        state.exchanges += 1;
        return {
          status: 200,
          body: {
            access_token: `token-${state.exchanges}`,
            token_type: 'Bearer',
            expires_in: 3600
          }
        };
      },
      ...more
    };
    const document = (cloud: Cloud) => {
      cloud.options.document = {
        capabilities: ['exchange-token'],
        tokenEndPoint: `${cloud.url}/ocm/token`
      };
    };
    return { state, options, document };
  }
  const must = webdav('42', { requirements: ['must-exchange-token'] });

  it('are lent out as they are used here, for half of their life', async t => {
    const { state, options, document } = exchanging();
    const { cloud, storages, share, forward } = await scene(t, options, must);
    document(cloud);
    const { signal } = new AbortController();
    assert.equal((await storages.terms(share, signal)).kind, 'token');
    assert.equal(state.exchanges, 0);
    await names(storages.of(share), '');
    const lent = await storages.lend(share, false, signal);
    assert.deepEqual(
      [lent.kind, lent.scheme, lent.value],
      ['token', 'Bearer', 'token-1']
    );
    assert.match(lent.root.pathname, /\/42$/);
    const life = Date.parse(lent.endsAt ?? '') - Date.now();
    assert.ok(life > 3500 * 1000 && life <= 3600 * 1000, String(life));
    forward(1700 * 1000);
    assert.equal((await storages.lend(share, false, signal)).value, 'token-1');
    forward(200 * 1000);
    assert.equal((await storages.lend(share, false, signal)).value, 'token-2');
    // One that was not taken is no use however young it is.
    assert.equal((await storages.lend(share, true, signal)).value, 'token-3');
    // Nobody else's exchange ends it, as it is used here as well.
    await names(storages.of(share), '');
    assert.equal(state.exchanges, 3);
  });

  it('are not there to be lent where the server has none', async t => {
    const { storages, share } = await scene(t, nextcloud, old);
    const { signal } = new AbortController();
    assert.equal((await storages.terms(share, signal)).kind, 'secret');
    const lent = await storages.lend(share, false, signal);
    assert.deepEqual(
      [lent.kind, `${lent.scheme} ${lent.value}`, lent.endsAt],
      ['secret', basic(SECRET), null]
    );
  });

  it('are exchanged once for many requests', async t => {
    const { state, options, document } = exchanging();
    const { cloud, storages, share } = await scene(t, options, must);
    document(cloud);
    const storage = storages.of(share);
    await Promise.all(
      Array.from({ length: 10 }, () => storage.stat('data.csv'))
    );
    assert.equal(state.exchanges, 1);
    assert.deepEqual(state.forms, [
      `grant_type=authorization_code&client_id=hub.example.org&code=${SECRET}`
    ]);
    assert.ok(cloud.asked('PROPFIND').every(line => !line.includes(SECRET)));
  });

  it('are renewed before their time is over', async t => {
    const { state, options, document } = exchanging();
    const { cloud, storages, share, forward } = await scene(t, options, must);
    document(cloud);
    await storages.of(share).stat('');
    forward(3500 * 1000);
    await storages.of(share).stat('');
    assert.equal(state.exchanges, 1);
    forward(60 * 1000);
    await storages.of(share).stat('');
    assert.equal(state.exchanges, 2);
  });

  it('are renewed once for many that are refused', async t => {
    const { state, options, document } = exchanging();
    const { cloud, storages, share } = await scene(t, options, must);
    document(cloud);
    const storage = storages.of(share);
    await storage.stat('');
    // Somebody else has exchanged the secret: our token is over.
    state.exchanges += 1;
    await Promise.all(
      Array.from({ length: 5 }, () => storage.stat('data.csv'))
    );
    assert.equal(state.forms.length, 2);
  });

  it('that are refused for good are not asked for again and again', async t => {
    const { state, options, document } = exchanging();
    const { cloud, storages, share } = await scene(t, options, must);
    document(cloud);
    const storage = storages.of(share);
    await storage.stat('');
    cloud.options = { ...cloud.options, takes: () => false };
    await fails(storage.stat(''), 'login-refused');
    assert.equal(state.forms.length, 2);
    assert.equal(storages.reach(share.id), 'refused');
  });

  for (const status of [400, 401]) {
    it(`of a withdrawn share are not given (${status})`, async t => {
      const { options, document } = exchanging({
        token: () => ({ status, body: { error: 'invalid_grant' } })
      });
      const { cloud, storages, share } = await scene(t, options, must);
      document(cloud);
      await fails(storages.of(share).stat(''), 'share-gone');
      assert.equal(storages.reach(share.id), 'gone');
    });
  }

  it('that are not given for an unknown secret say why it is not taken itself', async t => {
    const { options, document } = exchanging({
      takes: () => false,
      token: () => ({ status: 400, body: { error: 'invalid_grant' } })
    });
    const { cloud, storages, share } = await scene(t, options, webdav('42'));
    document(cloud);
    await fails(storages.of(share).stat(''), 'share-gone');
    assert.equal(storages.reach(share.id), 'gone');
  });

  it('are tried where they are offered, and done without', async t => {
    const { options, document } = exchanging({
      takes: header => header === `Bearer ${SECRET}`,
      token: () => ({ status: 500, body: { error: 'server_error' } })
    });
    const { cloud, storages, share } = await scene(t, options, webdav('42'));
    document(cloud);
    assert.equal((await storages.of(share).stat('')).kind, 'folder');
    await storages.of(share).stat('data.csv');
    assert.equal(cloud.asked('POST').length, 1);
  });

  it('are used where they are offered', async t => {
    const { state, options, document } = exchanging();
    const { cloud, storages, share } = await scene(t, options, webdav('42'));
    document(cloud);
    await storages.of(share).stat('');
    assert.equal(state.exchanges, 1);
  });
});

describe('a share of one file', () => {
  const file = {
    kind: 'file',
    resourceType: 'file',
    name: 'data.csv'
  } as const;

  for (const [what, options, access] of [
    [
      'Reva: the address is the file',
      { ...reva, files: { '': 'a,b\n' } },
      webdav('42')
    ],
    [
      'Nextcloud: the root is the file',
      { ...nextcloud, files: { '': 'a,b\n' } },
      old
    ],
    [
      'oCIS: a folder with the file',
      { ...reva, files: { 'data.csv': 'a,b\n' } },
      webdav('42')
    ],
    [
      'oCIS: a folder with the file under another name',
      { ...reva, files: { 'data (1).csv': 'a,b\n' } },
      webdav('42')
    ],
    [
      'OpenCloud: the name below the address',
      { ...reva, files: { 'data.csv': 'a,b\n' }, hidesFolder: true },
      webdav('42')
    ]
  ] as const) {
    it(`is a file (${what})`, async t => {
      const { storages, share } = await scene(t, options, access, file);
      const storage = storages.of(share);
      const entry = await storage.stat('');
      assert.equal(entry.kind, 'file');
      assert.equal(entry.size, 4);
      assert.equal(entry.rights?.delete, false);
      assert.equal(await text((await storage.read('')).body), 'a,b\n');
      await fails(storage.list(''), 'wrong-kind');
      await fails(storage.stat('data.csv'), 'not-found');
    });
  }

  it('is a folder where Nextcloud calls a folder "file"', async t => {
    const { storages, share } = await scene(
      t,
      { ...nextcloud, files: { 'data.csv': 'a,b\n' } },
      old,
      file
    );
    assert.equal((await storages.of(share).stat('')).kind, 'folder');
    assert.deepEqual(await names(storages.of(share)), ['data.csv']);
  });
});

describe('the reach of a share', () => {
  it('is told as it changes', async t => {
    const { cloud, storages, share } = await scene(t, reva, webdav('42'));
    const heard: string[] = [];
    const end = storages.onReach((id, reach) => heard.push(`${id} ${reach}`));
    assert.equal(storages.reach(share.id), 'waiting');
    await storages.of(share).stat('');
    cloud.options = { ...cloud.options, takes: () => false };
    await fails(storages.of(share).stat(''), 'login-refused');
    cloud.options = { ...reva, share: 'another' };
    await fails(storages.of(share).stat(''), 'share-gone');
    end();
    assert.deepEqual(heard, [
      'share-1 ready',
      'share-1 refused',
      'share-1 gone'
    ]);
    share.withdrawnAt = '2026-01-02T00:00:00Z';
    assert.equal(storages.reach(share.id), 'gone');
  });

  it('is found out again while somebody looks, now and then', async t => {
    const { cloud, storages, share, forward } = await scene(
      t,
      reva,
      webdav('42')
    );
    const heard: string[] = [];
    const changed = () =>
      new Promise<string>(resolve => {
        const end = storages.onReach((_, reach) => {
          end();
          resolve(reach);
        });
      });
    storages.onReach((_, reach) => heard.push(reach));
    // What nobody has asked yet is left alone.
    storages.lookAgain(share);
    assert.equal(cloud.requests.length, 0);
    cloud.options = { ...reva, failure: 502 };
    const error = await fails(storages.of(share).stat(''), 'server-failed');
    assert.match(
      error.message,
      /had an error of its own \(502\) with the share/
    );
    assert.equal(storages.reach(share.id), 'failing');
    const asked = cloud.requests.length;
    cloud.options = { ...reva };
    const back = changed();
    storages.lookAgain(share);
    storages.lookAgain(share);
    assert.equal(await back, 'ready');
    assert.equal(cloud.requests.length, asked + 1);
    cloud.options = { ...reva, failure: 503 };
    await fails(storages.of(share).stat(''), 'busy');
    cloud.options = { ...reva };
    const later = changed();
    storages.lookAgain(share);
    assert.equal(storages.reach(share.id), 'failing');
    forward(60_000);
    storages.lookAgain(share);
    assert.equal(await later, 'ready');
    assert.deepEqual(heard, ['failing', 'ready', 'failing', 'ready']);
  });

  it('is asked for anew, whatever is kept of earlier days', async t => {
    let isGone = false;
    const { cloud, storages, share } = await scene(
      t,
      {
        ...reva,
        // Reva 3.12 takes a token after its share was withdrawn.
        takes: header => header === 'Bearer old-token',
        token: () =>
          isGone
            ? { status: 400, body: { error: 'invalid_grant' } }
            : { status: 200, body: { access_token: 'old-token' } }
      },
      webdav('42')
    );
    cloud.options.document = {
      capabilities: ['exchange-token'],
      tokenEndPoint: `${cloud.url}/ocm/token`
    };
    await storages.check(share);
    await storages.of(share).stat('');
    assert.equal(storages.reach(share.id), 'ready');
    isGone = true;
    await storages.of(share).stat('');
    assert.equal(storages.reach(share.id), 'ready');
    await storages.check(share);
    assert.equal(storages.reach(share.id), 'gone');
  });

  it('is lost at once for a server that is known to be down', async t => {
    const { cloud, storages, share, forward } = await scene(
      t,
      reva,
      webdav('42')
    );
    const storage = storages.of(share);
    await storage.stat('');
    cloud.stop();
    for (let attempt = 0; attempt < 3; attempt++) {
      await fails(storage.stat(''), 'unreachable');
    }
    const asked = performance.now();
    const error = await fails(storage.stat(''), 'unreachable');
    assert.ok(performance.now() - asked < 300);
    assert.match(error.message, /asked again in \d+ seconds/);
    assert.ok(error.retryAfter);
    assert.equal(storages.reach(share.id), 'unreachable');
    forward(error.retryAfter);
    const probed = performance.now();
    await fails(storage.stat(''), 'unreachable');
    assert.ok(performance.now() - probed < 300);
  });
});

describe('a share of another provider', () => {
  it('is read by the way that it has, and lent to nobody', async t => {
    const outbound = localClient();
    const share = shareFrom('cernbox.example.org', { source: 'cernbox' });
    const away = new StorageError('login-refused', 'Sign in again.');
    const storages = createShareStorages({
      // Whatever OCM would know of it is not asked for.
      shares: { get: () => share, access: () => assert.fail() },
      outbound,
      wayTo: () => ({ label: 'CERNBox', access: away })
    });
    t.after(async () => {
      await storages.close();
      await outbound.close();
    });
    await fails(storages.of(share).stat(''), 'login-refused');
    const lending = storages.lend(share, false, new AbortController().signal);
    const error = await fails(lending, 'unsupported');
    assert.match(error.message, /CERNBox takes your own login/);
  });
});
