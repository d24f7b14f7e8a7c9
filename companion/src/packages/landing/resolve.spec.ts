import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { OutboundConfig } from 'sciencemesh-contract';
import {
  startOrigin,
  unavailable,
  type Behaviour,
  type Origin
} from '../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import { MAXIMUM_FILES, type Resolution } from './resolution.ts';
import { resolveLanding } from './resolve.ts';

const RECORDINGS = join(
  import.meta.dirname,
  '../../../../peers/origin/recordings'
);

let origin: Origin;
let client: OutboundClient;
const others: OutboundClient[] = [];

before(async () => {
  origin = await startOrigin({ recordings: RECORDINGS });
  client = connected();
});
after(async () => {
  await Promise.all([client, ...others].map(each => each.close()));
  await origin.stop();
});

function connected(config: OutboundConfig = {}): OutboundClient {
  return createOutboundClient(config, undefined, {
    environment: origin.environment
  });
}

async function filesBehind(address: string) {
  const resolution = await resolveLanding(address, client);
  assert.ok(resolution.ok, resolution.ok ? '' : resolution.message);
  return resolution.files;
}

async function refusalOf(
  address: string
): Promise<Extract<Resolution, { ok: false }>> {
  const resolution = await resolveLanding(address, client);
  assert.ok(!resolution.ok, `${address} was resolved`);
  assert.match(resolution.message, /\.$/);
  return resolution;
}

const PAGE: Behaviour = { text: '<!doctype html>', contentType: 'text/html' };

/** A repository with one record, whose interface answers as given. */
function invenio(
  host: string,
  files: Behaviour,
  record: Behaviour = { status: 404, json: {} }
): string {
  origin.route(host, '/records/abcde-00001', PAGE);
  origin.route(host, '/api/records/abcde-00001/files', files);
  origin.route(host, '/api/records/abcde-00001', record);
  return `https://${host}/records/abcde-00001`;
}

function dataverse(host: string, files: unknown): string {
  const query = '?persistentId=doi:10.5072/FK2/X';
  origin.route(host, `/dataset.xhtml${query}`, PAGE);
  origin.route(host, `/api/datasets/:persistentId/${query}`, {
    json: { status: 'OK', data: { latestVersion: { files } } }
  });
  return `https://${host}/dataset.xhtml${query}`;
}

describe('a DOI of Zenodo', () => {
  it('becomes the files of its record, with sizes and checksums', async () => {
    const files = await filesBehind('https://doi.org/10.5281/zenodo.99000001');
    assert.deepEqual(files.map(({ name }) => name).sort(), [
      'README.md',
      'dimuon-events.csv',
      'dimuon.ipynb',
      'requirements.txt'
    ]);
    assert.deepEqual(
      files.find(({ name }) => name === 'dimuon-events.csv'),
      {
        name: 'dimuon-events.csv',
        url: 'https://zenodo.org/api/records/99000001/files/dimuon-events.csv/content',
        size: 30476,
        checksum: {
          algorithm: 'md5',
          value: 'c159c63137a8b4ded8cc41a6ca68ad04'
        },
        mediaType: 'text/csv',
        restricted: false
      }
    );
  });

  it('costs no more than the page and one list', async () => {
    origin.forget();
    await filesBehind('https://doi.org/10.5281/zenodo.99000001');
    assert.deepEqual(
      origin.requestsTo('zenodo.org').map(({ path }) => path),
      [
        '/doi/10.5281/zenodo.99000001',
        '/records/99000001',
        '/api/records/99000001/files'
      ]
    );
  });

  it('that does not exist is missing', async () => {
    const refusal = await refusalOf('https://doi.org/10.5281/zenodo.12345678');
    assert.equal(refusal.state, 'missing');
    assert.match(refusal.message, /^doi\.org does not know/);
  });
});

