import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { ContentModel } from 'sciencemesh-contract';
import { startScene } from '../contents/testing/scene.ts';

/** A page that lists a folder of the share again and again. */
async function setUp(t: TestContext, files: Record<string, string>) {
  const scene = await startScene(t, { files });
  return {
    ...scene,
    list: async (known?: string | null) => {
      const answer = await scene.contents('', {
        headers: known ? { 'if-none-match': `"${known}"` } : {}
      });
      const body = await answer.text();
      return {
        status: answer.status,
        size: body.length,
        model: body === '' ? null : (JSON.parse(body) as ContentModel)
      };
    }
  };
}

function namesIn(model: ContentModel | null): string[] {
  return (model?.content as ContentModel[]).map(({ name }) => name).sort();
}

describe('a folder that is listed again', () => {
  it('is not sent again as long as nothing has changed', async t => {
    const { list, folder } = await setUp(t, { 'a.txt': 'a' });
    const first = await list();
    assert.equal(first.status, 200);
    assert.equal(first.model?.hash_algorithm, 'sha256');
    for (let time = 0; time < 2; time += 1) {
      const again = await list(first.model?.hash);
      assert.deepEqual([again.status, again.size], [304, 0]);
    }
    writeFileSync(join(folder, 'b.txt'), 'b');
    const changed = await list(first.model?.hash);
    assert.equal(changed.status, 200);
    assert.deepEqual(namesIn(changed.model), ['a.txt', 'b.txt']);
    assert.equal((await list(changed.model?.hash)).status, 304);
    rmSync(join(folder, 'b.txt'));
    assert.equal((await list(changed.model?.hash)).status, 200);
  });

  it('is sent again with edits that its server lacks', async t => {
    const { list, contents, gate } = await setUp(t, { 'a.txt': 'a' });
    const before = await list();
    gate.set('closed');
    const body = { type: 'file', format: 'text', content: 'new' };
    const saved = await contents('new.txt', { method: 'PUT', body });
    assert.equal(saved.status, 201);
    gate.set('open');
    const during = await list(before.model?.hash);
    assert.equal(during.status, 200);
    assert.deepEqual(namesIn(during.model), ['a.txt', 'new.txt']);
  });

  it('is whole when it is too large to be held and has changed', async t => {
    const count = 800;
    const { list, folder } = await setUp(
      t,
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`f${index}`, ''])
      )
    );
    const first = await list();
    assert.ok(first.size > 256 * 1024, `${first.size} characters`);
    assert.equal((await list(first.model?.hash)).status, 304);
    writeFileSync(join(folder, 'more'), '');
    const changed = await list(first.model?.hash);
    assert.equal(changed.status, 200);
    assert.equal(namesIn(changed.model).length, count + 1);
    assert.equal((await list(changed.model?.hash)).status, 304);
  });

  it('is not sent again either where it is all shares', async t => {
    const { ask, receive, folder } = await startScene(t);
    const root = (hash: string) =>
      ask('/api/contents', { headers: { 'if-none-match': `"${hash}"` } });
    const { hash } = (await (await root('none')).json()) as ContentModel;
    assert.ok(hash);
    assert.equal((await root(hash)).status, 304);
    await receive({ name: 'more', folder });
    assert.equal((await root(hash)).status, 200);
  });
});
