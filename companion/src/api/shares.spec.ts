import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  Health,
  NodeInfo,
  Problem,
  Share,
  ShareList
} from 'sciencemesh-contract';
import type { TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { SECRET, startCompanion } from '../ocm/testing/companion.ts';
import { CRATE, EMBEDDED, WEBDAV } from '../ocm/testing/share-creations.ts';

/** An answer's body, which must be what the contract says. */
async function parsed<T extends TSchema>(schema: T, answer: Response) {
  const value: unknown = await answer.json();
  assert.ok(Check(schema, value), JSON.stringify(Errors(schema, value)));
  return value;
}

const MISSING = '00000000-0000-4000-8000-000000000000';

describe('/api/shares', () => {
  it('lists shares as the contract says', async t => {
    const companion = await startCompanion(t);
    for (const creation of [EMBEDDED.S6, ...Object.values(WEBDAV)]) {
      await companion.post('/ocm/shares', creation);
    }
    const list = await parsed(ShareList, await companion.api('/api/shares'));
    assert.equal(list.items.length, 5);
    const [first] = list.items;
    const one = await companion.api(`/api/shares/${first?.id}`);
    assert.deepEqual(await parsed(Share, one), first);
  });

  it('filters and searches', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', EMBEDDED.S6);
    await companion.post('/ocm/shares', WEBDAV.multi);
    for (const [query, count] of [
      ['search=spectra', 1],
      ['search=player.example.org%20mesh', 1],
      ['search=100%25', 0],
      ['filter=hidden', 0],
      ['filter=pending', 2]
    ] as const) {
      const answer = await companion.api(`/api/shares?${query}`);
      assert.equal(
        (await parsed(ShareList, answer)).items.length,
        count,
        query
      );
    }
    const wrong = await companion.api('/api/shares?filter=nonsense');
    assert.equal(wrong.status, 400);
    assert.match(
      (await parsed(Problem, wrong)).message,
      /filter must be one of/
    );
  });

  it('changes what the person decides, and refuses what nobody may change', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', EMBEDDED.S6);
    const [share] = await companion.shares();
    const path = `/api/shares/${share?.id}`;
    const accepted = await companion.api(path, 'PATCH', { state: 'accepted' });
    assert.deepEqual(await parsed(Share, accepted), {
      ...share,
      state: 'accepted'
    });
    for (const change of [
      {},
      { state: 'gone' },
      { hidden: 'true' },
      { name: 'x' },
      { withdrawnAt: null }
    ]) {
      const answer = await companion.api(path, 'PATCH', change);
      assert.equal(answer.status, 400, JSON.stringify(change));
      await parsed(Problem, answer);
    }
  });

  it('tells of delivery to senders of WebDAV shares only', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', EMBEDDED.S6);
    await companion.post('/ocm/shares', WEBDAV.multi);
    for (const { id, protocols } of await companion.shares()) {
      const answer = await companion.api(`/api/shares/${id}`, 'PATCH', {
        state: 'declined'
      });
      const { delivery } = await parsed(Share, answer);
      assert.equal(
        delivery?.type ?? null,
        protocols.includes('webdav') ? 'SHARE_DECLINED' : null
      );
    }
  });

  it('marks all as seen', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', EMBEDDED.S6);
    assert.equal((await companion.shares())[0]?.seen, false);
    const answer = await companion.api('/api/shares/seen', 'POST', {});
    assert.equal(answer.status, 204);
    assert.equal((await companion.shares())[0]?.seen, true);
  });

  it('sends a crate as a download that no browser shows', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', EMBEDDED.S6);
    const [share] = await companion.shares();
    const answer = await companion.api(`/api/shares/${share?.id}/crate`);
    const header = (name: string) => answer.headers.get(name) ?? '';
    assert.match(header('content-disposition'), /^attachment;/);
    assert.match(header('content-security-policy'), /^sandbox/);
    assert.equal(header('x-content-type-options'), 'nosniff');
    assert.match(header('content-type'), /^application\/ld\+json/);
    assert.deepEqual(await answer.json(), CRATE);
  });

  it('has no crate of a folder, no share that is not there, and nothing untold', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', WEBDAV.multi);
    const [share] = await companion.shares();
    for (const [path, code] of [
      [`/api/shares/${share?.id}/crate`, 'no-crate'],
      [`/api/shares/${MISSING}`, 'share-not-found'],
      [`/api/shares/${MISSING}/crate`, 'share-not-found'],
      ['/api/nonsense', 'not-found']
    ] as const) {
      const answer = await companion.api(path);
      assert.equal(answer.status, 404);
      assert.equal((await parsed(Problem, answer)).code, code);
    }
    for (const [id, status, code] of [
      [share?.id, 409, 'nothing-to-tell'],
      [MISSING, 404, 'share-not-found']
    ] as const) {
      const path = `/api/shares/${id}/delivery/retry`;
      const retry = await companion.api(path, 'POST', {});
      assert.equal(retry.status, status);
      assert.equal((await parsed(Problem, retry)).code, code);
    }
    const patch = await companion.api(`/api/shares/${MISSING}`, 'PATCH', {
      seen: true
    });
    assert.equal(patch.status, 404);
  });
});

