import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { PublicationForm, RepositoryConfig } from 'sciencemesh-contract';
import { Dataverse } from '../../../../peers/dataverse/index.ts';
import type { RequestProblem } from '../../http/problem.ts';
import { RepositoryError } from '../repository.ts';
import { ScriptedServer, type Said } from '../testing/scripted-server.ts';
import {
  createRepositories,
  type RepositoriesSetup,
  type TestRepositories
} from './testing/repositories.ts';

const signal = new AbortController().signal;
const TOKEN = 'a-token-of-alice';
const OWN_RECORDS = 'GET /user/records?size=1';
const ACCOUNT = 'GET /me';
const NO_RECORDS: Said = { json: { hits: { hits: [], total: 0 } } };
const FORBIDDEN: Said = {
  status: 403,
  json: { message: 'Permission denied.' }
};

const lab: Omit<RepositoryConfig, 'url'> = {
  id: 'lab',
  kind: 'invenio-rdm',
  name: 'Lab'
};

/** One InvenioRDM that says what the test wants. */
async function beside(
  test: TestContext,
  script: Readonly<Record<string, Said | Said[]>>,
  setup: RepositoriesSetup = {}
): Promise<TestRepositories & { server: ScriptedServer }> {
  const server = await ScriptedServer.start(script);
  test.after(() => server.stop());
  const created = createRepositories(test, {
    ...setup,
    configured: [{ ...lab, url: server.url }]
  });
  return { ...created, server };
}

const problem = (status: number, code: string) => (error: RequestProblem) => {
  assert.deepEqual([error.status, error.code], [status, code]);
  return true;
};

describe('a token', () => {
  it('opens a repository, and never comes out again', async t => {
    const { repositories, server, told } = await beside(t, {
      [OWN_RECORDS]: NO_RECORDS,
      [ACCOUNT]: { json: { id: 2, email: 'alice@example.org' } }
    });
    const before = repositories.get('lab');
    assert.equal(before.state, 'sign-in');
    assert.equal(before.login?.state, 'missing');
    const ready = await repositories.setToken('lab', ` ${TOKEN}\n`, signal);
    assert.equal(ready.state, 'ready');
    assert.equal(ready.login?.state, 'good');
    assert.equal(ready.login?.account, 'alice@example.org');
    assert.equal(ready.message, null);
    assert.equal(ready.abilities?.folders, true);
    assert.equal(server.heard[0]?.headers.authorization, `Bearer ${TOKEN}`);
    assert.doesNotMatch(
      JSON.stringify([told, repositories.list(), repositories]),
      new RegExp(TOKEN)
    );
  });

  it('that was never any good is refused, one that was has expired', async t => {
    const { repositories } = await beside(t, {
      [OWN_RECORDS]: [FORBIDDEN, NO_RECORDS, FORBIDDEN, FORBIDDEN]
    });
    const refused = await repositories.setToken('lab', 'mistyped', signal);
    assert.equal(refused.state, 'sign-in');
    assert.equal(refused.login?.state, 'refused');
    assert.match(refused.message ?? '', /does not take the token\./);
    const good = await repositories.setToken('lab', TOKEN, signal);
    assert.equal(good.login?.state, 'good');
    for (const time of [1, 2]) {
      const ended = await repositories.look('lab', signal);
      assert.equal(ended.login?.state, 'expired', `look ${time}`);
      assert.match(ended.message ?? '', /any more/);
    }
  });

  it('is forgotten when the person says so', async t => {
    const { repositories, store, told, server } = await beside(t, {
      [OWN_RECORDS]: NO_RECORDS
    });
    await repositories.setToken('lab', TOKEN, signal);
    const after = repositories.removeToken('lab');
    assert.equal(after.state, 'sign-in');
    assert.equal(after.login?.state, 'missing');
    assert.equal(store.repositories.token(server.url), null);
    assert.deepEqual(told.at(-1), { repository: after, forgotten: false });
    await assert.rejects(
      repositories.open('lab', signal),
      problem(409, 'repository-sign-in')
    );
  });

  for (const token of ['two words', 'line\r\nx-evil: 1', 'schlüssel', '   ']) {
    it(`is not taken: ${JSON.stringify(token)}`, async t => {
      const { repositories, server } = await beside(t, {});
      await assert.rejects(
        repositories.setToken('lab', token, signal),
        problem(422, 'token-refused')
      );
      assert.deepEqual(server.heard, []);
    });
  }

  it('goes nowhere else when its host sends on', async t => {
    const other = await ScriptedServer.start({ [OWN_RECORDS]: NO_RECORDS });
    t.after(() => other.stop());
    const { repositories } = await beside(t, {
      [OWN_RECORDS]: {
        status: 302,
        headers: { location: `${other.url}/api/user/records?size=1` }
      }
    });
    const looked = await repositories.setToken('lab', TOKEN, signal);
    assert.equal(looked.state, 'unreachable');
    assert.deepEqual(other.heard, []);
  });

  it('is not for the archive on this server', async t => {
    const { repositories } = createRepositories(t);
    await assert.rejects(
      repositories.setToken('bundle', TOKEN, signal),
      problem(409, 'repository-without-login')
    );
  });

  it('opens all collections of one Dataverse', async t => {
    const dataverse = await Dataverse.start();
    t.after(() => dataverse.stop());
    const at = { kind: 'dataverse', url: dataverse.url } as const;
    const { repositories, told } = createRepositories(t, {
      configured: [
        { ...at, id: 'one', name: 'One' },
        { ...at, id: 'quiet', name: 'Quiet', collection: 'quiet' }
      ]
    });
    const token = dataverse.token('alice');
    const one = await repositories.setToken('one', token, signal);
    assert.equal(one.login?.state, 'good');
    assert.match(one.login?.account ?? '', /alice/i);
    assert.ok(Date.parse(one.login?.expiresAt ?? '') > Date.now());
    assert.equal(repositories.get('quiet').login?.state, 'good');
    assert.deepEqual(
      told.map(({ repository }) => repository.id),
      ['one', 'quiet']
    );
    dataverse.expire('alice');
    const ended = await repositories.look('quiet', signal);
    assert.equal(ended.login?.state, 'expired');
    assert.equal(repositories.get('one').state, 'sign-in');
  });
});

