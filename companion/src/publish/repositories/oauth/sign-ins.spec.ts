import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { RepositoryConfig } from 'sciencemesh-contract';
import { CLIENT } from '../../../../../peers/oauth/index.ts';
import type { RequestProblem } from '../../../http/problem.ts';
import { ScriptedServer, type Said } from '../../testing/scripted-server.ts';
import { createRepositories } from '../testing/repositories.ts';
import {
  answerIn,
  beside,
  configOf,
  REDIRECT,
  secretFile,
  startRepository,
  told,
  USER,
  type Beside
} from './testing/signed-in.ts';

const MINUTE = 60_000;

/** Refused, and told so that nothing secret comes out. */
const problem =
  (status: number, code: string, text: RegExp = /\S/u) =>
  (error: RequestProblem) => {
    assert.deepEqual([error.status, error.code], [status, code]);
    assert.match(error.message, text);
    assert.doesNotMatch(told(error), /a-secret-of-the-client|a-leaked-token/u);
    return true;
  };

describe('signing in at a repository', () => {
  it('opens it, with tokens that nothing tells again', async t => {
    const scene = await beside(t);
    const { goThere, repositories, repository, store } = scene;
    const before = repositories.get('lab');
    assert.equal(before.oauth, true);
    assert.equal(before.message, 'Sign in at Repository lab.');
    const after = await repositories.finishSignIn(await goThere(), USER);
    assert.equal(after.state, 'ready');
    assert.equal(after.login?.state, 'good');
    assert.equal(after.login?.account, 'alice@example.org');
    assert.equal(after.login?.expiresAt, null);
    assert.deepEqual(scene.told.at(-1)?.repository, after);
    const [token, refreshToken] = repository.given;
    assert.equal(store.repositories.token(repository.url), token);
    assert.equal(
      store.repositories.renewal(repository.url)?.refreshToken,
      refreshToken
    );
    const heard = JSON.stringify([scene.told, scene.troubles, after]);
    for (const secret of [...repository.given, CLIENT.secret]) {
      assert.ok(!heard.includes(secret));
    }
  });

  it('asks for the scopes, with a challenge, and not for the token', async t => {
    const { repositories, repository } = await beside(t);
    const page = new URL(
      await repositories.beginSignIn('lab', { user: USER, redirect: REDIRECT })
    );
    assert.equal(page.origin, repository.url);
    assert.equal(page.pathname, '/oauth/authorize');
    const {
      code_challenge: challenge,
      state,
      ...rest
    } = Object.fromEntries(page.searchParams);
    assert.deepEqual(rest, {
      response_type: 'code',
      client_id: CLIENT.id,
      redirect_uri: REDIRECT,
      scope: 'deposit:write user:email',
      code_challenge_method: 'S256'
    });
    assert.match(challenge ?? '', /^[\w-]{43}$/u);
    assert.match(state ?? '', /^[\w-]{43}$/u);
  });

  it('forgets both tokens when the person signs out', async t => {
    const { goThere, repositories, repository, store } = await beside(t);
    await repositories.finishSignIn(await goThere(), USER);
    assert.equal(repositories.removeToken('lab').login?.state, 'missing');
    assert.equal(store.repositories.token(repository.url), null);
    assert.equal(store.repositories.renewal(repository.url), null);
  });

  it('forgets the refresh token when another token is entered', async t => {
    const { goThere, repositories, repository, store } = await beside(t);
    await repositories.finishSignIn(await goThere(), USER);
    const signal = new AbortController().signal;
    await repositories.setToken('lab', 'a-token-of-the-settings', signal);
    assert.equal(store.repositories.renewal(repository.url), null);
  });

  it('tells until when, where nothing renews it', async t => {
    const { goThere, repositories } = await beside(t, {
      renews: false,
      tokenSeconds: 600
    });
    const after = await repositories.finishSignIn(await goThere(), USER);
    const left = Date.parse(after.login?.expiresAt ?? '') - Date.now();
    assert.ok(left > 9 * MINUTE && left <= 10 * MINUTE, String(left));
  });

  it('is not offered where nobody has set it up', async t => {
    const { repositories } = createRepositories(t, {
      configured: [
        { id: 'plain', kind: 'invenio-rdm', name: 'P', url: 'http://127.0.0.1' }
      ]
    });
    assert.equal(repositories.get('plain').oauth, false);
    await assert.rejects(
      repositories.beginSignIn('plain', { user: USER, redirect: REDIRECT }),
      problem(409, 'repository-without-sign-in')
    );
  });
});