describe('the user API', () => {
  it('answers nobody without the secret, whatever the route', async t => {
    const companion = await startCompanion(t);
    const document = (await (
      await companion.api('/api/openapi.json')
    ).json()) as { paths: Record<string, object> };
    const routes = Object.entries(document.paths)
      .flatMap(([path, methods]) =>
        Object.keys(methods).map(method => [method, path] as const)
      )
      .filter(([, path]) => path.startsWith('/api'));
    assert.ok(routes.length > 10);
    for (const [method, path] of [...routes, ['get', '/api/events'] as const]) {
      for (const authorization of [
        '',
        'Bearer',
        'Bearer wrong',
        `Basic ${SECRET}`,
        SECRET,
        `Bearer ${SECRET.slice(0, -1)}`
      ]) {
        const answer = await fetch(
          companion.app.addresses.listen + path.replace('{id}', MISSING),
          { method: method.toUpperCase(), headers: { authorization } }
        );
        assert.equal(answer.status, 401, `${method} ${path}`);
      }
    }
  });

  it('takes nothing but JSON where something changes', async t => {
    const companion = await startCompanion(t);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      ''
    ]) {
      const answer = await fetch(
        `${companion.app.addresses.listen}/api/shares/seen`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${SECRET}`,
            ...(type ? { 'content-type': type } : {})
          }
        }
      );
      assert.equal(answer.status, 415);
      assert.equal((await parsed(Problem, answer)).code, 'json-only');
    }
  });

  it('has nothing of the OCM node', async t => {
    const companion = await startCompanion(t);
    for (const path of ['/.well-known/ocm', '/ocm-provider']) {
      assert.equal((await companion.api(path)).status, 404);
    }
    const share = await companion.api('/ocm/shares', 'POST', EMBEDDED.S6);
    assert.equal(share.status, 404);
  });

  it('tells how it is and what it is to others', async t => {
    const companion = await startCompanion(t, {
      config: { ocm: { host: 'jupyter.example.org' } }
    });
    const health = await parsed(Health, await companion.api('/api/health'));
    assert.deepEqual([health.status, health.busy], ['ok', false]);
    const node = await parsed(NodeInfo, await companion.api('/api/node'));
    assert.deepEqual(node, {
      ocm: { enabled: true, address: 'marie@jupyter.example.org' },
      workspace: { folder: 'ScienceMesh' }
    });
  });

  it('counts what an operator watches', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', EMBEDDED.S6);
    await companion.post('/ocm/shares', { ...EMBEDDED.S6, shareWith: 'x' });
    const metrics = await (await companion.api('/api/metrics')).text();
    assert.match(
      metrics,
      /sciencemesh_shares_received_total\{kind="package"\} 1/
    );
    assert.match(
      metrics,
      /sciencemesh_ocm_requests_refused_total\{reason="recipient"\} 1/
    );
    assert.match(metrics, /process_resident_memory_bytes \d/);
  });

  it('describes itself, and the OCM node, in OpenAPI', async t => {
    const companion = await startCompanion(t);
    const document = (await (
      await companion.api('/api/openapi.json')
    ).json()) as { openapi: string; paths: Record<string, object> };
    assert.equal(document.openapi, '3.1.0');
    for (const path of [
      '/api/shares/{id}',
      '/api/packages/{id}/open',
      '/api/transfers/{id}/retry',
      '/ocm/shares',
      '/.well-known/ocm'
    ]) {
      assert.ok(document.paths[path], path);
    }
  });
});
