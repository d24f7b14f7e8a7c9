/**
 * What becomes of tokens that nobody needs any more (RFC 7009).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ScriptedServer, type Said } from '../../testing/scripted-server.ts';
import { beside, told, USER, type Beside } from './testing/signed-in.ts';

const signal = new AbortController().signal;
const REVOKED = 'POST /oauth/revoke 200';

async function signedIn(
  ...[test, options, oauth]: Parameters<typeof beside>
): Promise<Beside> {
  const scene = await beside(test, options, oauth);
  await scene.repositories.finishSignIn(await scene.goThere(), USER);
  return scene;
}

describe('who signs out', () => {
  it('gives back both tokens', async t => {
    const { repositories, repository, troubles } = await signedIn(t);
    assert.equal((await repository.good()).length, 2);
    const { login } = repositories.removeToken('lab');
    assert.equal(login?.state, 'missing');
    await repositories.close();
    assert.deepEqual(await repository.good(), []);
    assert.equal(repository.count(REVOKED), 2);
    assert.deepEqual(troubles, []);
  });

  it('gives back the one that nothing renews', async t => {
    const { repositories, repository } = await signedIn(t, { renews: false });
    repositories.removeToken('lab');
    await repositories.close();
    assert.deepEqual(await repository.good(), []);
    assert.equal(repository.count(REVOKED), 1);
  });

  it('is signed out where nothing is taken back', async t => {
    const { repositories, repository, troubles } = await signedIn(t, {
      announces: false
    });
    repositories.removeToken('lab');
    await repositories.close();
    assert.equal(repository.count(REVOKED), 0);
    assert.deepEqual(troubles, []);
  });

  it('is signed out while what was begun is still exchanged, and it is given back', async t => {
    const { goThere, repositories, repository, store } = await beside(t);
    const finish = repositories.finishSignIn(await goThere(), USER);
    repositories.removeToken('lab');
    await assert.rejects(finish, {
      code: 'sign-in-unknown',
      message: /You signed out of Repository lab meanwhile/u
    });
    await repositories.close();
    assert.equal(store.repositories.token(repository.url), null);
    assert.equal(repository.given.length, 2);
    assert.deepEqual(await repository.good(), []);
  });

  it('gives back what a renewal brings too late', async t => {
    const { repositories, repository } = await signedIn(t);
    const hour = 3600 * 1000;
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + hour });
    const look = repositories.look('lab', signal);
    repositories.removeToken('lab');
    await look;
    t.mock.timers.reset();
    await repositories.close();
    assert.deepEqual(await repository.good(), []);
  });
});

describe('who enters another token', () => {
  it('gives back those of the sign-in before', async t => {
    const { repositories, repository } = await signedIn(t);
    await repositories.setToken('lab', 'a-token-of-the-settings', signal);
    await repositories.close();
    assert.deepEqual(await repository.good(), []);
  });

  it('gives back no token that was entered', async t => {
    const { repositories, repository } = await beside(t);
    await repositories.setToken('lab', 'a-token-of-the-settings', signal);
    repositories.removeToken('lab');
    await repositories.close();
    assert.equal(repository.heard.join().includes('/oauth/revoke'), false);
  });
});

describe('a server that takes tokens back', () => {
  const grant = {
    access_token: 'the-first-token',
    refresh_token: 'the-refresh-token',
    token_type: 'bearer'
  };

  /** Announces the address below its own where tokens are taken back. */
  async function signedOut(
    test: Parameters<typeof beside>[0],
    said: Said,
    address?: string
  ): Promise<{ scene: Beside; server: ScriptedServer }> {
    const answers: Record<string, Said> = {
      'POST /token': { json: grant },
      'POST /revoke': said
    };
    const server = await ScriptedServer.start(answers);
    test.after(() => server.stop());
    answers['GET /.well-known/oauth-authorization-server'] = {
      json: {
        issuer: server.url,
        revocation_endpoint: address ?? `${server.url}/revoke`
      }
    };
    const scene = await beside(
      test,
      {},
      { tokenUrl: `${server.url}/token`, issuer: server.url }
    );
    const { code = '', state } = await scene.goThere();
    await scene.repositories.finishSignIn({ state, code }, USER);
    scene.repositories.removeToken('lab');
    await scene.repositories.close();
    return { scene, server };
  }

  it('is told which, and by whom', async t => {
    const { scene, server } = await signedOut(t, { text: '' });
    const bodies = server.heard
      .filter(({ path }) => path === '/revoke')
      .map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    const client = {
      client_id: 'jupyter-of-the-lab',
      client_secret: 'a-secret-of-the-client'
    };
    assert.deepEqual(bodies, [
      {
        ...client,
        token: 'the-refresh-token',
        token_type_hint: 'refresh_token'
      },
      { ...client, token: 'the-first-token', token_type_hint: 'access_token' }
    ]);
    assert.deepEqual(scene.troubles, []);
  });

  const failures: [string, Said][] = [
    ['fails', { status: 503, text: 'the-refresh-token' }],
    ['breaks off', { lost: true }],
    ['sends it elsewhere', { status: 307, headers: { location: '/token' } }],
    [
      'does not know the client',
      { status: 401, json: { error: 'invalid_client' } }
    ]
  ];
  for (const [what, said] of failures) {
    it(`keeps nobody signed in when it ${what}`, async t => {
      const { scene, server } = await signedOut(t, said);
      assert.equal(scene.repositories.get('lab').login?.state, 'missing');
      assert.equal(scene.troubles.length, 1);
      const log = scene.troubles.map(told).join();
      assert.match(log, /forgotten, and still good there/u);
      assert.doesNotMatch(log, /the-refresh-token|the-first-token|a-secret/u);
      assert.equal(
        server.asked.filter(one => one === 'POST /token').length,
        1,
        'the secret went nowhere else'
      );
    });
  }

  it('is not told at a host that the administrator has not named', async t => {
    const stranger = await ScriptedServer.start({});
    t.after(() => stranger.stop());
    const { scene } = await signedOut(t, {}, `${stranger.url}/revoke`);
    assert.deepEqual(stranger.heard, []);
    assert.equal(scene.troubles.length, 1);
  });
});
