import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { digestOf, type ChecksumAlgorithm } from '../checksums.ts';
import { fails, get, getText, put } from '../testing/files.ts';
import { hostile, withFile } from '../testing/hostile-server.ts';

const TEXT = '0123456789';

function checksum(algorithm: ChecksumAlgorithm, text = TEXT): string {
  const digest = digestOf(algorithm);
  digest.update(Buffer.from(text));
  return `${algorithm.toUpperCase()}:${digest.hex()}`;
}

/** A server that sends ten digits with these headers. */
function sending(headers: Record<string, string>, text = TEXT) {
  return withFile(response => response.writeHead(200, headers).end(text));
}

describe('a file that comes with its checksum', () => {
  for (const algorithm of ['sha256', 'sha1', 'md5', 'adler32'] as const) {
    it(`is taken when it has it (${algorithm})`, async t => {
      const right = { 'oc-checksum': checksum(algorithm) };
      const { storage } = await hostile(t, sending(right));
      const { checksum: told } = await storage.read('file');
      assert.equal(told?.algorithm, algorithm);
      assert.equal(await getText(storage, 'file'), TEXT);
    });

    it(`fails at its end when it does not (${algorithm})`, async t => {
      const wrong = { 'oc-checksum': checksum(algorithm, '0123456780') };
      const { storage } = await hostile(t, sending(wrong));
      await fails(get(storage, 'file'), 'damaged');
    });
  }

  it('is held against the one that says most', async t => {
    const both = `${checksum('md5', 'other')} ${checksum('sha1')}`;
    const { storage } = await hostile(t, sending({ 'oc-checksum': both }));
    assert.equal(await getText(storage, 'file'), TEXT);
  });

  it('is held against a digest of RFC 9530', async t => {
    const digest = (text: string) =>
      `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;
    const right = await hostile(t, sending({ 'repr-digest': digest(TEXT) }));
    assert.equal(await getText(right.storage, 'file'), TEXT);
    const wrong = await hostile(t, sending({ 'repr-digest': digest('x') }));
    await fails(get(wrong.storage, 'file'), 'damaged');
  });

  it('is read in parts all the same', async t => {
    const { storage } = await hostile(
      t,
      withFile(response =>
        response
          .writeHead(206, {
            'content-range': 'bytes 2-5/10',
            'oc-checksum': checksum('sha1')
          })
          .end('2345')
      )
    );
    const { body } = await storage.read('file', { start: 2, end: 5 });
    assert.equal(String(await body.toArray()), '2345');
  });

  for (const nonsense of ['SHA1:', 'UNSET:0', 'x'.repeat(5000), ':::']) {
    it(`is taken whatever "${nonsense.slice(0, 10)}" means`, async t => {
      const { storage } = await hostile(
        t,
        sending({ 'oc-checksum': nonsense })
      );
      assert.equal(await getText(storage, 'file'), TEXT);
    });
  }
});

describe('a file that a server has otherwise than it was sent', () => {
  it('is no success', async t => {
    let there = false;
    const { storage } = await hostile(t, (request, response) => {
      request.resume();
      if (request.method === 'PUT') {
        there = true;
        response.writeHead(201, { etag: '"new"' }).end();
        return;
      }
      const isFile = request.url?.endsWith('/file') ?? false;
      if (isFile && !there) {
        response.writeHead(404).end();
        return;
      }
      const properties = isFile
        ? `<d:resourcetype/><d:getcontentlength>10</d:getcontentlength><d:getetag>"new"</d:getetag><oc:fileid>7</oc:fileid><oc:checksums><oc:checksum>${checksum('sha1', 'other')} ${checksum('md5')}</oc:checksum></oc:checksums>`
        : '<d:resourcetype><d:collection/></d:resourcetype><oc:fileid>6</oc:fileid>';
      response
        .writeHead(207, { 'content-type': 'application/xml' })
        .end(
          `<d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:response><d:href>${request.url}</d:href><d:propstat><d:prop>${properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>`
        );
    });
    await fails(put(storage, 'file', TEXT), 'damaged');
  });
});