describe('an account', () => {
  it('that may not deposit finds the repository closed', async t => {
    const dataverse = await Dataverse.start({ people: { rita: 'reader' } });
    t.after(() => dataverse.stop());
    const { repositories } = createRepositories(t, {
      configured: [
        { id: 'dv', kind: 'dataverse', name: 'Ours', url: dataverse.url }
      ]
    });
    const token = dataverse.token('rita');
    const closed = await repositories.setToken('dv', token, signal);
    assert.deepEqual([closed.state, closed.login?.state], ['closed', 'scope']);
    assert.match(closed.message ?? '', /Ask there for the right/);
  });
});

describe('what is known of a repository', () => {
  it('is asked for once a day', async t => {
    const { repositories, server } = await beside(t, {
      [OWN_RECORDS]: NO_RECORDS
    });
    await repositories.setToken('lab', TOKEN, signal);
    for (const time of [1, 2, 3]) {
      const { abilities, repository } = await repositories.open('lab', signal);
      assert.equal(abilities.checksum, 'md5', `time ${time}`);
      assert.equal(repository.state, 'ready');
      repositories.list();
    }
    assert.deepEqual(server.asked, [OWN_RECORDS, ACCOUNT]);
  });

  it('is asked for again when it is older', async t => {
    const { repositories, server, store } = await beside(t, {
      [OWN_RECORDS]: NO_RECORDS
    });
    await repositories.setToken('lab', TOKEN, signal);
    const look = store.repositories.look(server.url);
    assert.ok(look);
    store.repositories.keepLook(server.url, {
      ...look,
      lookedAt: new Date(Date.now() - 25 * 60 * 60_000).toISOString()
    });
    await repositories.open('lab', signal);
    assert.deepEqual(server.asked, [
      OWN_RECORDS,
      ACCOUNT,
      OWN_RECORDS,
      ACCOUNT
    ]);
  });

  it('is asked of nobody for whom there is no token', async t => {
    const { repositories, server } = await beside(t, {});
    repositories.list();
    const same = await repositories.look('lab', signal);
    assert.equal(same.state, 'sign-in');
    assert.deepEqual(server.heard, []);
  });

  it('stays while the host does not answer, and serves', async t => {
    const { counted, repositories, told } = await beside(t, {
      [OWN_RECORDS]: [NO_RECORDS, { status: 502 }]
    });
    await repositories.setToken('lab', TOKEN, signal);
    const away = await repositories.look('lab', signal);
    assert.equal(away.state, 'unreachable');
    assert.match(away.message ?? '', /127\.0\.0\.1/);
    assert.equal(away.login?.state, 'good');
    assert.equal(told.at(-1)?.repository.state, 'unreachable');
    const { abilities } = await repositories.open('lab', signal);
    assert.equal(abilities.folders, true);
    assert.deepEqual(counted.failures, ['server-failed', 'server-failed']);
  });

  it('is nothing when the host never answered: it says why', async t => {
    const { repositories } = await beside(t, {
      [OWN_RECORDS]: { text: '<h1>Maintenance</h1>', status: 503 }
    });
    const away = await repositories.setToken('lab', TOKEN, signal);
    assert.equal(away.state, 'unreachable');
    assert.equal(away.login?.state, 'unchecked');
    await assert.rejects(repositories.open('lab', signal), error => {
      assert.ok(error instanceof RepositoryError);
      assert.equal(error.code, 'busy');
      return true;
    });
  });
});