describe('an InvenioRDM record', () => {
  it('keeps the folders of its files', async () => {
    const files = await filesBehind('https://doi.org/10.5072/abcde-12345');
    assert.deepEqual(
      files.map(({ name }) => name),
      ['tables/events.csv', 'notes.txt']
    );
  });

  it('with restricted files wants a login', async () => {
    const refusal = await refusalOf(
      'https://repository.example.org/records/closed-00001'
    );
    assert.equal(refusal.state, 'login');
    assert.match(refusal.message, /repository\.example\.org wants a login/);
  });

  it('that is restricted as a whole sends to its login', async () => {
    const host = 'closed.example.org';
    origin.route(host, '/records/abcde-00001', {
      redirect: '/login/?next=%2Frecords%2Fabcde-00001'
    });
    origin.route(host, '/login/', PAGE);
    const refusal = await refusalOf(`https://${host}/records/abcde-00001`);
    assert.equal(refusal.state, 'login');
  });

  it('that was deleted is missing', async () => {
    const refusal = await refusalOf(
      'https://repository.example.org/records/gone0-00001'
    );
    assert.equal(refusal.state, 'missing');
  });

  it('that holds metadata alone says so', async () => {
    const address = invenio('meta.example.org', {
      json: { enabled: false, entries: [] }
    });
    const refusal = await refusalOf(address);
    assert.equal(refusal.state, 'missing');
    assert.match(refusal.message, /holds no files/);
  });

  it('is read in its older shape where there is no list', async () => {
    const host = 'legacy.example.org';
    const address = invenio(
      host,
      { status: 404, json: { status: 404 } },
      {
        json: {
          files: [
            {
              bucket: '00000000-0000-4000-8000-00000000000a',
              key: 'a b.csv',
              size: 7,
              checksum: 'md5:0c3c6c8f2c934406710fcceb47b57a54'
            },
            {
              key: 'c.csv',
              checksum: null,
              links: {
                self: `https://${host}/api/files/00000000-0000-4000-8000-00000000000a/c.csv`
              }
            }
          ]
        }
      }
    );
    const files = await filesBehind(address);
    const bucket = `https://${host}/api/files/00000000-0000-4000-8000-00000000000a`;
    assert.deepEqual(
      files.map(({ url, size }) => [url, size]),
      [
        [`${bucket}/a%20b.csv`, 7],
        [`${bucket}/c.csv`, null]
      ]
    );
  });

  it('of a host that is busy can be asked again', async () => {
    const refusal = await refusalOf(
      invenio('busy.example.org', unavailable(30))
    );
    assert.equal(refusal.state, 'failed');
    assert.match(refusal.message, /again later/);
  });
});

describe('a Dataverse dataset', () => {
  const address = 'https://doi.org/10.5072/FK2/DIMUON';

  it('gives converted tables back as they were uploaded', async () => {
    const [table] = await filesBehind(address);
    assert.deepEqual(table, {
      name: 'tables/events.csv',
      url: 'https://dataverse.example.org/api/access/datafile/501?format=original',
      size: 15264,
      checksum: {
        algorithm: 'md5',
        value: '0a8c042d77be22b65d1d5164f8f771ed'
      },
      mediaType: 'text/csv',
      restricted: false
    });
  });

  it('tells which of its files are restricted', async () => {
    const files = await filesBehind(address);
    assert.deepEqual(
      files.map(({ name, restricted }) => [name, restricted]),
      [
        ['tables/events.csv', false],
        ['notes.txt', false],
        ['far.txt', false],
        ['closed.txt', true]
      ]
    );
  });

  it('takes an embargo for a restriction until it ends', async () => {
    const files = await filesBehind(
      dataverse('embargo.example.org', [
        { dataFile: { id: 1, embargo: { dateAvailable: '2999-01-01' } } },
        { dataFile: { id: 2, embargo: { dateAvailable: '2020-01-01' } } }
      ])
    );
    assert.deepEqual(
      files.map(({ restricted }) => restricted),
      [true, false]
    );
  });

  it('guesses the ending of a table whose first name is not told', async () => {
    const [file] = await filesBehind(
      dataverse('old.example.org', [
        {
          label: 'survey.tab',
          directoryLabel: 'raw/2019',
          dataFile: { id: 3, originalFileFormat: 'application/x-stata' }
        }
      ])
    );
    assert.equal(file?.name, 'raw/2019/survey.dta');
  });

  it('below a path is asked there', async () => {
    const query = '?persistentId=doi:10.5072/FK2/X';
    origin.route('below.example.org', `/dvn/dataset.xhtml${query}`, PAGE);
    origin.route(
      'below.example.org',
      `/dvn/api/datasets/:persistentId/${query}`,
      {
        json: { data: { latestVersion: { files: [{ dataFile: { id: 4 } }] } } }
      }
    );
    const [file] = await filesBehind(
      `https://below.example.org/dvn/dataset.xhtml${query}`
    );
    assert.equal(
      file?.url,
      'https://below.example.org/dvn/api/access/datafile/4'
    );
  });

  it('may be a single file with a DOI of its own', async () => {
    const host = 'single.example.org';
    const query = '?persistentId=doi:10.5072/FK2/X/F1';
    origin.route(host, `/file.xhtml${query}`, PAGE);
    origin.route(host, `/api/files/:persistentId/${query}`, {
      json: {
        status: 'OK',
        data: { label: 'one.csv', dataFile: { id: 5, filesize: 9 } }
      }
    });
    const files = await filesBehind(`https://${host}/file.xhtml${query}`);
    assert.deepEqual(
      files.map(({ name, url, size }) => [name, url, size]),
      [['one.csv', `https://${host}/api/access/datafile/5`, 9]]
    );
  });

  it('that is not published wants a login', async () => {
    const host = 'draft.example.org';
    const query = '?persistentId=doi:10.5072/FK2/X';
    origin.route(host, `/dataset.xhtml${query}`, PAGE);
    origin.route(host, `/api/datasets/:persistentId/${query}`, {
      status: 401,
      json: { status: 'ERROR' }
    });
    const refusal = await refusalOf(`https://${host}/dataset.xhtml${query}`);
    assert.equal(refusal.state, 'login');
  });
});