describe('what somebody comes back with', () => {
  /** Nobody is signed in, and nothing was asked of the repository. */
  async function nothingHappened({
    repositories,
    repository
  }: Beside): Promise<void> {
    assert.equal(repositories.get('lab').login?.state, 'missing');
    assert.deepEqual(repository.given, []);
    assert.equal(repository.heard.join().includes('/oauth/token'), false);
  }

  it('is refused with a state that was never given', async t => {
    const scene = await beside(t);
    const answer = { ...(await scene.goThere()), state: 'guessed' };
    await assert.rejects(
      scene.repositories.finishSignIn(answer, USER),
      problem(409, 'sign-in-unknown', /begin again/u)
    );
    await nothingHappened(scene);
  });

  it("is refused with another server's state: nobody signs somebody else in", async t => {
    const scene = await beside(t);
    // What a stranger has begun at a server of their own, with their account.
    const stranger = createRepositories(t, {
      configured: [configOf(t, 'lab', scene.repository.url)]
    });
    const page = await stranger.repositories.beginSignIn('lab', {
      user: USER,
      redirect: REDIRECT
    });
    const lure = answerIn(await scene.repository.visit(page));
    await assert.rejects(
      scene.repositories.finishSignIn(lure, USER),
      problem(409, 'sign-in-unknown')
    );
    await nothingHappened(scene);
  });

  it('is refused to another user of the same server, and waits for its own', async t => {
    const scene = await beside(t);
    const answer = await scene.goThere();
    await assert.rejects(
      scene.repositories.finishSignIn(answer, 'mallory'),
      problem(409, 'sign-in-unknown')
    );
    await nothingHappened(scene);
    const after = await scene.repositories.finishSignIn(answer, USER);
    assert.equal(after.login?.state, 'good');
  });

  it('is taken once', async t => {
    const { goThere, repositories, repository } = await beside(t);
    const answer = await goThere();
    const outcomes = await Promise.allSettled([
      repositories.finishSignIn(answer, USER),
      repositories.finishSignIn(answer, USER)
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected']
    );
    await assert.rejects(
      repositories.finishSignIn(answer, USER),
      problem(409, 'sign-in-unknown')
    );
    assert.equal(repository.count('POST /oauth/token 200'), 1);
    assert.equal(repositories.get('lab').state, 'ready');
  });

  it('is refused after ten minutes', async t => {
    const scene = await beside(t);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const answer = await scene.goThere();
    t.mock.timers.tick(10 * MINUTE + 1);
    await assert.rejects(
      scene.repositories.finishSignIn(answer, USER),
      problem(409, 'sign-in-unknown', /ten minutes/u)
    );
    await nothingHappened(scene);
  });

  it('is refused after signing out meanwhile', async t => {
    const scene = await beside(t);
    const answer = await scene.goThere();
    scene.repositories.removeToken('lab');
    await assert.rejects(
      scene.repositories.finishSignIn(answer, USER),
      problem(409, 'sign-in-unknown')
    );
  });

  it('says that the person did not allow it', async t => {
    const scene = await beside(t);
    scene.repository.denies = true;
    const answer = await scene.goThere();
    assert.equal(answer.error, 'access_denied');
    await assert.rejects(
      scene.repositories.finishSignIn(answer, USER),
      problem(403, 'sign-in-denied', /did not allow/u)
    );
    await nothingHappened(scene);
  });

  it('tells an error in its own words only', async t => {
    const scene = await beside(t);
    const { iss = '', state } = await scene.goThere();
    const error = '<b>call</b> 555-0100 for help';
    await assert.rejects(
      scene.repositories.finishSignIn({ state, error, iss }, USER),
      (refusal: RequestProblem) => {
        assert.equal(refusal.code, 'sign-in-ended');
        assert.doesNotMatch(refusal.message, /555|<b>/u);
        return true;
      }
    );
  });

  it('is nothing without a code', async t => {
    const scene = await beside(t);
    const { iss = '', state } = await scene.goThere();
    await assert.rejects(
      scene.repositories.finishSignIn({ state, iss }, USER),
      problem(502, 'sign-in-ended')
    );
    await nothingHappened(scene);
  });

  it('is refused by its repository with the code of another one', async t => {
    const scene = await beside(t);
    const other = await startRepository(t);
    const both = createRepositories(t, {
      configured: [
        configOf(t, 'lab', scene.repository.url),
        configOf(t, 'other', other.url)
      ]
    });
    const visitor = { user: USER, redirect: REDIRECT };
    const [lab, foreign] = [
      answerIn(
        await scene.repository.visit(
          await both.repositories.beginSignIn('lab', visitor)
        )
      ),
      answerIn(
        await other.visit(await both.repositories.beginSignIn('other', visitor))
      )
    ];
    await assert.rejects(
      both.repositories.finishSignIn(
        { ...lab, code: foreign.code ?? '' },
        USER
      ),
      problem(409, 'sign-in-refused')
    );
    for (const id of ['lab', 'other']) {
      assert.equal(both.repositories.get(id).login?.state, 'missing');
    }
    assert.deepEqual([scene.repository.given, other.given], [[], []]);
  });

  it('is refused with the code of another sign-in here: the challenge is another', async t => {
    const { goThere, repositories, repository } = await beside(t);
    const [first, second] = [await goThere(), await goThere()];
    await assert.rejects(
      repositories.finishSignIn({ ...first, code: second.code ?? '' }, USER),
      problem(409, 'sign-in-refused')
    );
    assert.deepEqual(repository.given, []);
  });
});

describe('a token endpoint', () => {
  /** Signs in where tokens are given by a server that says what we want. */
  async function finishAt(
    test: TestContext,
    said: Said,
    oauth: Partial<RepositoryConfig['oauth']> = {}
  ): Promise<{ finish: Promise<unknown>; scene: Beside; heard: string[] }> {
    const server = await ScriptedServer.start({ 'POST /token': said });
    test.after(() => server.stop());
    const scene = await beside(
      test,
      {},
      { tokenUrl: `${server.url}/token`, ...oauth }
    );
    const answer = await scene.goThere();
    const finish = scene.repositories.finishSignIn(answer, USER);
    return { finish, scene, heard: server.asked };
  }

  const leak = { access_token: 'a-leaked-token', token_type: 'Bearer' };
  const cases: [string, Said, number, string][] = [
    ['HTML', { text: '<html>a-leaked-token</html>' }, 502, 'sign-in-failed'],
    ['401 in HTML', { status: 401, text: '<p>' }, 502, 'sign-in-failed'],
    [
      '401 for this client',
      { status: 401, json: { error: 'invalid_client' } },
      503,
      'sign-in-misconfigured'
    ],
    [
      'a challenge',
      { status: 401, json: {}, headers: { 'www-authenticate': 'Basic' } },
      502,
      'sign-in-failed'
    ],
    [
      'a redirect',
      { status: 307, json: {}, headers: { location: 'http://127.0.0.1:9/' } },
      502,
      'sign-in-failed'
    ],
    ['another status', { status: 418, json: leak }, 502, 'sign-in-failed'],
    [
      'a refresh token of a strange kind',
      { json: { ...leak, refresh_token: ['a-leaked-token'] } },
      502,
      'sign-in-failed'
    ],
    [
      'a token of another type',
      { json: { ...leak, token_type: 'mac' } },
      502,
      'sign-in-failed'
    ],
    [
      'a token that ends the header',
      { json: { ...leak, access_token: 'a-leaked-token\r\nx: y' } },
      502,
      'sign-in-failed'
    ],
    [
      'a token without end',
      { json: { ...leak, access_token: 'x'.repeat(20_000) } },
      502,
      'sign-in-failed'
    ],
    [
      'a document without end',
      { json: { ...leak, more: 'x'.repeat(100_000) } },
      502,
      'sign-in-failed'
    ],
    ['nothing', { lost: true }, 502, 'sign-in-failed']
  ];
  for (const [name, said, status, code] of cases) {
    it(`that answers ${name} signs nobody in`, async t => {
      const { finish, scene } = await finishAt(t, said);
      await assert.rejects(finish, problem(status, code));
      assert.equal(scene.repositories.get('lab').login?.state, 'missing');
    });
  }

  for (const seconds of [1e15, 1e308]) {
    it(`that says that a token lives for ${seconds} seconds harms no list`, async t => {
      const { finish, scene } = await finishAt(t, {
        json: { ...leak, expires_in: seconds }
      });
      await finish;
      const [lab] = scene.repositories.list();
      assert.equal(lab?.login?.expiresAt, null);
    });
  }

  it('that does not answer is given up', { timeout: 20_000 }, async t => {
    const { finish, scene } = await finishAt(t, { silent: true });
    await assert.rejects(finish, problem(502, 'sign-in-failed'));
    assert.equal(scene.repositories.get('lab').login?.state, 'missing');
  });

  const files: [string, string | null, number][] = [
    ['is missing', null, 0o600],
    ['can be read by others', CLIENT.secret, 0o640],
    ['is empty', '', 0o600]
  ];
  for (const [name, text, mode] of files) {
    it(`is not asked when the file of the secret ${name}`, async t => {
      const { finish, heard, scene } = await finishAt(
        t,
        { json: leak },
        {
          clientSecretFile:
            text === null ? '/nowhere/at/all' : secretFile(t, text, mode)
        }
      );
      await assert.rejects(
        finish,
        problem(503, 'sign-in-misconfigured', /administrator/u)
      );
      assert.deepEqual(heard, []);
      assert.equal(scene.repositories.get('lab').login?.state, 'missing');
    });
  }

  it('that does not know the secret is told of as a matter of the administrator', async t => {
    const scene = await beside(
      t,
      {},
      { clientSecretFile: secretFile(t, 'an-older-secret') }
    );
    await assert.rejects(
      scene.repositories.finishSignIn(await scene.goThere(), USER),
      problem(503, 'sign-in-misconfigured')
    );
  });
});
