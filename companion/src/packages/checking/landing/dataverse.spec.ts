import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Landings, PAGE } from './testing/landings.ts';

let landings: Landings;

before(async () => {
  landings = await Landings.start();
});
after(() => landings.stop());

describe('a Dataverse dataset', () => {
  const address = 'https://doi.org/10.5072/FK2/DIMUON';

  it('gives converted tables back as they were uploaded', async () => {
    const [table] = await landings.filesBehind(address);
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
    const files = await landings.filesBehind(address);
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
    const files = await landings.filesBehind(
      landings.dataverse('embargo.example.org', [
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
    const [file] = await landings.filesBehind(
      landings.dataverse('old.example.org', [
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
    landings.origin.route(
      'below.example.org',
      `/dvn/dataset.xhtml${query}`,
      PAGE
    );
    landings.origin.route(
      'below.example.org',
      `/dvn/api/datasets/:persistentId/${query}`,
      {
        json: { data: { latestVersion: { files: [{ dataFile: { id: 4 } }] } } }
      }
    );
    const [file] = await landings.filesBehind(
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
    landings.origin.route(host, `/file.xhtml${query}`, PAGE);
    landings.origin.route(host, `/api/files/:persistentId/${query}`, {
      json: {
        status: 'OK',
        data: { label: 'one.csv', dataFile: { id: 5, filesize: 9 } }
      }
    });
    const files = await landings.filesBehind(
      `https://${host}/file.xhtml${query}`
    );
    assert.deepEqual(
      files.map(({ name, url, size }) => [name, url, size]),
      [['one.csv', `https://${host}/api/access/datafile/5`, 9]]
    );
  });

  it('that is not published wants a login', async () => {
    const host = 'draft.example.org';
    const query = '?persistentId=doi:10.5072/FK2/X';
    landings.origin.route(host, `/dataset.xhtml${query}`, PAGE);
    landings.origin.route(host, `/api/datasets/:persistentId/${query}`, {
      status: 401,
      json: { status: 'ERROR' }
    });
    const refusal = await landings.refusalOf(
      `https://${host}/dataset.xhtml${query}`
    );
    assert.equal(refusal.state, 'login');
  });
});