describe('an address that leads to a file itself', () => {
  it('is that file, fetched from the address that lasts', async () => {
    origin.route('hdl.handle.net', '/20.500.1/1', {
      redirect: 'https://store.example.org/b/17?signature=x'
    });
    origin.route('store.example.org', '/b/17', {
      text: '12345',
      contentType: 'text/csv; charset=utf-8',
      attachment: 'events 2010.csv'
    });
    assert.deepEqual(await filesBehind('https://hdl.handle.net/20.500.1/1'), [
      {
        name: 'events 2010.csv',
        url: 'https://hdl.handle.net/20.500.1/1',
        size: 5,
        checksum: null,
        mediaType: 'text/csv',
        restricted: false
      }
    ]);
  });

  it('takes the name of its attachment without folders', async () => {
    for (const [disposition, name] of [
      ['attachment; filename="../../x.csv"', 'x.csv'],
      ["attachment; filename*=UTF-8''M%C3%BCon%2Fy.csv", 'y.csv'],
      ['attachment; filename=z.csv; size=1', 'z.csv'],
      ['inline', 'object']
    ] as const) {
      origin.route('store.example.org', '/object', {
        text: 'x',
        contentType: 'text/csv',
        headers: { 'content-disposition': disposition }
      });
      const [file] = await filesBehind('https://store.example.org/object');
      assert.equal(file?.name, name);
    }
  });
});

describe('another page', () => {
  it('is offered to be opened', async () => {
    const refusal = await refusalOf('https://doi.org/10.5072/unknown-software');
    assert.equal(refusal.state, 'failed');
    assert.match(refusal.message, /archive\.example\.org.*Open the page/);
  });

  it('with a path like that of a record is not taken for missing', async () => {
    const host = 'catalogue.example.org';
    origin.route(host, '/records/7', PAGE);
    const refusal = await refusalOf(`https://${host}/records/7`);
    assert.equal(refusal.state, 'failed');
    assert.match(refusal.message, /Open the page/);
  });

  it('that is gone behind a DOI is told with both hosts', async () => {
    origin.route('doi.org', '/10.5072/moved', {
      redirect: 'https://moved.example.org/1'
    });
    origin.route('moved.example.org', '/other', PAGE);
    const refusal = await refusalOf('https://doi.org/10.5072/moved');
    assert.equal(refusal.state, 'missing');
    assert.match(refusal.message, /doi\.org leads to moved\.example\.org/);
  });

  it('that leads inside is not followed', async () => {
    origin.route('doi.org', '/10.5072/inside', {
      redirect: 'https://169.254.169.254/latest/meta-data/'
    });
    const refusal = await refusalOf('https://doi.org/10.5072/inside');
    assert.equal(refusal.state, 'refused');
    assert.ok(!origin.connects.includes('169.254.169.254:443'));
  });

  it('that sends in circles is not followed for ever', async () => {
    origin.route('circle.example.org', '/*', { redirect: '/records/1' });
    const refusal = await refusalOf('https://circle.example.org/records/1');
    assert.equal(refusal.state, 'refused');
  });

  it('of a host that nobody reaches has failed', async () => {
    const refusal = await refusalOf('https://nowhere.example.org/records/1');
    assert.equal(refusal.state, 'failed');
  });
});