describe('a refusal that the engine meets', () => {
  it('tells that the token is over', async t => {
    const { repositories, told } = await beside(t, {
      [OWN_RECORDS]: NO_RECORDS
    });
    await repositories.setToken('lab', TOKEN, signal);
    repositories.noteFailure(
      'lab',
      new RepositoryError('login-refused', 'No.')
    );
    assert.equal(repositories.get('lab').login?.state, 'expired');
    assert.equal(told.at(-1)?.repository.state, 'sign-in');
    await assert.rejects(
      repositories.open('lab', signal),
      problem(409, 'repository-sign-in')
    );
  });

  it('lets ask again when it is about one deed, which may be all of it', async t => {
    const { repositories, server } = await beside(t, {
      [OWN_RECORDS]: NO_RECORDS
    });
    await repositories.setToken('lab', TOKEN, signal);
    const asked = server.asked.length;
    const changed = new Promise<string>(resolve =>
      repositories.onChange(({ state }) => resolve(state))
    );
    repositories.noteFailure(
      'lab',
      new RepositoryError('scope-missing', 'Not with this token.')
    );
    assert.equal(await changed, 'ready');
    assert.ok(server.asked.length > asked);
  });

  it('says nothing about the token when it is about something else', async t => {
    const { repositories, told } = await beside(t, {
      [OWN_RECORDS]: NO_RECORDS
    });
    await repositories.setToken('lab', TOKEN, signal);
    const { length } = told;
    for (const code of ['busy', 'refused', 'no-space', 'conflict'] as const) {
      repositories.noteFailure('lab', new RepositoryError(code, 'No.'));
    }
    repositories.noteFailure(
      'no-such',
      new RepositoryError('login-refused', 'No.')
    );
    assert.equal(told.length, length);
    assert.equal(repositories.get('lab').state, 'ready');
  });
});

describe('a repository of the person', () => {
  const own = { url: 'https://own.example.org', kind: 'dataverse' } as const;

  it('goes with its token', async t => {
    const { repositories, store, told } = createRepositories(t);
    const { id, url } = await repositories.add(own, signal);
    store.repositories.setToken(url ?? '', TOKEN);
    repositories.remove(id);
    assert.equal(store.repositories.token(url ?? ''), null);
    assert.equal(told.at(-1)?.forgotten, true);
    assert.throws(
      () => repositories.get(id),
      problem(404, 'repository-not-found')
    );
  });

  it('stays while something is published there', async t => {
    const { repositories } = createRepositories(t, {
      used: ['own-example-org']
    });
    const { id } = await repositories.add(own, signal);
    assert.throws(
      () => repositories.remove(id),
      problem(409, 'repository-in-use')
    );
    assert.equal(repositories.get(id).own, true);
  });

  it('is the only kind that can be removed', async t => {
    const { repositories } = await beside(t, {});
    for (const id of ['lab', 'bundle']) {
      assert.throws(
        () => repositories.remove(id),
        problem(409, 'repository-not-yours')
      );
    }
  });
});

describe('the repository that is preferred', () => {
  it('is the one of the last form, if it is still there', async t => {
    const form = (repositoryId: string | null): PublicationForm => ({
      repositoryId,
      previous: null,
      excluded: [],
      names: {},
      folders: 'names',
      metadata: {},
      community: null,
      writeBack: true,
      senderIsTold: false
    });
    const { repositories } = await beside(
      t,
      {},
      { forms: [form(null), form('gone'), form('bundle'), form('lab')] }
    );
    assert.equal(repositories.preferred(), 'bundle');
  });

  it('is the only one that is ready, or else none', async t => {
    const { repositories } = await beside(t, { [OWN_RECORDS]: NO_RECORDS });
    assert.equal(repositories.preferred(), null);
    await repositories.setToken('lab', TOKEN, signal);
    assert.equal(repositories.preferred(), 'lab');
  });
});

describe('the archive on this server', () => {
  it('is always there and ready', async t => {
    const { repositories } = createRepositories(t);
    const looked = await repositories.look('bundle', signal);
    assert.equal(looked.state, 'ready');
    assert.equal(looked.login, null);
    assert.ok(looked.abilities);
    const { requestsPerMinute } = await repositories.open('bundle', signal);
    assert.equal(requestsPerMinute, null);
  });
});
