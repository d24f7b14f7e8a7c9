/**
 * Who sent somebody back (RFC 9207), as far as the server announces that it
 * says so (RFC 8414).
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { RequestProblem } from '../../../http/problem.ts';
import { ScriptedServer, type Said } from '../../testing/scripted-server.ts';
import { beside, USER, type Beside } from './testing/signed-in.ts';

const METADATA = 'GET /.well-known/oauth-authorization-server';
const OPENID = 'GET /.well-known/openid-configuration';

const refusal = (status: number, code: string) => (error: RequestProblem) => {
  assert.deepEqual([error.status, error.code], [status, code]);
  return true;
};

/** No code was exchanged, and nobody is signed in. */
function assertNothing({ repositories, repository }: Beside): void {
  assert.equal(repositories.get('lab').login?.state, 'missing');
  assert.equal(repository.heard.join().includes('/oauth/token'), false);
  assert.deepEqual(repository.given, []);
}

describe('a server that announces that it says who it is', () => {
  it('is believed when it does', async t => {
    const { goThere, repositories, repository } = await beside(t);
    const answer = await goThere();
    assert.equal(answer.iss, repository.url);
    const { login } = await repositories.finishSignIn(answer, USER);
    assert.equal(login?.state, 'good');
  });

  for (const [what, iss] of [
    ['nobody', undefined],
    ['another one', 'https://attacker.example.org'],
    ['almost the same one', 'http://127.0.0.1:1/']
  ] as const) {
    it(`is not asked with a code that came from ${what}`, async t => {
      const scene = await beside(t);
      const { code = '', state } = await scene.goThere();
      const answer = { state, code, ...(iss === undefined ? {} : { iss }) };
      await assert.rejects(
        scene.repositories.finishSignIn(answer, USER),
        refusal(502, 'sign-in-elsewhere')
      );
      assertNothing(scene);
    });
  }

  it('has not denied what another one says was denied', async t => {
    const scene = await beside(t);
    const { state } = await scene.goThere();
    const answer = { state, error: 'access_denied', iss: 'https://other.test' };
    await assert.rejects(
      scene.repositories.finishSignIn(answer, USER),
      refusal(502, 'sign-in-elsewhere')
    );
  });
});

describe('a server that announces nothing', () => {
  it('need not say who it is', async t => {
    const { goThere, repositories, repository } = await beside(t, {
      announces: false
    });
    const { code = '', state } = await goThere();
    const after = await repositories.finishSignIn({ state, code }, USER);
    assert.equal(after.login?.state, 'good');
    assert.equal(repository.count(`${METADATA} 404`), 1);
    assert.equal(repository.count(`${OPENID} 404`), 1);
  });

  it('is not asked with a code that came from another one', async t => {
    const scene = await beside(t, { announces: false });
    const answer = { ...(await scene.goThere()), iss: 'https://other.test' };
    await assert.rejects(
      scene.repositories.finishSignIn(answer, USER),
      refusal(502, 'sign-in-elsewhere')
    );
    assertNothing(scene);
  });
});

describe('what stands where a server would announce itself', () => {
  /** Says this instead, at an address that the administrator has named. */
  async function announcing(
    test: TestContext,
    script: (url: string) => Readonly<Record<string, Said>>,
    path = ''
  ): Promise<{
    scene: Beside;
    server: ScriptedServer;
    finish: () => Promise<unknown>;
  }> {
    const answers: Record<string, Said> = {};
    const server = await ScriptedServer.start(answers);
    test.after(() => server.stop());
    Object.assign(answers, script(`${server.url}${path}`));
    const scene = await beside(test, {}, { issuer: `${server.url}${path}` });
    const { code = '', state } = await scene.goThere();
    return {
      scene,
      server,
      finish: () => scene.repositories.finishSignIn({ state, code }, USER)
    };
  }

  const failing: [string, Said, number, string][] = [
    ['fails', { status: 503, json: {} }, 502, 'sign-in-failed'],
    ['breaks off', { lost: true }, 502, 'sign-in-failed'],
    [
      'has no end',
      { json: { issuer: 'x'.repeat(100_000) } },
      502,
      'sign-in-failed'
    ],
    [
      'is of another one',
      { json: { issuer: 'https://other.test' } },
      503,
      'sign-in-misconfigured'
    ],
    ['names nobody', { json: { issuer: 7 } }, 503, 'sign-in-misconfigured'],
    [
      'names no address',
      { json: { issuer: 'nobody' } },
      503,
      'sign-in-misconfigured'
    ]
  ];
  for (const [what, said, status, code] of failing) {
    it(`signs nobody in when it ${what}`, async t => {
      const { finish, scene } = await announcing(t, () => ({
        [METADATA]: said
      }));
      await assert.rejects(finish(), refusal(status, code));
      assertNothing(scene);
    });
  }

  it('is given up when it says nothing', { timeout: 20_000 }, async t => {
    const { finish, scene } = await announcing(t, () => ({
      [METADATA]: { silent: true }
    }));
    await assert.rejects(finish(), refusal(502, 'sign-in-failed'));
    assertNothing(scene);
  });

  it('is not followed elsewhere', async t => {
    const headers = { location: 'http://127.0.0.1:9/' };
    const { finish, server } = await announcing(t, () => ({
      [METADATA]: { status: 302, headers },
      [OPENID]: { status: 302, headers }
    }));
    await finish();
    assert.deepEqual(server.asked, [METADATA, OPENID]);
  });

  it('is found below a path, too, as OpenID Connect has it', async t => {
    const { finish, scene, server } = await announcing(
      t,
      issuer => ({
        'GET /realms/lab/.well-known/openid-configuration': {
          json: {
            issuer,
            authorization_response_iss_parameter_supported: true
          }
        }
      }),
      '/realms/lab'
    );
    await assert.rejects(finish(), refusal(502, 'sign-in-elsewhere'));
    assert.deepEqual(server.asked, [
      `${METADATA}/realms/lab`,
      'GET /realms/lab/.well-known/openid-configuration'
    ]);
    assertNothing(scene);
  });
});
