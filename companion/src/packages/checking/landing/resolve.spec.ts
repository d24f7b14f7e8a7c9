import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Landings, PAGE } from './testing/landings.ts';

let landings: Landings;

before(async () => {
  landings = await Landings.start();
});
after(() => landings.stop());

describe('an address that leads to a file itself', () => {
  it('is that file, fetched from the address that lasts', async () => {
    landings.origin.route('hdl.handle.net', '/20.500.1/1', {
      redirect: 'https://store.example.org/b/17?signature=x'
    });
    landings.origin.route('store.example.org', '/b/17', {
      text: '12345',
      contentType: 'text/csv; charset=utf-8',
      attachment: 'events 2010.csv'
    });
    assert.deepEqual(
      await landings.filesBehind('https://hdl.handle.net/20.500.1/1'),
      [
        {
          name: 'events 2010.csv',
          url: 'https://hdl.handle.net/20.500.1/1',
          size: 5,
          checksum: null,
          mediaType: 'text/csv',
          restricted: false
        }
      ]
    );
  });

  it('takes the name of its attachment without folders', async () => {
    for (const [disposition, name] of [
      ['attachment; filename="../../x.csv"', 'x.csv'],
      ["attachment; filename*=UTF-8''M%C3%BCon%2Fy.csv", 'y.csv'],
      ['attachment; filename=z.csv; size=1', 'z.csv'],
      ['inline', 'object']
    ] as const) {
      landings.origin.route('store.example.org', '/object', {
        text: 'x',
        contentType: 'text/csv',
        headers: { 'content-disposition': disposition }
      });
      const [file] = await landings.filesBehind(
        'https://store.example.org/object'
      );
      assert.equal(file?.name, name);
    }
  });
});

describe('another page', () => {
  it('is offered to be opened', async () => {
    const refusal = await landings.refusalOf(
      'https://doi.org/10.5072/unknown-software'
    );
    assert.equal(refusal.state, 'failed');
    assert.match(refusal.message, /archive\.example\.org.*Open the page/);
  });

  it('with a path like that of a record is not taken for missing', async () => {
    const host = 'catalogue.example.org';
    landings.origin.route(host, '/records/7', PAGE);
    const refusal = await landings.refusalOf(`https://${host}/records/7`);
    assert.equal(refusal.state, 'failed');
    assert.match(refusal.message, /Open the page/);
  });

  it('that is gone behind a DOI is told with both hosts', async () => {
    landings.origin.route('doi.org', '/10.5072/moved', {
      redirect: 'https://moved.example.org/1'
    });
    landings.origin.route('moved.example.org', '/other', PAGE);
    const refusal = await landings.refusalOf('https://doi.org/10.5072/moved');
    assert.equal(refusal.state, 'missing');
    assert.match(refusal.message, /doi\.org leads to moved\.example\.org/);
  });

  it('that leads inside is not followed', async () => {
    landings.origin.route('doi.org', '/10.5072/inside', {
      redirect: 'https://169.254.169.254/latest/meta-data/'
    });
    const refusal = await landings.refusalOf('https://doi.org/10.5072/inside');
    assert.equal(refusal.state, 'refused');
    assert.ok(!landings.origin.connects.includes('169.254.169.254:443'));
  });

  it('that sends in circles is not followed for ever', async () => {
    landings.origin.route('circle.example.org', '/*', {
      redirect: '/records/1'
    });
    const refusal = await landings.refusalOf(
      'https://circle.example.org/records/1'
    );
    assert.equal(refusal.state, 'refused');
  });

  it('of a host that nobody reaches has failed', async () => {
    const refusal = await landings.refusalOf(
      'https://nowhere.example.org/records/1'
    );
    assert.equal(refusal.state, 'failed');
  });
});
