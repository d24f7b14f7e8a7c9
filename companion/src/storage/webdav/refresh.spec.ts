import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { document, FOLDER, hostile, item } from '../testing/hostile-server.ts';
import { Server } from './server.ts';

describe('a listing that is refreshed', () => {
  it('is asked for again only when its folder has changed', async t => {
    let etag = '1';
    const { storage, requests } = await hostile(t, (request, response) => {
      const folder = item(
        '/dav/share/',
        `${FOLDER}<d:getetag>"${etag}"</d:getetag><o:fileid xmlns:o="http://owncloud.org/ns">7</o:fileid>`
      );
      response.writeHead(207, { 'content-type': 'text/xml' });
      response.end(
        request.headers['depth'] === '1'
          ? document(folder, item('/dav/share/a'))
          : document(folder)
      );
    });
    const first = await storage.list('');
    assert.equal(first?.folder.etag, '1');
    for await (const batch of first?.entries ?? []) {
      assert.equal(batch.length, 1);
    }
    assert.equal(await storage.list('', { unless: '1' }), null);
    assert.equal(requests.length, 2);
    etag = '2';
    assert.equal((await storage.list('', { unless: '1' }))?.folder.etag, '2');
  });
});

describe('what a server has of none of its items', () => {
  it('is not asked for in its listings, until one item tells it', async t => {
    let permissions = '';
    const bodies: string[] = [];
    const { storage } = await hostile(t, (request, response) => {
      let body = '';
      request.on('data', chunk => (body += String(chunk)));
      request.on('end', () => {
        bodies.push(body);
        const files = Array.from({ length: 150 }, (_, number) =>
          item(`/dav/share/${number}`)
        );
        const folder = item('/dav/share/', FOLDER + permissions);
        response.writeHead(207, { 'content-type': 'text/xml' });
        response.end(
          request.headers['depth'] === '1'
            ? document(folder, ...files)
            : document(folder)
        );
      });
    });
    const asks = async () => {
      for await (const batch of (await storage.list(''))?.entries ?? []) {
        assert.ok(batch.length > 0);
      }
      return bodies.at(-1)?.includes('permissions') ?? false;
    };
    assert.equal(await asks(), true);
    assert.equal(await asks(), false);
    assert.match(bodies.at(-1) ?? '', /resourcetype.*getlastmodified.*getetag/);
    // It was updated, say.
    permissions =
      '<o:permissions xmlns:o="http://owncloud.org/ns">RGDNVCK</o:permissions>';
    await storage.stat('');
    assert.equal(await asks(), true);
  });
});

describe('validators that change by themselves', () => {
  it('are noticed after some looks, and only then', () => {
    let time = 0;
    const server = new Server('cloud.example.org', null, () => time);
    const entry = {
      path: 'a',
      name: 'a',
      kind: 'file',
      size: 4,
      modified: '2026-11-02T10:00:00.000Z',
      created: null,
      mediaType: null,
      rights: null,
      problem: null
    } as const;
    const look = (etag: string, modified: string = entry.modified) =>
      server.noted({ ...entry, etag, modified }).etag;
    // Real changes have new times, or come within one second.
    for (let second = 0; second < 9; second++) {
      assert.equal(
        look(`x${second}`, `2026-11-02T10:00:0${second}.000Z`),
        `x${second}`
      );
      assert.equal(
        look(`y${second}`, `2026-11-02T10:00:0${second}.000Z`),
        `y${second}`
      );
      time += 1000;
    }
    // These do not: the same time, the same size, and a new one each minute.
    assert.equal(look('a'), 'a');
    for (const etag of ['b', 'c']) {
      time += 60_000;
      assert.equal(look(etag), etag);
    }
    time += 60_000;
    assert.equal(look('d'), null);
    assert.equal(server.abilities.etags, false);
  });
});
