import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { codesOf, crateOf, fileOf, mainOf, read } from '../testing/crates.ts';
import { hostileString } from '../testing/hostile-strings.ts';
import { trials } from '../testing/trials.ts';
import { PathRegister, safePath } from './paths.ts';

const many = { ...trials, numRuns: trials.numRuns * 50 };

describe('safePath', () => {
  it('leaves good paths alone', () => {
    for (const path of [
      'a.csv',
      'a b/c (1).csv',
      'ünïcode/漢字.txt',
      'very.long.name.tar.gz',
      'README',
      'a/b/c/d/e'
    ]) {
      assert.deepEqual(safePath(path), { path, unsafe: false, renamed: false });
    }
  });

  it('keeps what tries to leave the folder inside', () => {
    for (const [written, path] of [
      ['../../etc/passwd', 'etc/passwd'],
      ['/etc/passwd', 'etc/passwd'],
      ['a/../../b', 'a/b'],
      ['..\\..\\windows\\x.dll', 'windows/x.dll'],
      ['C:\\x\\y.csv', 'C_/x/y.csv'],
      ['a\0b.csv', 'ab.csv'],
      ['x\u202Egnp.exe', 'xgnp.exe'],
      ['a\nb.csv', 'ab.csv']
    ] as const) {
      const safe = safePath(written);
      assert.equal(safe.path, path);
      assert.ok(safe.unsafe, written);
    }
  });

  it('renames what JupyterLab hides and other systems refuse', () => {
    for (const [written, path] of [
      ['.hidden', '_.hidden'],
      ['.git/config', '_.git/config'],
      ['__pycache__/x.pyc', 'pycache/x.pyc_'],
      ['lib.so', 'lib.so_'],
      ['notes.txt~', 'notes.txt~_'],
      ['con.txt', '_con.txt'],
      ['NUL', '_NUL'],
      ['com1.csv', '_com1.csv'],
      ['a:b*c?.csv', 'a_b_c_.csv'],
      ['trailing. .', 'trailing'],
      [' spaces .csv ', 'spaces .csv']
    ] as const) {
      assert.equal(safePath(written).path, path);
    }
  });

  it('drops the name of the top of a dataset', () => {
    assert.equal(safePath('__ROOT__/a/b.csv').path, 'a/b.csv');
    assert.equal(safePath('./').path, '');
    assert.equal(safePath('./__ROOT__').path, '');
  });

  it('composes characters', () => {
    assert.equal(safePath('u\u0308.csv').path, '\u00fc.csv');
  });

  it('cuts what is too long between characters and keeps the extension', () => {
    const { path } = safePath(`${'漢'.repeat(500)}.csv`);
    assert.match(path, /^漢+\.csv$/);
    assert.ok(Buffer.byteLength(path) <= 200);
    const deep = safePath(`${'folder/'.repeat(500)}a.csv`).path;
    assert.ok(deep.endsWith('/a.csv'));
    assert.ok(Buffer.byteLength(deep) <= 900);
  });

  it('makes of anything a path that is safe, and stays as it is', () => {
    fc.assert(
      fc.property(hostileString, written => {
        const { path } = safePath(written);
        for (const part of path.split('/')) {
          assert.ok(path === '' || part !== '');
          assert.ok(!part.startsWith('.') && part.trim() === part);
          assert.ok(Buffer.byteLength(part) <= 205);
        }
        assert.equal(safePath(path).path, path);
      }),
      many
    );
  });
});

describe('PathRegister', () => {
  it('gives each path once, whatever the case and composition', () => {
    const register = new PathRegister();
    assert.deepEqual(
      [
        'a.csv',
        'A.CSV',
        'a.csv',
        'x.tar.gz',
        'x.tar.gz',
        'stra\u00dfe',
        'STRASSE'
      ].map(path => register.take(path)),
      [
        'a.csv',
        'A-2.CSV',
        'a-3.csv',
        'x.tar.gz',
        'x-2.tar.gz',
        'stra\u00dfe',
        'STRASSE-2'
      ]
    );
  });

  it('never makes a name both a file and a folder', () => {
    const register = new PathRegister();
    assert.deepEqual(
      ['a', 'a/b', 'A/c', 'd/e', 'd', 'data', 'data/x'].map(path =>
        register.take(path)
      ),
      ['a', 'a-2/b', 'A-2/c', 'd/e', 'd-2', 'data-2', 'data/x'].map(path =>
        path.replace('A-2/c', 'a-2/c')
      )
    );
  });

  it('keeps our own names free', () => {
    const register = new PathRegister();
    assert.equal(
      register.take('ro-crate-metadata.json'),
      'ro-crate-metadata-2.json'
    );
    assert.equal(
      register.take('sub/ro-crate-metadata.json'),
      'sub/ro-crate-metadata.json'
    );
    assert.equal(
      register.take('RO-Crate-Metadata.JSON'),
      'RO-Crate-Metadata-2.JSON'.replace('-2', '-3')
    );
  });

  it('gives unique paths for any names, and takes its time by their number', () => {
    const names = fc.constantFrom(
      'a',
      'A',
      'a/a',
      'b',
      'a/b',
      'a-2',
      'b/a/a',
      'B'
    );
    fc.assert(
      fc.property(fc.array(names, { maxLength: 60 }), paths => {
        const register = new PathRegister();
        const taken = paths.map(path => register.take(path).toLowerCase());
        assert.equal(new Set(taken).size, taken.length);
        for (const path of taken) {
          assert.ok(!taken.some(other => other.startsWith(`${path}/`)), path);
        }
      }),
      many
    );
    const register = new PathRegister();
    const start = process.cpuUsage();
    for (let index = 0; index < 20_000; index++) {
      register.take('same.csv');
    }
    assert.ok(process.cpuUsage(start).user < 2_000_000);
  });
});

