import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codesOf, crateOf, fileOf, read } from '../testing/crates.ts';

const URL_A = 'https://data.example.org/a.csv';

describe('the source of a file', () => {
  it('is contentUrl before url before the id', () => {
    const other = 'https://other.example.org/a.csv';
    assert.equal(fileOf({ '@id': URL_A }).url, URL_A);
    assert.equal(fileOf({ '@id': other, url: URL_A }).url, URL_A);
    assert.equal(fileOf({ '@id': '#a', url: { '@id': URL_A } }).url, URL_A);
    assert.equal(
      fileOf({ '@id': '#a', url: other, contentUrl: [URL_A, other] }).url,
      URL_A
    );
  });

  it('is what comes with the package before any address', () => {
    const file = fileOf(
      { '@id': 'data/a%20b.csv', contentUrl: URL_A, contentSize: 5 },
      { included: new Map([['data/a b.csv', 7]]) }
    );
    assert.equal(file.source, 'included');
    assert.equal(file.url, null);
    assert.equal(file.path, 'data/a b.csv');
    assert.equal(file.size, 7);
    assert.ok(file.included);
  });

  it('lies beside a document that was read from the web', () => {
    const base = 'https://data.example.org/crates/1/ro-crate-metadata.json';
    for (const [id, url] of [
      ['data/a%20b.csv', 'https://data.example.org/crates/1/data/a%20b.csv'],
      ['a b.csv', 'https://data.example.org/crates/1/a%20b.csv'],
      [
        '//evil.example.org/x.csv',
        'https://data.example.org/crates/1/evil.example.org/x.csv'
      ],
      ['../2/x.csv', null],
      ['#x', null]
    ] as const) {
      assert.equal(fileOf({ '@id': id }, { base }).url, url);
    }
    const file = fileOf({ '@id': 'a.csv', contentUrl: URL_A }, { base });
    assert.equal(file.url, URL_A);
    assert.equal(file.path, 'a.csv');
  });

  it('is Onedata where its keys are, whatever the id pretends', () => {
    const file = fileOf({
      '@id': 'https://example.com/input-image.tiff',
      name: 'Input Image',
      'onedata:onezoneDomain': 'demo.onedata.org',
      'onedata:fileId': '0000ABCDEF'
    });
    assert.equal(file.source, 'onedata');
    assert.equal(
      file.url,
      'https://demo.onedata.org/api/v3/onezone/shares/data/0000ABCDEF/content'
    );
    assert.equal(file.path, 'data/input-image.tiff');
  });

  it('is not Onedata where its keys could lead anywhere', () => {
    for (const [domain, fileId] of [
      ['evil.example.org/x?', '1'],
      ['a@evil.example.org', '1'],
      ['demo.onedata.org', '../../token'],
      ['demo.onedata.org', null],
      [null, '1']
    ]) {
      const result = read(
        crateOf(
          {},
          {
            '@id': URL_A,
            '@type': 'File',
            'onedata:onezoneDomain': domain,
            'onedata:fileId': fileId
          }
        )
      );
      assert.equal(result.files[0]?.source, 'https');
      assert.ok(codesOf(result).includes('onedata-malformed'));
    }
  });

  it('is https, http, github or a page, by the address', () => {
    for (const [id, source] of [
      [URL_A, 'https'],
      ['http://data.example.org/a.csv', 'http'],
      ['https://github.com/a/b/blob/main/a.csv', 'github'],
      ['https://gitlab.com/a/b/-/blob/main/a.csv', 'https'],
      ['https://doi.org/10.5281/zenodo.1', 'landing'],
      ['https://zenodo.org/records/1', 'landing']
    ] as const) {
      const file = fileOf({ '@id': id });
      assert.equal(file.source, source, id);
      assert.equal(file.host, new URL(file.url ?? '').host);
    }
  });

  it('is nowhere for bare names and foreign schemes, with what to do', () => {
    for (const [id, told] of [
      ['same.txt', /Ask the sender for it, or put it .* as same\.txt\.$/],
      ['rsync://ftp.ebi.ac.uk/empiar/1/', /Copy it from rsync:\/\/ftp\.ebi/],
      ['file:///home/marie/a.csv', /the sender's own computer/],
      ['C:\\data\\a.csv', /the sender's own computer/]
    ] as const) {
      const { files, warnings } = read(
        crateOf({}, { '@id': id, '@type': 'File' })
      );
      assert.equal(files[0]?.source, 'missing', id);
      assert.equal(files[0].url, null);
      assert.ok(
        warnings.some(({ message }) => told.test(message)),
        id
      );
    }
  });

  it('is a whole dataset behind its page', () => {
    const id = 'https://example.org/dataset/doi/10.5072/test';
    const { files } = read(
      crateOf(
        { hasPart: { '@id': id } },
        { '@id': id, '@type': 'Dataset', name: 'A dataset' }
      )
    );
    assert.deepEqual(
      files.map(({ source, url, path }) => [source, url, path]),
      [['landing', id, 'data/A dataset']]
    );
  });

  it('is not the page about a file that should have come along', () => {
    const file = fileOf({
      '@id': 'data/raw/coffee.csv',
      url: 'https://www.kaggle.com/datasets/x/coffee'
    });
    assert.equal(file.source, 'landing');
    assert.equal(file.path, 'data/raw/coffee.csv');
  });

  it('is each download of a dataset', () => {
    const content = 'https://zenodo.org/api/records/1/files/x.csv/content';
    const { files } = read(
      crateOf(
        { hasPart: [{ '@id': 'https://doi.org/10.5281/zenodo.1' }] },
        {
          '@id': 'https://doi.org/10.5281/zenodo.1',
          '@type': 'Dataset',
          distribution: [
            {
              '@type': 'DataDownload',
              contentUrl: content,
              encodingFormat: 'text/csv',
              contentSize: 12
            },
            { '@type': 'DataDownload' }
          ]
        }
      )
    );
    assert.deepEqual(
      files.map(({ source, url, path, size }) => [source, url, path, size]),
      [['https', content, 'data/x.csv', 12]]
    );
  });

  it('warns of private networks, plain http and removed credentials', () => {
    const codes = (id: string) =>
      codesOf(read(crateOf({}, { '@id': id, '@type': 'File' })));
    assert.ok(codes('https://10.0.0.7/a.csv').includes('address-private'));
    assert.ok(codes('http://data.example.org/a').includes('plain-http'));
    assert.ok(
      codes('https://u:p@data.example.org/a.csv').includes(
        'credentials-removed'
      )
    );
    assert.deepEqual(codes(URL_A), ['main-missing']);
  });
});

describe('the files of a package', () => {
  it('come from the parts, in their order, then from what is unlisted', () => {
    const node = (id: string) => ({ '@id': id, '@type': 'File' });
    const { files, warnings } = read(
      crateOf(
        {
          hasPart: [{ '@id': 'b.csv' }, { '@id': 'set/' }, { '@id': 'a.csv' }]
        },
        node('a.csv'),
        node('unlisted.csv'),
        node('b.csv'),
        {
          '@id': 'set/',
          '@type': 'Dataset',
          hasPart: [{ '@id': 'set/1.csv' }]
        },
        node('set/1.csv')
      )
    );
    assert.deepEqual(
      files.map(({ path }) => path),
      ['b.csv', 'set/1.csv', 'a.csv', 'unlisted.csv']
    );
    assert.ok(
      warnings.some(
        ({ code, entity }) => code === 'not-listed' && entity === 'unlisted.csv'
      )
    );
  });

  it('are parts that are named but not described, where they can be had', () => {
    const result = read(
      crateOf({
        hasPart: [URL_A, 'b.csv', '#nothing', 'dummy'].map(id => ({
          '@id': id
        }))
      })
    );
    assert.deepEqual(
      result.files.map(({ id }) => id),
      [URL_A, 'b.csv']
    );
    assert.ok(codesOf(result).includes('dangling-reference'));
  });

  it('are neither persons nor services nor the crate itself', () => {
    const nodes = [
      { '@id': '#sender', '@type': 'Person' },
      {
        '@id': '#destination',
        '@type': 'Service',
        url: 'https://x.example.org/a'
      },
      { '@id': 'ro-crate-preview.html', '@type': 'File' },
      { '@id': 'https://w3id.org/np/RA1', '@type': 'CreativeWork' },
      { '@id': 'packed.cwl#step', '@type': 'SoftwareSourceCode' }
    ];
    const { files } = read(
      crateOf(
        { hasPart: nodes.map(node => ({ '@id': node['@id'] })) },
        ...nodes
      )
    );
    assert.deepEqual(files, []);
  });

  it('include what lies in listed folders, and the rest only on request', () => {
    const included = new Map([
      ['ro-crate-metadata.json', 1],
      ['ro-crate-preview.html', 1],
      ['lib/a.py', 1],
      ['lib/deep/b.py', 1],
      ['notes.txt', 1]
    ]);
    const document = crateOf(
      { hasPart: [{ '@id': 'lib/' }, { '@id': 'gone/' }] },
      { '@id': 'lib/', '@type': 'Dataset' },
      { '@id': 'gone/', '@type': 'Dataset' }
    );
    const paths = (undescribed: boolean) =>
      read(document, { included, undescribed }).files.map(({ path }) => path);
    assert.deepEqual(paths(false), ['lib/a.py', 'lib/deep/b.py']);
    assert.deepEqual(paths(true), ['lib/a.py', 'lib/deep/b.py', 'notes.txt']);
    const { warnings } = read(document, { included });
    assert.deepEqual(
      warnings
        .filter(({ code }) => code === 'folder-missing')
        .map(({ entity }) => entity),
      ['gone/']
    );
  });
});
