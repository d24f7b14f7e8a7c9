import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { emptyFolder } from '../../store/testing/folder.ts';
import { replaceText } from './replacing.ts';
import { CFF, DOI, GRAPH, NOTEBOOK, URL } from './testing/documents.ts';
import { pathsToWriteTo, takeBack, writeBack } from './write-back.ts';

const signal = new AbortController().signal;

function selected(test: TestContext, texts: Record<string, string>) {
  const folder = emptyFolder(test);
  const files = Object.entries(texts).map(([path, text]) => {
    const real = join(folder, path);
    mkdirSync(dirname(real), { recursive: true });
    writeFileSync(real, text);
    const { mtimeMs, size } = statSync(real);
    return { path, real, size, modified: mtimeMs };
  });
  return { folder, files, order: { files, doi: DOI, url: URL, signal } };
}

const texts = {
  'CITATION.cff': CFF,
  'data/CITATION.cff': CFF,
  'data/fit.ipynb': JSON.stringify(NOTEBOOK),
  'job-source/fit.ipynb': JSON.stringify(NOTEBOOK),
  'muons.csv': 'mass\n',
  'ro-crate-metadata.json': JSON.stringify({ '@graph': GRAPH })
};

describe('writing back', () => {
  it('reaches what describes the whole, and every notebook', async t => {
    const { files, order } = selected(t, texts);
    const expected = [
      'CITATION.cff',
      'data/fit.ipynb',
      'ro-crate-metadata.json'
    ];
    assert.deepEqual(pathsToWriteTo(files), expected);
    assert.deepEqual(await writeBack(order), expected);
    assert.deepEqual(await writeBack(order), expected);
    for (const { path, real } of files) {
      assert.equal(
        readFileSync(real, 'utf8').includes(DOI),
        expected.includes(path),
        path
      );
    }
    assert.deepEqual(await takeBack(order), expected);
    for (const { path, real } of files) {
      assert.equal(readFileSync(real, 'utf8'), texts[path as 'muons.csv']);
    }
  });

  it('writes a DOI as its repository does, in capitals too', async t => {
    const { files, order } = selected(t, texts);
    const doi = '10.5072/FK2/ABCDEF';
    const done = await writeBack({ ...order, doi });
    assert.deepEqual(await writeBack({ ...order, doi }), done);
    for (const { path, real } of files) {
      assert.equal(
        readFileSync(real, 'utf8').includes(doi),
        done.includes(path)
      );
    }
    await takeBack({ ...order, doi });
    for (const { path, real } of files) {
      assert.equal(readFileSync(real, 'utf8'), texts[path as 'muons.csv']);
    }
  });

  it('leaves files that cannot be changed, and names the others', async t => {
    const { files, folder, order } = selected(t, {
      ...texts,
      'CITATION.cff': 'cff-version: [',
      'a.ipynb': 'no notebook',
      'b.ipynb': '\xff\xfe'
    });
    writeFileSync(join(folder, 'b.ipynb'), Buffer.from([0xff, 0xfe, 0x7b]));
    files.push({
      path: 'gone.ipynb',
      real: join(folder, 'gone.ipynb'),
      size: 1,
      modified: 1
    });
    assert.deepEqual(await writeBack(order), [
      'data/fit.ipynb',
      'ro-crate-metadata.json'
    ]);
    assert.equal(readFileSync(join(folder, 'a.ipynb'), 'utf8'), 'no notebook');
  });

  it('keeps the mode, changes the time, and leaves nothing behind', async t => {
    const { folder, order } = selected(t, {
      'a.ipynb': texts['data/fit.ipynb']
    });
    const path = join(folder, 'a.ipynb');
    chmodSync(path, 0o664);
    utimesSync(path, 1, 1);
    await writeBack(order);
    const { mode, mtimeMs } = statSync(path);
    assert.equal(mode & 0o777, 0o664);
    assert.ok(mtimeMs > 1000);
    assert.deepEqual(readdirSync(folder), ['a.ipynb']);
  });

  it('leaves a file to who writes it at the same time', async t => {
    const { folder } = selected(t, { 'a.txt': 'one' });
    const path = join(folder, 'a.txt');
    const changed = await replaceText(
      path,
      () => {
        writeFileSync(path, 'two, by somebody else');
        return 'ours';
      },
      signal
    );
    assert.equal(changed, false);
    assert.equal(readFileSync(path, 'utf8'), 'two, by somebody else');
    assert.deepEqual(readdirSync(folder), ['a.txt']);
  });

  it('ends when it is broken off', async t => {
    const { order } = selected(t, texts);
    await assert.rejects(writeBack({ ...order, signal: AbortSignal.abort() }), {
      name: 'AbortError'
    });
  });
});
