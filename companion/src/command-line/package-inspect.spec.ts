import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PackageInspection } from 'sciencemesh-contract';
import { Value } from 'typebox/value';
import { listenOnLoopback } from '../../../peers/loopback/index.ts';
import {
  expectedPackages,
  readPackage
} from '../../../peers/packages/index.ts';
import { zipOf } from '../packages/testing/zips.ts';
import { packageInspect } from './package-inspect.ts';
import { UsageError } from './usage.ts';

const NOTEBOOK = JSON.stringify({
  cells: [],
  metadata: { kernelspec: { name: 'python2', display_name: 'Python 2' } },
  nbformat: 4,
  nbformat_minor: 0
});

const CRATE = JSON.stringify({
  '@graph': [
    { '@id': 'ro-crate-metadata.json', about: { '@id': './' } },
    {
      '@id': './',
      '@type': 'Dataset',
      name: 'Attached',
      license: 'MIT',
      mainEntity: { '@id': 'a.ipynb' },
      hasPart: [
        { '@id': 'data/a%20b.csv' },
        { '@id': 'gone.csv' },
        { '@id': 'lib/' }
      ]
    },
    { '@id': 'a.ipynb', '@type': ['File', 'ComputationalWorkflow'] },
    { '@id': 'data/a%20b.csv', '@type': 'File' },
    { '@id': 'gone.csv', '@type': 'File' },
    { '@id': 'lib/', '@type': 'Dataset' }
  ]
});

const CONTENT = {
  'ro-crate-metadata.json': CRATE,
  'a.ipynb': NOTEBOOK,
  'data/a b.csv': '1,2\n',
  'helper.py': '',
  'lib/inner.py': 'x'
};

const zip = zipOf(
  Object.entries(CONTENT).map(([name, content]) => ({ name, content }))
);

let folder = '';
let server: Server;
let origin = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inspect-'));
  for (const [name, content] of Object.entries(CONTENT)) {
    await put(join('attached', name), content);
  }
  await put('crate.zip', zip);
  server = createServer((request, response) => {
    if (request.url === '/crate.json') {
      response.end(CRATE);
    } else if (request.url === '/crate') {
      response.end(zip);
    } else {
      response.writeHead(404).end('nothing');
    }
  });
  origin = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  const outbound = { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] };
  await put('config.json', JSON.stringify({ outbound }));
});
after(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

async function put(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function inspect(...args: string[]) {
  let out = '';
  let error = '';
  const status = await packageInspect(args, {
    out: text => (out += text),
    error: text => (error += text)
  });
  return { status, out, error };
}

async function inspectJson(...args: string[]): Promise<PackageInspection> {
  const { status, out, error } = await inspect('--json', ...args);
  assert.equal(status, 0);
  assert.equal(error, '');
  const value: unknown = JSON.parse(out);
  assert.ok(Value.Check(PackageInspection, value));
  return value;
}

function sourcesOf({ files }: PackageInspection): string[] {
  return files.map(({ path, source, size }) => `${path} ${source} ${size}`);
}

describe('sciencemesh package inspect', () => {
  it('reads a folder, with what lies beside the document', async () => {
    for (const name of ['attached', 'attached/ro-crate-metadata.json']) {
      const inspection = await inspectJson(join(folder, name));
      assert.equal(inspection.title, 'Attached');
      assert.deepEqual(inspection.main, {
        id: 'a.ipynb',
        url: null,
        path: 'a.ipynb'
      });
      assert.equal(inspection.kernel?.wanted, 'python2');
      assert.deepEqual(sourcesOf(inspection), [
        'data/a b.csv included 4',
        'gone.csv missing null',
        'lib/inner.py included 1'
      ]);
    }
  });

  it('reads a crate zip, with all that is in it', async () => {
    const inspection = await inspectJson(join(folder, 'crate.zip'));
    assert.equal(inspection.kernel?.wanted, 'python2');
    assert.deepEqual(sourcesOf(inspection), [
      'data/a b.csv included 4',
      'gone.csv missing null',
      'helper.py included 0',
      'lib/inner.py included 1'
    ]);
  });

  it('reads the crate in the body of a share', async () => {
    const body = { shareWith: 'x', protocol: { embedded: { payload: CRATE } } };
    const path = await put('share.json', JSON.stringify(body));
    assert.equal((await inspectJson(path)).title, 'Attached');
  });

  it('reads addresses of documents and zips', async () => {
    const config = ['--config', join(folder, 'config.json')];
    const document = await inspectJson(`${origin}/crate.json`, ...config);
    assert.deepEqual(sourcesOf(document), [
      'data/a b.csv http null',
      'gone.csv http null'
    ]);
    assert.equal(document.files[0]?.url, `${origin}/data/a%20b.csv`);
    const archive = await inspectJson(`${origin}/crate`, ...config);
    assert.equal(archive.kernel?.wanted, 'python2');
    await assert.rejects(inspect(`${origin}/gone`, ...config), /answered 404/);
  });

  it('asks no host that the guard forbids', async () => {
    await assert.rejects(inspect(`${origin}/crate.json`), /https|private/);
  });

  it('ends with 2 and one sentence for what is no crate', async () => {
    for (const content of [
      '{}',
      '[]',
      'x',
      NOTEBOOK,
      '',
      Buffer.from('PK\x03\x04')
    ]) {
      const path = await put('nothing', content);
      const { status, out, error } = await inspect('--json', path);
      assert.equal(status, 2);
      assert.equal(out, '');
      assert.match(error, /^sciencemesh: [^\n]+\.\n$/);
    }
    const { status } = await inspect(join(folder, 'attached', 'data'));
    assert.equal(status, 2);
  });

  it('says for a person what the package is, all on clean lines', async () => {
    const { status, out } = await inspect(join(folder, 'attached'));
    assert.equal(status, 0);
    assert.match(out, /^Attached\n/);
    assert.match(out, /^Kind +notebook$/m);
    assert.match(out, /^Runs here +yes$/m);
    assert.match(out, /^ {2}data\/a b\.csv +4 B +included$/m);
    assert.match(out, /^ {2}gone\.csv did not come with the package/m);
    const cell = await put(
      'hostile.json',
      CRATE.replace('Attached', '\\u001b[31mred\\u202e\\n\\nKind data')
    );
    const hostile = await inspect(cell);
    assert.doesNotMatch(hostile.out.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
    assert.match(hostile.out, /^\[31mred Kind data\n/);
  });

  it('reports every package of the collection', async () => {
    for (const { file, invalid } of await expectedPackages()) {
      const path = await put(file, await readPackage(file));
      const { status, out } = await inspect(path);
      assert.equal(status, invalid === true ? 2 : 0, file);
      assert.doesNotMatch(out, /undefined|\[object|NaN/);
    }
  });

  it('wants exactly one package', async () => {
    for (const args of [[], ['a', 'b']]) {
      await assert.rejects(inspect(...args), UsageError);
    }
    await assert.rejects(inspect('a', '--jsn'), /--jsn/);
  });
});
