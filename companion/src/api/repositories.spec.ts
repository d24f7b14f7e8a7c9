/**
 * Repositories through the API, beside the stand-in for a Dataverse.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type {
  Config,
  Problem,
  Repository,
  RepositoryList,
  SuggestionList
} from 'sciencemesh-contract';
import { Dataverse } from '../../../peers/dataverse/index.ts';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import { filesBelow } from '../store/testing/folder.ts';

const outbound = { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] };

interface Scene {
  companion: TestCompanion;
  dataverse: Dataverse;
  /** All that was logged. */
  log: string[];
}

async function start(
  test: TestContext,
  publish: Config['publish'] = {}
): Promise<Scene> {
  const dataverse = await Dataverse.start();
  test.after(() => dataverse.stop());
  const log: string[] = [];
  const companion = await startCompanion(test, {
    config: {
      outbound,
      compute: { find: false, local: 'hide' },
      publish: {
        known: 'hide',
        repositories: [
          { id: 'ours', kind: 'dataverse', name: 'Ours', url: dataverse.url }
        ],
        ...publish
      }
    },
    log: line => log.push(line)
  });
  return { companion, dataverse, log };
}

async function ask<T>(
  { companion }: Scene,
  path: string,
  method = 'GET',
  body?: unknown
): Promise<{ status: number; value: T; text: string }> {
  const answer = await companion.api(path, method, body);
  const text = await answer.text();
  const value = (text === '' ? null : JSON.parse(text)) as T;
  return { status: answer.status, value, text };
}

