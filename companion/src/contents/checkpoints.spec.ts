import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SECRET } from '../ocm/testing/companion.ts';
import type { CheckpointModel } from './checkpoints.ts';
import { startScene } from './testing/scene.ts';

const FILES = { 'a.txt': 'one', 'checkpoints/inside.txt': 'x' };

describe('checkpoints', () => {
  it('keep a state, one a file, and bring it back', async t => {
    const { contents, companion, folder } = await startScene(t, {
      files: FILES
    });
    const { listen } = companion.app.addresses;
    // As pages do: without a body, without a type.
    const bare = (method: string, path: string) =>
      fetch(`${listen}/api/contents/spectra/${path}`, {
        method,
        headers: { authorization: `Bearer ${SECRET}` }
      });
    const created = await bare('POST', 'a.txt/checkpoints');
    assert.equal(created.status, 201);
    const point = (await created.json()) as CheckpointModel;
    assert.deepEqual(Object.keys(point), ['id', 'last_modified']);
    assert.equal(
      created.headers.get('location'),
      `/api/contents/spectra/a.txt/checkpoints/${point.id}`
    );
    await contents('a.txt', {
      method: 'PUT',
      body: { type: 'file', format: 'text', content: 'two' }
    });
    const list = async () =>
      (await (
        await contents('a.txt/checkpoints?1795339532')
      ).json()) as CheckpointModel[];
    assert.deepEqual(await list(), [point]);
    const restored = await bare('POST', `a.txt/checkpoints/${point.id}`);
    assert.equal(restored.status, 204);
    assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'one');

    const next = (await (
      await bare('POST', 'a.txt/checkpoints')
    ).json()) as CheckpointModel;
    assert.deepEqual(await list(), [next]);
    const gone = await bare('POST', `a.txt/checkpoints/${point.id}`);
    assert.equal(gone.status, 404);
    const removed = await bare('DELETE', `a.txt/checkpoints/${next.id}`);
    assert.equal(removed.status, 204);
    assert.deepEqual(await list(), []);
    const copies = join(companion.folder, 'data', 'checkpoints');
    assert.deepEqual(readdirSync(copies), []);
  });

  it('go with their files', async t => {
    const { contents, companion } = await startScene(t, { files: FILES });
    const point = await contents('a.txt/checkpoints', { method: 'POST' });
    assert.equal(point.status, 201);
    await contents('a.txt', {
      method: 'PATCH',
      body: { path: 'spectra/b.txt' }
    });
    const moved = await contents('b.txt/checkpoints');
    assert.deepEqual(await moved.json(), [await point.json()]);
    await contents('b.txt', { method: 'DELETE' });
    const none = await contents('b.txt/checkpoints');
    assert.deepEqual(await none.json(), []);
    const copies = join(companion.folder, 'data', 'checkpoints');
    assert.deepEqual(readdirSync(copies), []);
  });

  it('hold what was saved just now without fetching it', async t => {
    const { contents, companion, folder } = await startScene(t);
    await contents('a.txt', {
      method: 'PUT',
      body: { type: 'file', format: 'text', content: 'saved' }
    });
    await contents('a.txt/checkpoints', { method: 'POST' });
    writeFileSync(join(folder, 'a.txt'), 'somebody else');
    const copies = join(companion.folder, 'data', 'checkpoints');
    const [name = ''] = readdirSync(copies);
    assert.equal(readFileSync(join(copies, name), 'utf8'), 'saved');
    const second = await contents('a.txt/checkpoints', { method: 'POST' });
    assert.equal(second.status, 201);
    const [other = ''] = readdirSync(copies);
    assert.equal(readFileSync(join(copies, other), 'utf8'), 'somebody else');
  });

  it('are refused with 403 where nothing can be written', async t => {
    const { contents } = await startScene(t, {
      files: FILES,
      permissions: ['read']
    });
    const answer = await contents('a.txt/checkpoints', { method: 'POST' });
    assert.equal(answer.status, 403);
    assert.deepEqual(await (await contents('a.txt/checkpoints')).json(), []);
  });

  it('leave a folder of their name reachable', async t => {
    const { contents, model } = await startScene(t, { files: FILES });
    const folder = await model('checkpoints', '?content=1');
    assert.equal(folder.type, 'directory');
    const file = await model('checkpoints/inside.txt');
    assert.equal(file.content, 'x');
    const made = await contents('checkpoints', {
      method: 'POST',
      body: { type: 'file' }
    });
    assert.equal(made.status, 201);
    const gone = await contents('checkpoints', { method: 'DELETE' });
    assert.equal(gone.status, 204);
  });
});
