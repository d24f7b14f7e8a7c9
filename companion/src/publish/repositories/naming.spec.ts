import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Dataverse } from '../../../../peers/dataverse/index.ts';
import { freePort } from '../../../../peers/loopback/index.ts';
import type { RequestProblem } from '../../http/problem.ts';
import { ScriptedServer, type Said } from '../testing/scripted-server.ts';
import { createRepositories } from './testing/repositories.ts';

const signal = new AbortController().signal;

const INVENIO = {
  hits: { hits: [], total: 0 },
  links: { self: 'https://example.org/api/records?page=1' }
};
const RECORDS = 'GET /records?size=1';

async function host(
  test: TestContext,
  script: Readonly<Record<string, Said | Said[]>>
): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(script);
  test.after(() => server.stop());
  return server;
}

const refused =
  (status: number, code: string, words: RegExp) => (error: RequestProblem) => {
    assert.deepEqual([error.status, error.code], [status, code]);
    assert.match(error.message, words);
    return true;
  };

describe('a repository that is named by its address', () => {
  it('is recognised as an InvenioRDM, and asked without a token', async t => {
    const server = await host(t, { [RECORDS]: { json: INVENIO } });
    const { repositories, told } = createRepositories(t);
    const added = await repositories.add({ url: `${server.url}/` }, signal);
    assert.equal(added.kind, 'invenio-rdm');
    assert.equal(added.flavour, 'plain');
    assert.equal(added.url, server.url);
    assert.equal(added.own, true);
    assert.equal(added.state, 'sign-in');
    assert.match(added.id, /^127-0-0-1-\d+$/);
    assert.deepEqual(added.login?.scopes, ['deposit:write', 'deposit:actions']);
    assert.equal(
      added.login?.tokensAt,
      `${server.url}/account/settings/applications/tokens/new/`
    );
    assert.ok(server.heard.every(({ headers }) => !headers.authorization));
    assert.deepEqual(told, [{ repository: added, forgotten: false }]);
  });

  it('is recognised as a Dataverse', async t => {
    const dataverse = await Dataverse.start();
    t.after(() => dataverse.stop());
    const { repositories } = createRepositories(t);
    const added = await repositories.add({ url: dataverse.url }, signal);
    assert.equal(added.kind, 'dataverse');
    assert.equal(added.flavour, null);
    assert.deepEqual(added.login?.scopes, []);
  });

  it('is found from whatever page of it was copied', async t => {
    const server = await host(t, { [RECORDS]: { json: INVENIO } });
    const { repositories } = createRepositories(t);
    const added = await repositories.add(
      { url: `${server.url}/records/abc12?preview=1#files`, name: 'Ours' },
      signal
    );
    assert.equal(added.url, server.url);
    assert.equal(added.name, 'Ours');
  });

  it('is recognised as a B2SHARE by the form of its records', async t => {
    const record = { metadata: { resource_types: [{ id: 'dataset' }] } };
    const server = await host(t, {
      [RECORDS]: { json: { ...INVENIO, hits: { hits: [record], total: 1 } } }
    });
    const { repositories } = createRepositories(t);
    const added = await repositories.add({ url: server.url }, signal);
    assert.equal(added.flavour, 'b2share');
  });

  it('is in the list once, and keeps its number beside another', async t => {
    const server = await host(t, { [RECORDS]: { json: INVENIO } });
    const { repositories } = createRepositories(t);
    const first = await repositories.add({ url: server.url }, signal);
    const again = await repositories.add(
      { url: `${server.url}/uploads/new` },
      signal
    );
    assert.deepEqual(again, first);
    assert.equal(repositories.list().filter(({ own }) => own).length, 1);
  });

  it('has an id of its own, and is not asked when its kind is told', async t => {
    const { repositories } = createRepositories(t);
    const ids = [];
    for (const host of ['a-b.example.org', 'a.b.example.org', 'bundle']) {
      const url = `https://${host}`;
      const { id } = await repositories.add({ url, kind: 'dataverse' }, signal);
      ids.push(id);
    }
    assert.deepEqual(ids, ['a-b-example-org', 'a-b-example-org-2', 'bundle-2']);
  });

  it('is the configured one where there is one', async t => {
    const server = await host(t, { [RECORDS]: { json: INVENIO } });
    const { repositories } = createRepositories(t, {
      others: false,
      configured: [
        { id: 'lab', kind: 'invenio-rdm', name: 'Lab', url: server.url }
      ]
    });
    const added = await repositories.add({ url: server.url }, signal);
    assert.equal(added.id, 'lab');
    assert.deepEqual(server.heard, []);
  });

  it('is refused where the administrator wants that', async t => {
    const { repositories } = createRepositories(t, { others: false });
    await assert.rejects(
      repositories.add({ url: 'https://example.org' }, signal),
      refused(403, 'repositories-fixed', /administrator/)
    );
  });
});

describe('an address that is no repository', () => {
  it('is said to be neither', async t => {
    const server = await host(t, {
      'GET /records?size=1': { json: { hits: ['a web shop'] } },
      'GET /info/version': { text: '<html>Welcome</html>' }
    });
    const { repositories } = createRepositories(t);
    await assert.rejects(
      repositories.add({ url: server.url }, signal),
      refused(422, 'repository-unknown-kind', /neither .* nor a Dataverse/)
    );
    assert.deepEqual(
      repositories.list().map(({ id }) => id),
      ['bundle']
    );
  });

  it('is said to be unreachable when nothing answers', async t => {
    const { repositories } = createRepositories(t);
    await assert.rejects(
      repositories.add({ url: `http://127.0.0.1:${await freePort()}` }, signal),
      refused(503, 'repository-unreachable', /127\.0\.0\.1/)
    );
  });

  it('is not asked where it lies in a private network', async t => {
    const server = await host(t, { [RECORDS]: { json: INVENIO } });
    const { repositories } = createRepositories(t, { privateHosts: [] });
    await assert.rejects(
      repositories.add({ url: server.url }, signal),
      refused(422, 'repository-address', /private network|loopback/)
    );
    assert.deepEqual(server.heard, []);
  });

  for (const url of [
    'http://',
    'https://user:secret@example.org/',
    'http://['
  ]) {
    it(`is refused before anything is asked: ${url}`, async t => {
      const { repositories } = createRepositories(t);
      await assert.rejects(
        repositories.add({ url }, signal),
        (error: RequestProblem) => {
          assert.equal(error.status, 422);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        }
      );
    });
  }
});
