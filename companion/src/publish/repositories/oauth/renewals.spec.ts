import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ScriptedServer, type Said } from '../../testing/scripted-server.ts';
import { beside, told, USER, type Beside } from './testing/signed-in.ts';

const signal = new AbortController().signal;
const SECOND = 1000;
const LIFE_SECONDS = 3600;

/** Signed in a moment ago, with a clock that the test moves. */
async function signedIn(
  test: TestContext,
  options: Parameters<typeof beside>[1] = {}
): Promise<Beside> {
  const scene = await beside(test, { tokenSeconds: LIFE_SECONDS, ...options });
  test.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  await scene.repositories.finishSignIn(await scene.goThere(), USER);
  return scene;
}

function pass(test: TestContext, seconds: number): void {
  test.mock.timers.tick(seconds * SECOND);
}

/** What the repository was asked for with a token. */
const RENEWED = 'POST /oauth/token 200';
const OPENED = 'GET /api/user/records 200';
const CLOSED = 'GET /api/user/records 403';

describe('a token from signing in', () => {
  it('is used as it is until shortly before its end', async t => {
    const { repositories, repository } = await signedIn(t);
    pass(t, LIFE_SECONDS - 301);
    await repositories.look('lab', signal);
    assert.equal(repository.count(RENEWED), 1);
    assert.equal(repository.count(OPENED), 2);
  });

  it('is renewed ahead of its end, and its successor too', async t => {
    const { repositories, repository, store } = await signedIn(t);
    for (const times of [2, 3]) {
      pass(t, LIFE_SECONDS - 299);
      const { login } = await repositories.look('lab', signal);
      assert.equal(login?.state, 'good');
      assert.equal(login?.expiresAt, null);
      assert.equal(repository.count(RENEWED), times);
      assert.equal(
        store.repositories.token(repository.url),
        repository.given.at(-2)
      );
      assert.equal(
        store.repositories.renewal(repository.url)?.refreshToken,
        repository.given.at(-1)
      );
    }
    assert.equal(repository.count(CLOSED), 0);
  });

  it('is renewed after its end', async t => {
    const { repositories, repository } = await signedIn(t);
    pass(t, 2 * LIFE_SECONDS);
    const { login } = await repositories.look('lab', signal);
    assert.equal(login?.state, 'good');
    assert.equal(repository.count(CLOSED), 0);
  });

  it('is renewed once for all who want it', async t => {
    const { repositories, repository } = await signedIn(t);
    pass(t, LIFE_SECONDS);
    const looks = await Promise.all(
      [1, 2, 3, 4].map(() => repositories.look('lab', signal))
    );
    assert.deepEqual(
      looks.map(({ login }) => login?.state),
      ['good', 'good', 'good', 'good']
    );
    assert.equal(repository.count(RENEWED), 2);
    assert.equal(repository.count('POST /oauth/token 400'), 0);
  });

  it('has expired when it is not renewed any more', async t => {
    const { repositories, repository, store, told } = await signedIn(t);
    await repository.withdraw();
    pass(t, LIFE_SECONDS - 10);
    for (const time of [1, 2]) {
      const { login, message, state } = await repositories.look('lab', signal);
      assert.equal(login?.state, 'expired', `look ${time}`);
      assert.equal(state, 'sign-in');
      assert.match(message ?? '', /Sign in again/u);
    }
    assert.equal(told.at(-1)?.repository.login?.state, 'expired');
    assert.equal(repository.count('POST /oauth/token 400'), 1);
    assert.equal(
      store.repositories.renewal(repository.url)?.refreshToken,
      null
    );
    await assert.rejects(repositories.open('lab', signal), {
      code: 'repository-sign-in'
    });
  });

  it('has expired also where nothing was known of it before', async t => {
    const { repositories, repository, store } = await signedIn(t);
    const { url } = repository;
    const renewal = store.repositories.renewal(url);
    store.repositories.setToken(url, 'unchecked', renewal);
    await repository.withdraw();
    pass(t, LIFE_SECONDS);
    const { login } = await repositories.look('lab', signal);
    assert.equal(login?.state, 'expired');
  });

  it('is good again after signing in again', async t => {
    const { goThere, repositories, repository } = await signedIn(t);
    await repository.withdraw();
    pass(t, LIFE_SECONDS);
    await repositories.look('lab', signal);
    const after = await repositories.finishSignIn(await goThere(), USER);
    assert.equal(after.login?.state, 'good');
  });

  it('has expired at its end where nothing renews it', async t => {
    const { repositories, repository } = await signedIn(t, { renews: false });
    pass(t, LIFE_SECONDS + 1);
    const { login } = await repositories.look('lab', signal);
    assert.equal(login?.state, 'expired');
    assert.equal(repository.count(CLOSED), 0);
  });

  it('does not come back when the person signs out meanwhile', async t => {
    const { repositories, repository, store } = await signedIn(t);
    pass(t, LIFE_SECONDS);
    const look = repositories.look('lab', signal);
    repositories.removeToken('lab');
    await look;
    assert.equal(store.repositories.token(repository.url), null);
    assert.equal(repositories.get('lab').login?.state, 'missing');
  });

  it('does not take the place of one that is entered meanwhile', async t => {
    const { repositories, repository, store } = await signedIn(t);
    pass(t, LIFE_SECONDS);
    const look = repositories.look('lab', signal);
    store.repositories.setToken(repository.url, 'entered');
    await look;
    assert.equal(store.repositories.token(repository.url), 'entered');
    assert.equal(store.repositories.renewal(repository.url), null);
  });
});

