import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Mirror } from 'sciencemesh-contract';
import { WEBDAV } from '../ocm/testing/share-creations.ts';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import { emptyFolder } from '../store/testing/folder.ts';

const OFFER = { ...WEBDAV.multi, resourceType: 'folder', name: 'Data' };

const TOKEN = 'a token of a kernel';
const DIGEST = createHash('sha256').update(TOKEN).digest('hex');

/** Methods and addresses that are a kernel's; everything else is not. */
const OPEN =
  /^(?:(?:get|head) \/api\/(?:contents|raw|zip)|(?:post|put|patch|delete) \/api\/contents\/(?!.*checkpoints)|put \/api\/raw)/;

/** A companion with one share, which is a folder of this machine. */
async function start(test: TestContext) {
  const folder = emptyFolder(test);
  mkdirSync(join(folder, 'runs'));
  writeFileSync(join(folder, 'runs/data.csv'), 'a,b\n');
  const companion = await startCompanion(test, {
    config: {
      drive: {
        mounts: [
          { provider: 'cloud.example.org', share: OFFER.name, path: folder }
        ]
      }
    }
  });
  await companion.post('/ocm/shares', OFFER);
  const [share] = await companion.shares();
  await companion.api(`/api/shares/${share?.id}`, 'PATCH', {
    state: 'accepted'
  });
  return { companion, folder };
}

const asKernel = (
  { app }: TestCompanion,
  path: string,
  init: RequestInit = {}
) =>
  fetch(`${app.addresses.listen}${path}`, {
    ...init,
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(new Headers(init.headers)),
      authorization: `Bearer ${TOKEN}`
    }
  });

const tell = (companion: TestCompanion, digests: string[]) =>
  companion.api('/api/kernels', 'PUT', { digests });

describe('the token of a kernel', () => {
  it('reads shares while the kernel runs, and not before or after', async t => {
    const { companion } = await start(t);
    const status = async () =>
      (await asKernel(companion, '/api/contents/Data/runs')).status;
    assert.equal(await status(), 401);
    assert.equal((await tell(companion, [DIGEST])).status, 204);
    assert.equal(await status(), 200);
    await tell(companion, []);
    assert.equal(await status(), 401);
  });

  it('opens no other door', async t => {
    const { companion } = await start(t);
    await tell(companion, [DIGEST]);
    const answer = await companion.api('/api/openapi.json');
    const { paths } = (await answer.json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const doors = Object.entries(paths).flatMap(([path, methods]) =>
      path.startsWith('/api/')
        ? Object.keys(methods).map(method => ({ method, path }))
        : []
    );
    assert.ok(doors.length > 20);
    doors.push(
      { method: 'get', path: '/api/openapi.json' },
      { method: 'get', path: '/api/events' },
      { method: 'get', path: '/api/nothing' }
    );
    for (const { method, path } of doors) {
      const url = path.replaceAll(/\{[^}]*\}/g, 'x');
      const { status } = await asKernel(companion, url, {
        method: method.toUpperCase(),
        ...(['get', 'head'].includes(method) ? {} : { body: '{}' })
      });
      const isOpen = OPEN.test(`${method} ${path}`);
      assert.equal(status === 403, !isOpen, `${method} ${path}: ${status}`);
    }
  });

  it('is told of by the bridge alone, not by a page', async t => {
    const { companion } = await start(t);
    const answer = await fetch(
      `${companion.app.addresses.listen}/api/kernels`,
      {
        method: 'PUT',
        headers: {
          authorization: 'Bearer a secret of the tests',
          'content-type': 'application/json',
          'x-forwarded-prefix': '/user/marie/sciencemesh'
        },
        body: JSON.stringify({ digests: [DIGEST] })
      }
    );
    assert.equal(answer.status, 403);
    const again = await asKernel(companion, '/api/kernels', {
      method: 'PUT',
      body: JSON.stringify({ digests: [DIGEST] })
    });
    assert.equal(again.status, 401);
  });
});

describe('the routes of working copies', () => {
  it('answer for a share that is mounted', async t => {
    const { companion, folder } = await start(t);
    const path = 'Data/runs';
    const answer = await companion.api('/api/mirrors', 'POST', { path });
    assert.equal(answer.status, 200);
    const mirror = (await answer.json()) as Mirror;
    assert.deepEqual(
      [mirror.kind, mirror.folder, mirror.path],
      ['mount', join(folder, 'runs'), path]
    );
    const list = await companion.api('/api/mirrors');
    assert.deepEqual(await list.json(), { items: [mirror] });
  });

  it('refuse what is not there', async t => {
    const { companion } = await start(t);
    const status = async (path: string, body?: unknown) =>
      (await companion.api(path, body ? 'POST' : 'GET', body)).status;
    assert.equal(await status('/api/mirrors', { path: 'Nothing' }), 404);
    assert.equal(await status('/api/mirrors', { path: '../..' }), 400);
    assert.equal(await status('/api/mirrors', {}), 400);
    assert.equal(await status('/api/mirrors/x'), 404);
    assert.equal(await status('/api/mirrors/x/files'), 404);
    for (const action of ['scan', 'stop']) {
      assert.equal(await status(`/api/mirrors/x/${action}`, {}), 404);
    }
  });
});
