import assert from 'node:assert/strict';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import {
  document,
  FOLDER,
  hostile,
  item,
  type Hostile
} from '../testing/hostile-server.ts';
import { fails } from '../testing/files.ts';
import type { FileVersions, TrashBin } from '../storage.ts';
import { below, isId } from './account-trees.ts';

const META = '/dav/meta';
const TRASH = '/dav/trash/s1';
const ID = 'eos$A!7%2f';

/** What stands in `href`, and is dropped. */
const DROPPED = [
  ['a climb', '..'],
  ['a climb in code', '%2e%2e'],
  ['the list itself in code', '%2e'],
  ['nothing', ''],
  ['a slash in code', 'a%2fb'],
  ['a climb behind a coded slash', '..%2f..%2fetc'],
  ['a backslash in code', '..%5cx'],
  ['a NUL', 'a%00'],
  ['a header', 'a%0d%0aX:%20y'],
  ['a byte that is no UTF-8', '%ff'],
  ['half a code', '100%'],
  ['8 KiB', 'x'.repeat(8192)],
  ['70 KiB', 'x'.repeat(70_000)],
  ['far below', 'a/b/c']
] as const;

const ELSEWHERE = [
  ['another list', '/dav/other/x/v/5'],
  ['another host', 'https://evil.example/dav/meta/x/v/5'],
  ['another host without a scheme', '//evil.example/dav/meta/x/v/5'],
  ['a script', 'javascript:alert(1)'],
  ['a bare name', '5']
] as const;

interface Kept extends Hostile {
  versions: FileVersions;
  trash: TrashBin;
  headers: IncomingMessage['headers'][];
}