describe('a token endpoint that does not renew now', () => {
  const grant = {
    access_token: 'the-first-token',
    refresh_token: 'the-refresh-token',
    token_type: 'bearer',
    expires_in: LIFE_SECONDS
  };

  /** A repository that takes any token; its token endpoint says this then. */
  async function then(
    test: TestContext,
    ...said: Said[]
  ): Promise<Beside & { server: ScriptedServer }> {
    const server = await ScriptedServer.start({
      'POST /token': [{ json: grant }, ...said]
    });
    test.after(() => server.stop());
    const scene = await beside(test, {}, { tokenUrl: `${server.url}/token` });
    test.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    await scene.repositories.finishSignIn(await scene.goThere(), USER);
    return { ...scene, server };
  }

  const failures: [string, Said][] = [
    ['HTML', { text: '<html>the-refresh-token</html>' }],
    ['503', { status: 503, json: {} }],
    ['nothing', { lost: true }],
    [
      'that the client is wrong',
      { status: 401, json: { error: 'invalid_client' } }
    ]
  ];
  for (const [name, said] of failures) {
    it(`and says ${name} ends nothing while the token holds`, async t => {
      const { repository, server, store, troubles, repositories } = await then(
        t,
        said
      );
      pass(t, LIFE_SECONDS - 200);
      await repositories.look('lab', signal);
      await repositories.look('lab', signal);
      assert.equal(server.asked.length, 2, 'asked again only after a pause');
      assert.equal(troubles.length, 1);
      assert.ok(!troubles.map(told).join().includes('the-refresh-token'));
      const { refreshToken } = store.repositories.renewal(repository.url) ?? {};
      assert.equal(refreshToken, 'the-refresh-token');
      pass(t, 61);
      await repositories.look('lab', signal);
      assert.equal(server.asked.length, 3);
    });
  }

  it('leaves the repository unreachable when the token has ended', async t => {
    const { repositories, server } = await then(
      t,
      { status: 503, json: {} },
      { json: { ...grant, access_token: 'the-next-token' } }
    );
    pass(t, LIFE_SECONDS + 1);
    const { login, state } = await repositories.look('lab', signal);
    assert.equal(state, 'unreachable');
    assert.notEqual(login?.state, 'expired');
    await repositories.look('lab', signal);
    assert.equal(server.asked.length, 3);
  });

  it('keeps the refresh token where it sends no other', async t => {
    const { repositories, repository, store } = await then(t, {
      json: { ...grant, access_token: 'next', refresh_token: undefined }
    });
    pass(t, LIFE_SECONDS);
    await repositories.look('lab', signal);
    assert.equal(store.repositories.token(repository.url), 'next');
    assert.equal(
      store.repositories.renewal(repository.url)?.refreshToken,
      'the-refresh-token'
    );
  });
});