describe('/api/repositories', () => {
  it('lists those that are configured, those that are known, and the archive', async t => {
    const scene = await start(t, { known: 'offer' });
    const { value } = await ask<RepositoryList>(scene, '/api/repositories');
    assert.deepEqual(
      value.items.map(({ id, kind, sandbox }) => [id, kind, sandbox]),
      [
        ['ours', 'dataverse', false],
        ['zenodo', 'invenio-rdm', false],
        ['zenodo-sandbox', 'invenio-rdm', true],
        ['cds', 'invenio-rdm', false],
        ['b2share', 'invenio-rdm', false],
        ['bundle', 'bundle', false]
      ]
    );
    for (const { login, url } of value.items.slice(0, -1)) {
      assert.equal(login?.state, 'missing');
      assert.ok(login.tokensAt?.startsWith(`${url}/`), login.tokensAt ?? '');
    }
  });

  it('takes a token, which nothing ever tells again', async t => {
    const scene = await start(t);
    const { companion, dataverse, log } = scene;
    const token = dataverse.token('alice');
    const answers: string[] = [];
    const put = await ask<Repository>(
      scene,
      '/api/repositories/ours/token',
      'PUT',
      { token }
    );
    assert.equal(put.status, 200);
    assert.equal(put.value.state, 'ready');
    assert.ok(put.value.abilities);
    dataverse.expire('alice');
    const look = await ask<Repository>(
      scene,
      '/api/repositories/ours/look',
      'POST'
    );
    assert.equal(look.value.login?.state, 'expired');
    answers.push(put.text, look.text);
    for (const path of [
      '/api/repositories',
      '/api/repositories/ours/suggestions?kind=licence&q=cc',
      '/api/metrics',
      '/api/openapi.json'
    ]) {
      answers.push(await (await companion.api(path)).text());
    }
    const removed = await ask<Repository>(
      scene,
      '/api/repositories/ours/token',
      'DELETE'
    );
    assert.equal(removed.value.login?.state, 'missing');
    answers.push(removed.text);
    assert.ok(answers.every(text => !text.includes(token)));
    assert.ok(log.length > 0 && log.every(line => !line.includes(token)));
    await companion.stop(true);
    for (const file of filesBelow(join(companion.folder, 'data'))) {
      assert.ok(!readFileSync(file).includes(token), file);
    }
  });

  it('takes in a repository by its address, and forgets it', async t => {
    const scene = await start(t, { repositories: [] });
    const { url } = scene.dataverse;
    const added = await ask<Repository>(scene, '/api/repositories', 'POST', {
      url,
      name: 'Mine'
    });
    assert.equal(added.status, 201);
    assert.equal(added.value.kind, 'dataverse');
    assert.equal(added.value.own, true);
    const again = await ask<Repository>(scene, '/api/repositories', 'POST', {
      url: `${url}/dataverse/root`
    });
    assert.equal(again.value.id, added.value.id);
    const path = `/api/repositories/${added.value.id}`;
    assert.equal((await ask(scene, path, 'DELETE')).status, 204);
    const gone = await ask<Problem>(scene, path, 'DELETE');
    assert.deepEqual(
      [gone.status, gone.value.code],
      [404, 'repository-not-found']
    );
  });

  it('proposes what SPDX knows when the repository does not answer', async t => {
    const scene = await start(t);
    const { value } = await ask<SuggestionList>(
      scene,
      '/api/repositories/ours/suggestions?kind=licence&q=CC0'
    );
    assert.equal(value.offline, true);
    assert.ok(value.items.some(({ detail }) => detail === 'CC0-1.0'));
  });

  const long = 'x'.repeat(5000);
  for (const [method, path, body] of [
    ['POST', '/api/repositories', undefined],
    ['POST', '/api/repositories', []],
    ['POST', '/api/repositories', {}],
    ['POST', '/api/repositories', { url: 'file:///etc/passwd' }],
    ['POST', '/api/repositories', { url: 'javascript:alert(1)' }],
    ['POST', '/api/repositories', { url: `https://${long}` }],
    ['POST', '/api/repositories', { url: 'https://a.org', kind: 'bundle' }],
    ['POST', '/api/repositories', { url: 'https://a.org', token: 'x' }],
    ['POST', '/api/repositories', { url: 'https://a.org', name: '' }],
    ['PUT', '/api/repositories/ours/token', {}],
    ['PUT', '/api/repositories/ours/token', { token: '' }],
    ['PUT', '/api/repositories/ours/token', { token: long }],
    ['PUT', '/api/repositories/ours/token', { token: 1 }],
    ['PUT', '/api/repositories/ours/token', { token: 'a', url: 'b' }],
    ['PUT', '/api/repositories/Ours/token', { token: 'a' }],
    ['POST', '/api/repositories/..%2f..%2fetc/look', undefined],
    ['POST', '/api/repositories/%00/look', undefined],
    ['GET', '/api/repositories/ours/suggestions', undefined],
    ['GET', '/api/repositories/ours/suggestions?kind=x&q=', undefined],
    [
      'GET',
      `/api/repositories/ours/suggestions?kind=licence&q=${long}`,
      undefined
    ]
  ] as const) {
    it(`refuses ${method} ${path.slice(0, 60)} with ${JSON.stringify(body)?.slice(0, 60)}`, async t => {
      const scene = await start(t);
      const { status, value } = await ask<Problem>(scene, path, method, body);
      assert.equal(status, 400, JSON.stringify(value));
      assert.equal(value.code, 'invalid-request');
      assert.doesNotMatch(value.message, /xxxx/);
    });
  }

  for (const [path, method, body, status, code] of [
    ['none/look', 'POST', undefined, 404, 'repository-not-found'],
    ['none/token', 'PUT', { token: 'a' }, 404, 'repository-not-found'],
    ['__proto__/token', 'DELETE', undefined, 400, 'invalid-request'],
    ['constructor/look', 'POST', undefined, 404, 'repository-not-found'],
    ['bundle/token', 'PUT', { token: 'a' }, 409, 'repository-without-login'],
    ['ours/token', 'PUT', { token: 'a b' }, 422, 'token-refused'],
    ['ours', 'DELETE', undefined, 409, 'repository-not-yours']
  ] as const) {
    it(`answers ${method} ${path} with ${code}`, async t => {
      const answer = await ask<Problem>(
        await start(t),
        `/api/repositories/${path}`,
        method,
        body
      );
      assert.deepEqual([answer.status, answer.value.code], [status, code]);
    });
  }
});
