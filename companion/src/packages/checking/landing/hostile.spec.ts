import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MAXIMUM_FILES } from './resolution.ts';
import { resolveLanding } from './resolve.ts';
import { Landings } from './testing/landings.ts';

let landings: Landings;

before(async () => {
  landings = await Landings.start();
});
after(() => landings.stop());

describe('a hostile repository', () => {
  it('cannot make its files lie at another host', async () => {
    const host = 'evil.example.org';
    const files = await landings.filesBehind(
      landings.invenio(host, {
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
    const files = await landings.filesBehind(
      landings.invenio(host, { json: { entries: names.map(key => ({ key })) } })
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
    const refusal = await landings.refusalOf(
      landings.invenio('many.example.org', { json: { entries } })
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
      const refusal = await landings.refusalOf(
        landings.invenio('types.example.org', { json: value })
      );
      assert.match(refusal.message, /Open the page/);
    });
  }

  it('that claims impossible sizes and checksums is not believed', async () => {
    const files = await landings.filesBehind(
      landings.invenio('sizes.example.org', {
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
    const refusal = await landings.refusalOf(
      landings.invenio('endless.example.org', {
        endless: 'x',
        contentType: 'application/json'
      })
    );
    assert.equal(refusal.state, 'failed');
  });

  it('that answers deep nesting or no JSON is a page to be opened', async () => {
    for (const text of ['['.repeat(100_000), '<html>', '']) {
      const refusal = await landings.refusalOf(
        landings.invenio('nested.example.org', {
          text,
          contentType: 'application/json'
        })
      );
      assert.match(refusal.message, /Open the page/);
    }
  });

  it('cannot hold a person who has had enough', async () => {
    const host = 'slow.example.org';
    const address = landings.invenio(host, {
      text: '{"entries": []}',
      stallAfter: 3
    });
    const controller = new AbortController();
    const resolving = resolveLanding(
      address,
      landings.client,
      controller.signal
    );
    await landings.origin.waitFor(request => request.path.endsWith('/files'));
    controller.abort();
    const resolution = await resolving;
    assert.equal(resolution.ok, false);
  });
});
