/**
 * The rows of Jupyter's Contents API, over a real companion and a real WebDAV
 * server.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ContentModel, Problem } from 'sciencemesh-contract';
import { Check, Errors } from 'typebox/value';
import { SECRET } from '../ocm/testing/companion.ts';
import { noise, startScene } from './testing/scene.ts';

const NOTEBOOK = {
  cells: [
    {
      cell_type: 'code',
      execution_count: 1,
      id: 'one',
      metadata: { trusted: true, tags: ['x'] },
      outputs: [
        {
          name: 'stdout',
          output_type: 'stream',
          text: ['a\n', 'b']
        },
        {
          output_type: 'display_data',
          metadata: {},
          data: { 'text/html': ['<b>1</b>\n', '2'], 'application/json': [1] }
        }
      ],
      source: ['import math\n', 'math.pi']
    }
  ],
  metadata: { kernelspec: { name: 'python3' }, signature: 'x' },
  nbformat: 4,
  nbformat_minor: 5
};

async function parsed(answer: Response): Promise<ContentModel> {
  const value: unknown = await answer.json();
  assert.ok(
    Check(ContentModel, value),
    JSON.stringify([value, Errors(ContentModel, value)])
  );
  return value;
}

function entriesOf(model: ContentModel): ContentModel[] {
  assert.ok(Array.isArray(model.content));
  return (model.content as unknown[]).map(entry => {
    assert.ok(Check(ContentModel, entry), JSON.stringify(entry));
    return entry;
  });
}

async function refused(
  answer: Response,
  status: number,
  code?: string
): Promise<Problem> {
  const value: unknown = await answer.json();
  assert.ok(Check(Problem, value), JSON.stringify(value));
  assert.equal(answer.status, status, value.message);
  if (code !== undefined) {
    assert.equal(value.code, code);
  }
  return value;
}

describe('GET /api/contents', () => {
  it('lists the shares at the root', async t => {
    const { ask } = await startScene(t);
    const root = await parsed(await ask('/api/contents'));
    assert.equal(root.type, 'directory');
    assert.equal(root.path, '');
    const [share] = entriesOf(root);
    assert.equal(share?.name, 'spectra');
    assert.equal(share?.path, 'spectra');
    assert.equal(share?.sciencemesh.owner, 'Ines Example');
    assert.equal(share?.writable, true);
  });

  it('lists a folder with models without content', async t => {
    const { contents } = await startScene(t, {
      files: { 'a.txt': 'A', 'nb.ipynb': '{}', 'sub dir/ψ.csv': '1,2' }
    });
    const answer = await contents('');
    assert.match(
      answer.headers.get('content-type') ?? '',
      /^application\/json/
    );
    const folder = await parsed(answer);
    assert.equal(folder.format, 'json');
    assert.deepEqual(
      entriesOf(folder)
        .map(({ name, path, type, content }) => [name, path, type, content])
        .sort(),
      [
        ['a.txt', 'spectra/a.txt', 'file', null],
        ['nb.ipynb', 'spectra/nb.ipynb', 'notebook', null],
        ['sub dir', 'spectra/sub dir', 'directory', null]
      ]
    );
    const sub = await parsed(await contents('sub%20dir'));
    assert.equal(entriesOf(sub)[0]?.path, 'spectra/sub dir/ψ.csv');
  });

  it('gives a folder without content', async t => {
    const { model } = await startScene(t, { files: { 'sub/a': '' } });
    const folder = await model('sub', '?content=0');
    assert.equal(folder.type, 'directory');
    assert.equal(folder.content, null);
    assert.equal(folder.format, null);
  });

  it('gives files as text or as base64', async t => {
    const bytes = noise(100);
    const { model } = await startScene(t, {
      files: { 'a.txt': 'grüße', blob: bytes }
    });
    const text = await model('a.txt');
    assert.deepEqual(
      [text.type, text.format, text.content, text.mimetype, text.hash],
      ['file', 'text', 'grüße', 'text/plain', null]
    );
    assert.equal(text.size, Buffer.byteLength('grüße'));
    const blob = await model('blob');
    assert.deepEqual(
      [blob.type, blob.format, blob.mimetype],
      ['file', 'base64', 'application/octet-stream']
    );
    assert.equal(blob.content, bytes.toString('base64'));
    const asked = await model('a.txt', '?type=file&format=base64&hash=1');
    assert.equal(asked.format, 'base64');
    assert.ok(asked.hash);
    assert.equal(asked.hash_algorithm, 'etag');
  });

  it('refuses what does not go together', async t => {
    const { contents } = await startScene(t, {
      files: { 'sub/a.txt': 'a', blob: noise(10) }
    });
    await refused(await contents('sub?type=file'), 400);
    await refused(await contents('sub?type=notebook'), 400);
    await refused(await contents('sub/a.txt?type=directory'), 400);
    await refused(await contents('blob?type=file&format=text'), 400);
    await refused(await contents('sub/a.txt?type=notebook'), 400);
    await refused(await contents('sub/a.txt?format=xml'), 400);
    await refused(await contents('sub/a.txt?content=2'), 400);
    await refused(await contents('missing.txt'), 404);
    await refused(await contents('missing.txt?content=0'), 404);
    await refused(await contents('sub/missing/deep'), 404);
  });

  it('gives notebooks as pages want them, never trusted', async t => {
    const { model } = await startScene(t, {
      files: { 'nb.ipynb': JSON.stringify(NOTEBOOK) }
    });
    const notebook = await model('nb.ipynb');
    assert.equal(notebook.type, 'notebook');
    assert.equal(notebook.format, 'json');
    assert.equal(notebook.message, undefined);
    const { cells, metadata } = notebook.content as typeof NOTEBOOK;
    assert.deepEqual(metadata, { kernelspec: { name: 'python3' } });
    assert.deepEqual(cells[0]?.metadata, { tags: ['x'] });
    assert.equal(cells[0]?.source, 'import math\nmath.pi');
    assert.deepEqual(cells[0]?.outputs[0]?.text, 'a\nb');
    assert.deepEqual(cells[0]?.outputs[1]?.data, {
      'text/html': '<b>1</b>\n2',
      'application/json': [1]
    });
    const asText = await model('nb.ipynb', '?type=file&format=text');
    assert.equal(asText.type, 'file');
    assert.equal(asText.content, JSON.stringify(NOTEBOOK));
  });

  it('says what is wrong with a notebook', async t => {
    const { contents, model } = await startScene(t, {
      files: {
        'shape.ipynb': JSON.stringify({
          cells: [{ cell_type: 'wrong', metadata: {} }],
          metadata: {},
          nbformat: 4,
          nbformat_minor: 4
        }),
        'cut.ipynb': '{"cells": [',
        'page.ipynb': '<html></html>',
        'empty.ipynb': '',
        'future.ipynb': '{"nbformat": 9, "cells": []}'
      }
    });
    const { message, content } = await model('shape.ipynb');
    assert.match(message ?? '', /Notebook validation failed: cell 1/);
    assert.ok(content !== null);
    for (const name of ['cut', 'page', 'empty', 'future']) {
      const problem = await refused(
        await contents(`${name}.ipynb`),
        400,
        'notebook-broken'
      );
      assert.match(problem.message, /text editor/);
      const asText = await model(`${name}.ipynb`, '?type=file&format=text');
      assert.equal(asText.format, 'text');
    }
  });

  it('refuses to put a large file into a document, and says what to do', async t => {
    const { contents } = await startScene(t, {
      config: { drive: { largestDocumentMebibytes: 1 } },
      files: { 'large.csv': Buffer.alloc(1024 * 1024 + 1, '1') }
    });
    const problem = await refused(await contents('large.csv'), 413);
    assert.match(problem.message, /first page, or download/);
    assert.equal((await contents('large.csv?content=0')).status, 200);
  });
});

describe('POST /api/contents', () => {
  it('makes new things under names of its own', async t => {
    const { contents, folder } = await startScene(t);
    for (const [body, name, type] of [
      [{ type: 'notebook' }, 'Untitled.ipynb', 'notebook'],
      [{ ext: '.ipynb' }, 'Untitled1.ipynb', 'notebook'],
      [{ type: 'file', ext: '.txt' }, 'untitled.txt', 'file'],
      [{ type: 'file', ext: '.txt' }, 'untitled1.txt', 'file'],
      [{ type: 'directory' }, 'Untitled Folder', 'directory'],
      [{ type: 'directory' }, 'Untitled Folder 1', 'directory'],
      [undefined, 'untitled', 'file']
    ] as const) {
      const answer = await contents('', { method: 'POST', body });
      assert.equal(answer.status, 201);
      const made = await parsed(answer);
      assert.deepEqual([made.name, made.type], [name, type]);
      assert.equal(
        answer.headers.get('location'),
        `/api/contents/spectra/${encodeURIComponent(name)}`
      );
      assert.ok(existsSync(join(folder, name)));
    }
    assert.deepEqual(
      JSON.parse(readFileSync(join(folder, 'Untitled.ipynb'), 'utf8')),
      { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }
    );
    await refused(
      await contents('', { method: 'POST', body: { ext: '/../../x' } }),
      400
    );
  });

  it('copies at the server, numbered as Jupyter does', async t => {
    const { contents, folder } = await startScene(t, {
      files: { 'a.tar.gz': 'tar', 'nb.v1.ipynb': '{}', 'sub/deep/x': 'x' }
    });
    for (const [from, name] of [
      ['spectra/a.tar.gz', 'a-Copy1.tar.gz'],
      ['/spectra/a-Copy1.tar.gz', 'a-Copy2.tar.gz'],
      ['spectra/nb.v1.ipynb', 'nb.v1-Copy1.ipynb'],
      ['spectra/sub', 'sub-Copy1']
    ] as const) {
      const answer = await contents('', {
        method: 'POST',
        body: { copy_from: from }
      });
      assert.equal(answer.status, 201);
      assert.equal((await parsed(answer)).name, name);
    }
    const into = await contents('sub', {
      method: 'POST',
      body: { copy_from: 'spectra/a.tar.gz' }
    });
    assert.equal((await parsed(into)).path, 'spectra/sub/a.tar.gz');
    assert.equal(
      readFileSync(join(folder, 'sub-Copy1', 'deep', 'x'), 'utf8'),
      'x'
    );
    await refused(
      await contents('', { method: 'POST', body: { copy_from: 'spectra/no' } }),
      404
    );
  });
});

describe('PUT /api/contents', () => {
  it('saves text, base64 and notebooks', async t => {
    const { contents, folder } = await startScene(t);
    const bytes = noise(50);
    for (const [name, model, expected] of [
      [
        'ψ.txt',
        { type: 'file', format: 'text', content: 'grüße\r\n' },
        Buffer.from('grüße\r\n')
      ],
      [
        'blob',
        { type: 'file', format: 'base64', content: bytes.toString('base64') },
        bytes
      ]
    ] as const) {
      const put = () =>
        contents(encodeURIComponent(name), { method: 'PUT', body: model });
      const first = await put();
      assert.equal(first.status, 201);
      const saved = await parsed(first);
      assert.deepEqual([saved.content, saved.format], [null, null]);
      assert.equal((await put()).status, 200);
      assert.deepEqual(readFileSync(join(folder, name)), expected);
    }
  });

  it('writes notebooks byte for byte as nbformat does', async t => {
    const { contents, folder } = await startScene(t);
    const answer = await contents('nb.ipynb', {
      method: 'PUT',
      body: { type: 'notebook', format: 'json', content: NOTEBOOK }
    });
    assert.equal(answer.status, 201);
    assert.equal(
      readFileSync(join(folder, 'nb.ipynb'), 'utf8'),
      `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "one",
   "metadata": {
    "tags": [
     "x"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\\n",
      "b"
     ]
    },
    {
     "data": {
      "application/json": [
       1
      ],
      "text/html": [
       "<b>1</b>\\n",
       "2"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": [
    "import math\\n",
    "math.pi"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "name": "python3"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`
    );
  });

  it('makes folders, and empty files', async t => {
    const { contents, folder } = await startScene(t);
    const make = (path: string, body: unknown) =>
      contents(path, { method: 'PUT', body });
    assert.equal((await make('sub', { type: 'directory' })).status, 201);
    assert.equal((await make('sub', { type: 'directory' })).status, 200);
    assert.equal((await make('sub/a.txt', { type: 'file' })).status, 201);
    await refused(await make('sub/a.txt', { type: 'directory' }), 400);
    await refused(await make('sub/a.txt', { type: 'file' }), 400);
    assert.equal(readFileSync(join(folder, 'sub', 'a.txt'), 'utf8'), '');
  });

  it('refuses what it cannot understand', async t => {
    const { contents, folder } = await startScene(t);
    for (const body of [
      { copy_from: 'spectra/b', type: 'file' },
      { content: 'x', format: 'text' },
      { type: 'file', content: 'x' },
      { type: 'file', format: 'text', content: { a: 1 } },
      { type: 'file', format: 'base64', content: '***' },
      { type: 'notebook', format: 'json', content: 'x' },
      ['x'],
      '{"type":'
    ]) {
      await refused(await contents('a', { method: 'PUT', body }), 400);
    }
    assert.ok(!existsSync(join(folder, 'a')));
    const noFolder = await contents('no/a', {
      method: 'PUT',
      body: { type: 'file', format: 'text', content: 'x' }
    });
    await refused(noFolder, 404);
  });

  it('saves over the state that the edit began with, and no other', async t => {
    const { contents, model, folder } = await startScene(t, {
      files: { 'a.txt': 'one' }
    });
    const put = (content: string, query = '', headers = {}) =>
      contents(`a.txt${query}`, {
        method: 'PUT',
        headers,
        body: { type: 'file', format: 'text', content }
      });
    const based = (hash: string | null | undefined) =>
      `?hash=${encodeURIComponent(hash ?? '')}`;
    const { hash } = await model('a.txt', '?hash=1');
    const saved = await parsed(await put('two', based(hash)));
    assert.ok(saved.hash);
    assert.notEqual(saved.hash, hash);
    const again = await model('a.txt', '?content=0&hash=1');
    assert.equal(again.hash, saved.hash);
    assert.equal(again.last_modified, saved.last_modified);

    const answer = await put('three', based(hash));
    const problem: unknown = await answer.clone().json();
    await refused(answer, 409, 'changed');
    assert.equal((problem as { hash: string }).hash, saved.hash);
    await refused(await put('three', '', { 'if-match': `"${hash}"` }), 409);
    writeFileSync(join(folder, 'a.txt'), 'a colleague');
    await refused(await put('three', based(saved.hash)), 409, 'changed');
    assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'a colleague');
    assert.equal((await put('three', '?hash=*')).status, 200);
    assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'three');
  });
});

describe('PATCH and DELETE /api/contents', () => {
  it('renames, and never over something', async t => {
    const { contents, folder } = await startScene(t, {
      files: { 'a.txt': 'A', 'b.txt': 'B', 'sub/x': 'x' }
    });
    const rename = (from: string, path: string) =>
      contents(from, { method: 'PATCH', body: { path } });
    const answer = await rename('a.txt', 'spectra/sub/ä.txt');
    assert.equal(answer.status, 200);
    const renamed = await parsed(answer);
    assert.deepEqual(
      [renamed.name, renamed.path, renamed.content],
      ['ä.txt', 'spectra/sub/ä.txt', null]
    );
    await refused(await rename('b.txt', 'spectra/sub/ä.txt'), 409);
    await refused(await rename('b.txt', 'spectra/sub'), 409);
    await refused(await rename('no.txt', 'spectra/new.txt'), 404);
    await refused(await rename('b.txt', 'elsewhere/b.txt'), 404);
    await refused(await rename('b.txt', 'b.txt'), 404);
    await refused(await rename('', 'spectra2'), 403);
    assert.equal((await rename('sub', 'spectra/sub2')).status, 200);
    assert.equal((await rename('sub2', 'spectra/sub2')).status, 200);
    assert.ok(existsSync(join(folder, 'sub2', 'ä.txt')));
  });

  it('deletes files and folders with all below', async t => {
    const { companion, contents, ask, folder } = await startScene(t, {
      files: { 'a.txt': 'A', 'sub/deep/x': 'x' }
    });
    for (const path of ['a.txt', 'sub']) {
      // Pages send no type with what has no body.
      const answer = await fetch(
        `${companion.app.addresses.listen}/api/contents/spectra/${path}`,
        { method: 'DELETE', headers: { authorization: `Bearer ${SECRET}` } }
      );
      assert.equal(answer.status, 204);
      assert.ok(!existsSync(join(folder, path)));
    }
    await refused(await contents('a.txt', { method: 'DELETE' }), 404);
    await refused(await contents('', { method: 'DELETE' }), 403);
    await refused(await ask('/api/contents', { method: 'DELETE' }), 403);
  });
});

describe('a share that is for reading only', () => {
  it('says so in its models, and refuses changes', async t => {
    const { contents, model, folder } = await startScene(t, {
      permissions: ['read'],
      files: { 'a.txt': 'A' }
    });
    assert.equal((await model('')).writable, false);
    assert.equal((await model('a.txt')).writable, false);
    const text = { type: 'file', format: 'text', content: 'x' };
    for (const [path, method, body] of [
      ['a.txt', 'PUT', text],
      ['new.txt', 'PUT', text],
      ['', 'POST', { type: 'file' }],
      ['a.txt', 'PATCH', { path: 'spectra/b.txt' }],
      ['a.txt', 'DELETE', undefined]
    ] as const) {
      await refused(await contents(path, { method, body }), 403, 'read-only');
    }
    assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'A');
  });
});

describe('a share that was withdrawn', () => {
  it('is listed as gone with what was last seen', async t => {
    const { contents, model, institution, companion, share, ask } =
      await startScene(t, { files: { 'a.txt': 'A', 'sub/x': 'x' } });
    await model('');
    await institution.withdraw(
      `${companion.app.addresses.ocmListen}/ocm`,
      share
    );
    const [listed] = entriesOf(await parsed(await ask('/api/contents')));
    assert.equal(listed?.sciencemesh.reach, 'gone');
    assert.equal(listed?.writable, false);
    const root = await model('');
    assert.deepEqual(
      entriesOf(root)
        .map(({ name, writable }) => [name, writable])
        .sort(),
      [
        ['a.txt', false],
        ['sub', false]
      ]
    );
    await refused(await contents('a.txt'), 410, 'share-gone');
    const save = await contents('a.txt', {
      method: 'PUT',
      body: { type: 'file', format: 'text', content: 'x' }
    });
    await refused(save, 403, 'share-gone');
    const [received] = await companion.shares();
    await companion.api(`/api/shares/${received?.id}`, 'PATCH', {
      hidden: true
    });
    assert.deepEqual(entriesOf(await parsed(await ask('/api/contents'))), []);
  });
});
