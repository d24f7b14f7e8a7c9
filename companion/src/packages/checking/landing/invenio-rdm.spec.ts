import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { unavailable } from '../../../../../peers/origin/index.ts';
import { Landings, PAGE } from './testing/landings.ts';

let landings: Landings;

before(async () => {
  landings = await Landings.start();
});
after(() => landings.stop());

describe('a DOI of Zenodo', () => {
  it('becomes the files of its record, with sizes and checksums', async () => {
    const files = await landings.filesBehind(
      'https://doi.org/10.5281/zenodo.99000001'
    );
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
    landings.origin.forget();
    await landings.filesBehind('https://doi.org/10.5281/zenodo.99000001');
    assert.deepEqual(
      landings.origin.requestsTo('zenodo.org').map(({ path }) => path),
      [
        '/doi/10.5281/zenodo.99000001',
        '/records/99000001',
        '/api/records/99000001/files'
      ]
    );
  });

  it('that does not exist is missing', async () => {
    const refusal = await landings.refusalOf(
      'https://doi.org/10.5281/zenodo.12345678'
    );
    assert.equal(refusal.state, 'missing');
    assert.match(refusal.message, /^doi\.org does not know/);
  });
});

describe('an InvenioRDM record', () => {
  it('keeps the folders of its files', async () => {
    const files = await landings.filesBehind(
      'https://doi.org/10.5072/abcde-12345'
    );
    assert.deepEqual(
      files.map(({ name }) => name),
      ['tables/events.csv', 'notes.txt']
    );
  });

  it('with restricted files wants a login', async () => {
    const refusal = await landings.refusalOf(
      'https://repository.example.org/records/closed-00001'
    );
    assert.equal(refusal.state, 'login');
    assert.match(refusal.message, /repository\.example\.org wants a login/);
  });

  it('that is restricted as a whole sends to its login', async () => {
    const host = 'closed.example.org';
    landings.origin.route(host, '/records/abcde-00001', {
      redirect: '/login/?next=%2Frecords%2Fabcde-00001'
    });
    landings.origin.route(host, '/login/', PAGE);
    const refusal = await landings.refusalOf(
      `https://${host}/records/abcde-00001`
    );
    assert.equal(refusal.state, 'login');
  });

  it('that was deleted is missing', async () => {
    const refusal = await landings.refusalOf(
      'https://repository.example.org/records/gone0-00001'
    );
    assert.equal(refusal.state, 'missing');
  });

  it('that holds metadata alone says so', async () => {
    const address = landings.invenio('meta.example.org', {
      json: { enabled: false, entries: [] }
    });
    const refusal = await landings.refusalOf(address);
    assert.equal(refusal.state, 'missing');
    assert.match(refusal.message, /holds no files/);
  });

  it('is read in its older shape where there is no list', async () => {
    const host = 'legacy.example.org';
    const address = landings.invenio(
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
    const files = await landings.filesBehind(address);
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
    const refusal = await landings.refusalOf(
      landings.invenio('busy.example.org', unavailable(30))
    );
    assert.equal(refusal.state, 'failed');
    assert.match(refusal.message, /again later/);
  });
});