describe('where a file goes', () => {
  const goesTo = (node: Record<string, unknown>): string => fileOf(node).path;
  const remote = 'https://data.example.org/files/MuRun2010B.csv?download=1';

  it('is data/ and its name, where that reads as one of a file', () => {
    assert.equal(
      goesTo({ '@id': remote, name: 'events.csv' }),
      'data/events.csv'
    );
    assert.equal(
      goesTo({ '@id': remote, name: '__ROOT__/a/b.csv' }),
      'data/a/b.csv'
    );
    assert.equal(
      goesTo({ '@id': remote, localPath: 'run/1.csv', name: 'x.csv' }),
      'data/run/1.csv'
    );
  });

  it('is the name in its address, where it is called by a slot or a label', () => {
    for (const name of [
      'dataset',
      'simpletext_input',
      'Input Image',
      'Events of run 2010.B in short',
      'Data from example.org',
      './',
      undefined
    ]) {
      assert.equal(
        goesTo({ '@id': remote, name }),
        'data/MuRun2010B.csv',
        name
      );
    }
    assert.equal(
      goesTo({
        '@id': 'https://zenodo.org/api/records/1/files/x%20y.csv/content'
      }),
      'data/x y.csv'
    );
  });

  it('has the extension of its type, where no name has one', () => {
    assert.equal(
      goesTo({
        '@id': 'https://dataverse.nl/api/access/datafile/123',
        name: 'measurements',
        encodingFormat: [
          'text/csv',
          { '@id': 'http://edamontology.org/format_3752' }
        ]
      }),
      'data/measurements.csv'
    );
  });

  it('is its place in the crate, for what has one', () => {
    assert.equal(goesTo({ '@id': 'inputs/a%20b.csv' }), 'inputs/a b.csv');
    assert.equal(
      goesTo({ '@id': 'inputs/a.csv', contentUrl: remote }),
      'inputs/a.csv'
    );
  });

  it('is told when it is not where the package wanted it', () => {
    const unsafe = read(crateOf({}, { '@id': '../../a.csv', '@type': 'File' }));
    assert.equal(unsafe.files[0]?.path, 'a.csv');
    assert.ok(codesOf(unsafe).includes('unsafe-path'));
    const hidden = read(crateOf({}, { '@id': '.env', '@type': 'File' }));
    assert.match(
      hidden.warnings.find(({ code }) => code === 'renamed')?.message ?? '',
      /^\.env is called _\.env/
    );
  });

  it('is the top of the working copy for a notebook from elsewhere', () => {
    const path = (node: Record<string, unknown>) =>
      read(mainOf(node), { included: new Set(['nb/a.ipynb']) }).main?.path;
    assert.equal(
      path({ '@id': 'https://data.example.org/nb/a.ipynb' }),
      'a.ipynb'
    );
    assert.equal(
      path({
        '@id': '#workflow',
        url: 'https://data.example.org/d/1',
        name: 'x',
        encodingFormat: 'application/x-ipynb+json'
      }),
      '1.ipynb'
    );
    assert.equal(path({ '@id': 'nb/a.ipynb' }), 'nb/a.ipynb');
  });

  it('leaves the name of the main entity to it', () => {
    const { main, files } = read(
      mainOf(
        { '@id': 'https://data.example.org/a.ipynb' },
        { '@id': 'a.ipynb', '@type': 'File' }
      )
    );
    assert.equal(main?.path, 'a.ipynb');
    assert.equal(files[0]?.path, 'a-2.ipynb');
  });
});
