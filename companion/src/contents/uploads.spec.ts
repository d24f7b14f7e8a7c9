import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { noise, startScene } from './testing/scene.ts';

/** A page that sends pieces of `data.bin`. */
async function setUp(test: TestContext) {
  const scene = await startScene(test);
  const uploads = join(scene.companion.folder, 'data', 'uploads');
  return {
    ...scene,
    piece: (chunk: number, bytes: Buffer, client = 'one') =>
      scene.contents('data.bin', {
        method: 'PUT',
        headers: { 'x-sciencemesh-client': client },
        body: {
          type: 'file',
          format: 'base64',
          content: bytes.toString('base64'),
          chunk
        }
      }),
    /** What lies on disk between the pieces. */
    left: () => readdirSync(uploads),
    remote: () => readFileSync(join(scene.folder, 'data.bin')),
    names: () => readdirSync(scene.folder)
  };
}

describe('a file that comes in pieces', () => {
  it('is put together and then sent in one', async t => {
    const { piece, left, remote, names } = await setUp(t);
    const bytes = noise(5_000);
    for (const [index, chunk] of [1, 2, 3, -1].entries()) {
      const part = bytes.subarray(index * 1300, (index + 1) * 1300);
      const answer = await piece(chunk, part);
      assert.ok(answer.ok);
      const model = (await answer.json()) as { name: string; size: number };
      assert.equal(model.name, 'data.bin');
      assert.equal(model.size, Math.min(bytes.length, (index + 1) * 1300));
      if (chunk !== -1) {
        assert.deepEqual(names(), []);
      }
    }
    assert.deepEqual(remote(), bytes);
    assert.deepEqual(left(), []);
  });

  it('takes a piece once that comes twice', async t => {
    const { piece, remote } = await setUp(t);
    const [a, b, c] = [noise(10), noise(20), noise(30)];
    for (const [chunk, part] of [
      [1, a],
      [1, a],
      [2, b],
      [2, b],
      [-1, c]
    ] as const) {
      assert.ok((await piece(chunk, part)).ok);
    }
    assert.deepEqual(remote(), Buffer.concat([a, b, c]));
  });

  it('is refused when a piece is missing', async t => {
    const { piece, left, names } = await setUp(t);
    assert.equal((await piece(2, noise(10))).status, 409);
    assert.ok((await piece(1, noise(10))).ok);
    assert.equal((await piece(3, noise(10))).status, 409);
    assert.equal((await piece(-1, noise(10))).status, 409);
    assert.deepEqual(names(), []);
    assert.deepEqual(left(), []);
  });

  it('is kept apart from what another page sends to the same place', async t => {
    const { piece, remote } = await setUp(t);
    const [mine, theirs] = [noise(10), noise(10)];
    await piece(1, mine, 'one');
    await piece(1, theirs, 'two');
    assert.ok((await piece(-1, mine, 'one')).ok);
    assert.deepEqual(remote(), Buffer.concat([mine, mine]));
    assert.ok((await piece(-1, theirs, 'two')).ok);
    assert.deepEqual(remote(), Buffer.concat([theirs, theirs]));
  });

  it('begins anew with another first piece', async t => {
    const { piece, remote, left } = await setUp(t);
    await piece(1, noise(10));
    await piece(2, noise(10));
    const bytes = noise(10);
    await piece(1, bytes);
    assert.equal(left().length, 1);
    await piece(-1, bytes);
    assert.deepEqual(remote(), Buffer.concat([bytes, bytes]));
  });

  it('is refused where its number or type makes no sense', async t => {
    const { contents, piece, left } = await setUp(t);
    for (const chunk of [0, -2, 1.5]) {
      assert.equal((await piece(chunk, noise(1))).status, 400);
    }
    const notebook = await contents('nb.ipynb', {
      method: 'PUT',
      body: { type: 'notebook', format: 'json', content: {}, chunk: 1 }
    });
    assert.equal(notebook.status, 400);
    assert.deepEqual(left(), []);
  });
});