describe('what a server keeps beside the files', () => {
  it('is nowhere where nobody is logged in', async t => {
    const { storage } = await hostile(t, () => undefined);
    assert.equal(storage.versions, undefined);
    assert.equal(storage.trash, undefined);
  });

  it('lists versions, newest first', async t => {
    const { versions, requests } = await kept(t, {
      versions: [
        version('10', 'Mon, 02 Nov 2026 10:00:00 GMT', 3),
        version('9', 'Mon, 02 Nov 2026 10:00:00 GMT', 2),
        version('11', 'Tue, 03 Nov 2026 10:00:00 GMT', 4),
        version('no-time', 'never', 1),
        item(`${META}/x/v/folder/`, FOLDER)
      ]
    });
    assert.deepEqual(await versions.list('a b/file'), [
      { id: '11', modified: '2026-11-03T10:00:00.000Z', size: 4 },
      { id: '10', modified: '2026-11-02T10:00:00.000Z', size: 3 },
      { id: '9', modified: '2026-11-02T10:00:00.000Z', size: 2 },
      { id: 'no-time', modified: null, size: 1 }
    ]);
    assert.deepEqual(requests, [
      'PROPFIND /dav/share/a%20b/file',
      `PROPFIND ${META}/eos%24A!7%252f/v`
    ]);
  });

  it('reads and restores one by its own address alone', async t => {
    const { versions, requests } = await kept(t, { content: 'before' });
    const { body, size } = await versions.read('file', '#1 ?');
    assert.equal(await text(body), 'before');
    assert.equal(size, 6);
    await versions.restore('file', '#1 ?');
    assert.deepEqual(requests.slice(1), [
      `GET ${META}/eos%24A!7%252f/v/%231%20%3F`,
      'PROPFIND /dav/share/file',
      `COPY ${META}/eos%24A!7%252f/v/%231%20%3F`
    ]);
  });

  for (const [what, href] of [
    ...DROPPED.map(([what, id]) => [what, `${META}/x/v/${id}`]),
    ...ELSEWHERE
  ]) {
    it(`drops a version that is ${what}`, async t => {
      const { versions } = await kept(t, {
        versions: [item(href ?? ''), version('1')]
      });
      const ids = (await versions.list('file')).map(({ id }) => id);
      assert.deepEqual(ids, ['1']);
    });
  }

  for (const [what, id] of DROPPED.filter(([, id]) => id !== '')) {
    it(`drops what was deleted as ${what}`, async t => {
      const { trash } = await kept(t, {
        trash: [
          gone('/dav/trash/marie/ok', 'ok'),
          gone(`/dav/trash/marie/${id}`, 'x')
        ]
      });
      const { items } = await trash.list();
      assert.deepEqual(
        items.map(one => one.path),
        ['ok']
      );
    });
  }

  for (const path of ['', '/', '..', 'a/../b', 'a//b', 'a\\b', 'a&#10;b']) {
    it(`drops what would come back to "${path}"`, async t => {
      const { trash } = await kept(t, {
        trash: [gone('/dav/trash/1', 'ok'), gone('/dav/trash/2', path)]
      });
      const { items } = await trash.list();
      assert.deepEqual(
        items.map(({ id }) => id),
        ['1']
      );
    });
  }

  it('sends no id that is more than a name', async t => {
    const { trash, versions, requests } = await kept(t, {});
    for (const id of ['', '.', '..', 'a/b', 'a\\b', 'a\nb', '\ud800']) {
      await fails(versions.read('file', id), 'name-refused');
      await fails(versions.restore('file', id), 'name-refused');
      await fails(trash.restore(id, 'x'), 'name-refused');
      await fails(trash.delete(id), 'name-refused');
    }
    assert.deepEqual(requests, []);
    await fails(trash.restore('1', '../x'), 'name-refused');
    await fails(trash.restore('1', ''), 'exists');
    assert.deepEqual(requests, []);
  });

  it('asks for no more versions than anybody looks through', async t => {
    const { versions } = await kept(t, {
      versions: Array.from({ length: 10_001 }, (_, id) => version(String(id)))
    });
    await fails(versions.list('file'), 'broken-answer');
  });

  for (const fileId of ['', '..', 'a/b']) {
    it(`asks for no file that is called "${fileId}"`, async t => {
      const { versions, requests } = await kept(t, { fileId });
      await fails(versions.list('file'), 'unsupported');
      assert.equal(requests.length, 1);
    });
  }

  it('says of a web page that it is one', async t => {
    const { trash } = await kept(t, { page: true });
    await fails(trash.list(), 'broken-answer');
  });

  it('looks at fourteen days, and at fewer where that is too much', async t => {
    const { trash, headers } = await kept(t, {
      most: 4,
      trash: [
        gone('/dav/trash/1', 'later', '2026-11-10T12:00:00Z'),
        gone('/dav/trash/2', 'then', '2026-11-09T23:59:59Z'),
        gone('/dav/trash/3', 'first', '2026-11-06T00:00:00Z'),
        gone('/dav/trash/4', 'before', '2026-11-05T23:59:59Z')
      ]
    });
    const { items, since } = await trash.list({
      until: new Date('2026-11-10T00:00:00Z')
    });
    assert.equal(since.toISOString(), '2026-11-06T00:00:00.000Z');
    assert.deepEqual(
      items.map(({ path }) => path),
      ['then', 'first']
    );
    assert.deepEqual(
      headers.map(one => [one['x-trashbin-from'], one['x-trashbin-to']]),
      [
        ['2026-10-27T00:00:00Z', '2026-11-09T23:59:59Z'],
        ['2026-11-06T00:00:00Z', '2026-11-09T23:59:59Z']
      ]
    );
    const { trash: full } = await kept(t, { most: 0 });
    await fails(full.list(), 'too-large');
  });

  it('restores without replacing, and knows what got through', async t => {
    const { trash, headers, requests } = await kept(t, { status: 201 });
    await trash.restore('a #1', 'gone');
    assert.equal(headers.at(-1)?.['overwrite'], 'F');
    assert.match(
      String(headers.at(-1)?.['destination']),
      /\/dav\/share\/gone$/
    );
    assert.equal(requests.at(-1), `MOVE ${TRASH}/a%20%231`);
    await fails(trash.restore('1', 'file'), 'exists');
    for (const [status, code] of [
      [412, 'exists'],
      [409, 'not-found'],
      [403, 'not-permitted'],
      [500, 'server-failed'],
      [501, 'unsupported']
    ] as const) {
      const { trash } = await kept(t, { status });
      await fails(trash.restore('1', 'gone'), code);
      if (status !== 412) {
        await fails(trash.delete('1'), code);
      }
    }
    const lost = await kept(t, { status: 500, appears: true });
    await lost.trash.restore('1', 'gone');
  });
});

