/**
 * Signing in at a repository through the API, as the bridge and the page do.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type {
  CompanionEvent,
  Config,
  Problem,
  Repository,
  SignInPage
} from 'sciencemesh-contract';
import { CLIENT, type OAuthRepository } from '../../../peers/oauth/index.ts';
import {
  SECRET,
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import {
  answerIn,
  configOf,
  REDIRECT,
  startRepository
} from '../publish/repositories/oauth/testing/signed-in.ts';
import { filesWith } from '../store/testing/folder.ts';

interface Scene {
  companion: TestCompanion;
  repository: OAuthRepository;
  /** All that was logged. */
  log: string[];
}

async function start(
  test: TestContext,
  publish: Config['publish'] = {}
): Promise<Scene> {
  const repository = await startRepository(test, {
    redirects: [REDIRECT, HUB]
  });
  const log: string[] = [];
  const companion = await startCompanion(test, {
    config: {
      outbound: { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] },
      compute: { find: false, local: 'hide' },
      publish: {
        known: 'hide',
        repositories: [configOf(test, 'lab', repository.url)],
        ...publish
      }
    },
    log: line => log.push(line)
  });
  return { companion, repository, log };
}

const HUB =
  'https://hub.example.org/hub/user-redirect/sciencemesh/oauth/callback';

/** As the bridge asks for a person. */
async function ask<T>(
  { companion }: Scene,
  path: string,
  body: unknown,
  user = 'marie'
): Promise<{ status: number; value: T; text: string }> {
  const answer = await fetch(`${companion.app.addresses.listen}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${SECRET}`,
      'content-type': 'application/json',
      'x-jupyter-user': user
    },
    body: JSON.stringify(body)
  });
  const text = await answer.text();
  return { status: answer.status, value: JSON.parse(text) as T, text };
}

const BEGIN = '/api/repositories/lab/oauth';
const FINISH = '/api/oauth/answer';

describe('/api/repositories/:id/oauth', () => {
  it('leads to tokens that stand in no answer, event, log line or file', async t => {
    const scene = await start(t);
    const { companion, log, repository } = scene;
    const events: CompanionEvent[] = [];
    const signedIn = companion.until<Repository>({
      path: '/api/repositories/lab',
      told: event => {
        events.push(event);
        return event.type === 'repository' ? event.repository : null;
      },
      isWanted: ({ state }) => state === 'ready'
    });
    const begun = await ask<SignInPage>(scene, BEGIN, { redirect: REDIRECT });
    const landed = await repository.visit(begun.value.url);
    assert.equal(`${landed.origin}${landed.pathname}`, REDIRECT);
    const back = answerIn(landed);
    const finished = await ask<Repository>(scene, FINISH, back);
    assert.equal(finished.status, 200);
    assert.equal(finished.value.login?.state, 'good');
    assert.equal((await signedIn).login?.account, 'alice@example.org');
    const list = await (await companion.api('/api/repositories')).text();
    const metrics = await (await companion.api('/api/metrics')).text();
    const told = [
      ...[begun.text, finished.text, list, metrics, JSON.stringify(events)],
      ...log
    ];
    await companion.stop(true);
    const secrets = [...repository.given, CLIENT.secret, back.code ?? ''];
    assert.equal(secrets.length, 4);
    for (const secret of secrets) {
      assert.ok(told.every(text => !text.includes(secret)));
    }
    assert.deepEqual(filesWith(join(companion.folder, 'data'), secrets), []);
    assert.ok(log.every(line => !line.includes(back.state)));
  });

  it('sends people back to where the administrator says', async t => {
    const scene = await start(t, { oauthRedirect: HUB });
    const { value } = await ask<SignInPage>(scene, BEGIN, {
      redirect: REDIRECT
    });
    const landed = await scene.repository.visit(value.url);
    assert.equal(`${landed.origin}${landed.pathname}`, HUB);
    const { status } = await ask(scene, FINISH, answerIn(landed));
    assert.equal(status, 200);
  });

  it('is for who began', async t => {
    const scene = await start(t);
    const { value } = await ask<SignInPage>(scene, BEGIN, {
      redirect: REDIRECT
    });
    const back = answerIn(await scene.repository.visit(value.url));
    const other = await ask<Problem>(scene, FINISH, back, 'mallory');
    assert.deepEqual(
      [other.status, other.value.code],
      [409, 'sign-in-unknown']
    );
    assert.deepEqual(scene.repository.given, []);
  });

  it('does not outlive the program', async t => {
    const scene = await start(t);
    const { value } = await ask<SignInPage>(scene, BEGIN, {
      redirect: REDIRECT
    });
    const back = answerIn(await scene.repository.visit(value.url));
    await scene.companion.stop(true);
    const { folder } = scene.companion;
    const again = await startCompanion(t, {
      folder,
      config: {
        publish: {
          known: 'hide',
          repositories: [configOf(t, 'lab', scene.repository.url)]
        }
      }
    });
    const late = await ask<Problem>(
      { ...scene, companion: again },
      FINISH,
      back
    );
    assert.equal(late.value.code, 'sign-in-unknown');
  });

  const wrong: [string, string, unknown][] = [
    ['another page of this server', BEGIN, { redirect: 'https://x/lab' }],
    ['a page with a query', BEGIN, { redirect: `${REDIRECT}?next=/` }],
    ['no web address', BEGIN, { redirect: 'javascript:alert(1)' }],
    ['nowhere', BEGIN, {}],
    ['a code without a state', FINISH, { code: 'x' }],
    ['members that nobody knows', FINISH, { state: 'x', token: 'x' }],
    ['a state without end', FINISH, { state: 'x'.repeat(300) }]
  ];
  for (const [name, path, body] of wrong) {
    it(`refuses ${name}`, async t => {
      const { status } = await ask<Problem>(await start(t), path, body);
      assert.equal(status, 400);
    });
  }

  it('refuses a configuration with a client at a Dataverse', async t => {
    const oauth = { clientId: 'x', clientSecretFile: 'y' };
    const url = 'https://dataverse.example.org';
    await assert.rejects(
      start(t, {
        repositories: [
          { id: 'ours', kind: 'dataverse', name: 'Ours', url, oauth }
        ]
      }),
      /publish\.repositories has "oauth" for "ours"/u
    );
  });
});