describe('a hostile repository', () => {
  it('cannot make its files lie at another host', async () => {
    const host = 'evil.example.org';
    const files = await filesBehind(
      invenio(host, {
        json: {
          entries: [
            'https://10.0.0.1/api/records/abcde-00001/files/a/content',
            'http://evil.example.org/a/content',
            'https://user:pw@other.example.org/a/content',
            'file:///etc/passwd',
            '//other.example.org/a/content',
            'javascript:alert(1)/content'
          ].map((content, index) => ({
            key: `file-${index}`,
            links: { content, self: content, download: content }
          }))
        }
      })
    );
    for (const [index, { url }] of files.entries()) {
      assert.equal(
        url,
        `https://${host}/api/records/abcde-00001/files/file-${index}/content`
      );
    }
  });

  it('cannot leave the list of its files by their names', async () => {
    const host = 'names.example.org';
    const names = ['../../admin', '/etc/passwd', 'a?b#c', '..', 'a\\..\\b'];
    const files = await filesBehind(
      invenio(host, { json: { entries: names.map(key => ({ key })) } })
    );
    for (const { url } of files) {
      assert.ok(
        url.startsWith(`https://${host}/api/records/abcde-00001/files/`),
        url
      );
      assert.ok(url.endsWith('/content'), url);
    }
  });

  it('with more files than can be dealt with is told so', async () => {
    const entries = Array.from({ length: 100_000 }, (_, index) => ({
      key: `${index}`
    }));
    assert.ok(entries.length > MAXIMUM_FILES);
    const refusal = await refusalOf(
      invenio('many.example.org', { json: { entries } })
    );
    assert.match(refusal.message, /lists 100000 files/);
  });

  for (const [what, value] of [
    ['no object', 'hello'],
    ['null', null],
    ['entries that are none', { entries: 'all of them' }],
    ['an entry without a name', { entries: [{ size: 1 }] }],
    ['an entry with an empty name', { entries: [{ key: '' }] }],
    ['a name that is a number', { entries: [{ key: 7 }] }],
    ['a name of a megabyte', { entries: [{ key: 'x'.repeat(1e6) }] }],
    ['links that are a text', { entries: [{ key: 'a', links: 'b' }] }]
  ] as const) {
    it(`that answers ${what} is a page to be opened`, async () => {
      const refusal = await refusalOf(
        invenio('types.example.org', { json: value })
      );
      assert.match(refusal.message, /Open the page/);
    });
  }

  it('that claims impossible sizes and checksums is not believed', async () => {
    const files = await filesBehind(
      invenio('sizes.example.org', {
        text: '{"entries":[{"key":"a","size":1e300},{"key":"b","size":-1},{"key":"c","size":1.5,"checksum":"md5:zz"}]}',
        contentType: 'application/json'
      })
    );
    for (const { size, checksum } of files) {
      assert.equal(size, null);
      assert.equal(checksum, null);
    }
  });

  it('that never ends its answer is given up', async () => {
    const refusal = await refusalOf(
      invenio('endless.example.org', {
        endless: 'x',
        contentType: 'application/json'
      })
    );
    assert.equal(refusal.state, 'failed');
  });

  it('that answers deep nesting or no JSON is a page to be opened', async () => {
    for (const text of ['['.repeat(100_000), '<html>', '']) {
      const refusal = await refusalOf(
        invenio('nested.example.org', { text, contentType: 'application/json' })
      );
      assert.match(refusal.message, /Open the page/);
    }
  });

  it('cannot hold a person who has had enough', async () => {
    const host = 'slow.example.org';
    const address = invenio(host, {
      text: '{"entries": []}',
      stallAfter: 3
    });
    const controller = new AbortController();
    const resolving = resolveLanding(address, client, controller.signal);
    await origin.waitFor(request => request.path.endsWith('/files'));
    controller.abort();
    const resolution = await resolving;
    assert.equal(resolution.ok, false);
  });
});