describe('an id', () => {
  it('is one name', () => {
    assert.ok(isId('a b'));
    assert.ok(!isId(null));
    assert.equal(
      below(new URL('http://x.example/a/'), 'b/c', '#?%').href,
      'http://x.example/a/b%2Fc/%23%3F%25'
    );
  });
});

interface Script {
  versions?: string[];
  trash?: string[];
  content?: string;
  fileId?: string;
  page?: boolean;
  /** Days that are listed at a time. */
  most?: number;
  /** Of every change. */
  status?: number;
  /** What is restored is there, whatever the status says. */
  appears?: boolean;
}

/** A storage with both; `file` is there, and `gone` is not. */
async function kept(test: TestContext, script: Script): Promise<Kept> {
  const headers: Kept['headers'] = [];
  let hasMoved = false;
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '' } = request;
    request.resume();
    const xml = (status: number, ...items: string[]) => {
      response.writeHead(status, {
        'content-type': script.page ? 'text/html' : 'application/xml'
      });
      response.end(document(...items));
    };
    if (url.startsWith('/dav/share')) {
      const isThere =
        !/gone$/.test(url) || (hasMoved && script.appears === true);
      const { fileId = ID } = script;
      xml(
        isThere ? 207 : 404,
        item(
          url,
          `<d:resourcetype/><d:getcontentlength>4</d:getcontentlength><o:fileid xmlns:o="http://owncloud.org/ns">${fileId}</o:fileid>`
        )
      );
      return;
    }
    headers.push(request.headers);
    if (method === 'GET') {
      response.end(script.content ?? '');
    } else if (method !== 'PROPFIND') {
      hasMoved = true;
      response.writeHead(script.status ?? 204).end();
    } else if (url.startsWith(META)) {
      xml(207, item(`${META}/x/v`), ...(script.versions ?? []));
    } else {
      xml(
        daysIn(request) > (script.most ?? 14) ? 400 : 207,
        item('/dav/trash/', FOLDER),
        ...(script.trash ?? [])
      );
    }
  };
  const server = await hostile(test, answer, undefined, {
    trees: {
      meta: root => new URL(META, root),
      trash: root => new URL(TRASH, root)
    }
  });
  const { trash, versions } = server.storage;
  assert.ok(trash && versions);
  return { ...server, trash, versions, headers };
}

function daysIn({ headers }: IncomingMessage): number {
  const [from, to] = [headers['x-trashbin-from'], headers['x-trashbin-to']].map(
    text => Date.parse(String(text))
  );
  return ((to ?? 0) - (from ?? 0)) / 86_400_000;
}

function version(id: string, modified = '', size = 1): string {
  return item(
    `${META}/x/v/${id}`,
    `<d:resourcetype/><d:getcontentlength>${size}</d:getcontentlength><d:getlastmodified>${modified}</d:getlastmodified>`
  );
}

/** @param deletedAt default now */
function gone(href: string, path: string, deletedAt?: string): string {
  const seconds = Math.floor(
    (deletedAt === undefined ? Date.now() : Date.parse(deletedAt)) / 1000
  );
  return item(
    href,
    `<d:resourcetype/><o:trashbin-original-location xmlns:o="http://owncloud.org/ns">${path}</o:trashbin-original-location><o:trashbin-delete-timestamp xmlns:o="http://owncloud.org/ns">${seconds}</o:trashbin-delete-timestamp>`
  );
}
