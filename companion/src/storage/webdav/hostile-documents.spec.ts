import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  document,
  FILE,
  FOLDER,
  GOOD,
  hostile,
  item,
  says,
  SELF,
  type Answer
} from '../testing/hostile-server.ts';
import { fails, list } from '../testing/files.ts';

const HEAD = '<?xml version="1.0"?>';
const OPEN = '<d:multistatus xmlns:d="DAV:">';
const MUCH = 20 * 1024 * 1024;

const BOMB = `${HEAD}<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">${Array.from(
  { length: 9 },
  (_, level) =>
    `<!ENTITY ${'bcdefghij'[level]} "${`&${'abcdefghi'[level]};`.repeat(10)}">`
).join('')}]>${OPEN}${item('/dav/share/&j;')}</d:multistatus>`;

const BROKEN: [what: string, xml: string | Buffer][] = [
  ['nothing', ''],
  ['white space', '   \n\t '],
  ['plain text', 'Service temporarily unavailable'],
  ['JSON', '{"error": "no"}'],
  ['a web page', '<!doctype html><html><body>Log in</body></html>'],
  ['a web page in XML', '<html xmlns="http://www.w3.org/1999/xhtml"/>'],
  ['another document', `${HEAD}<d:error xmlns:d="DAV:"><d:x/></d:error>`],
  ['no namespace', `${HEAD}<multistatus><response/></multistatus>`],
  ['another namespace', `${HEAD}<d:multistatus xmlns:d="DAV"/>`],
  ['a prefix that is not declared', `${HEAD}<d:multistatus/>`],
  ['a document without items', document()],
  ['a billion laughs', BOMB],
  [
    'a file of the machine',
    `${HEAD}<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${OPEN}${item('/dav/share/&x;')}</d:multistatus>`
  ],
  [
    'a document of another host',
    `${HEAD}<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd">${document(SELF)}`
  ],
  ['an entity that is not known', document(SELF, item('/dav/share/&secret;'))],
  ['an ampersand', document(SELF, item('/dav/share/a & b'))],
  ['tags that cross', `${HEAD}${OPEN}<d:response><d:href></d:response>`],
  ['the end in the middle of a tag', `${HEAD}${OPEN}<d:respon`],
  ['the end in the middle of a text', document(SELF).slice(0, 80)],
  ['no end', `${HEAD}${OPEN}`],
  ['two roots', document(SELF) + document(SELF)],
  ['text behind the end', `${document(SELF)} and more`],
  ['100 000 levels', `${HEAD}${OPEN}${'<d:x>'.repeat(100_000)}`],
  ['33 levels', `${HEAD}${OPEN}${'<d:x>'.repeat(33)}`],
  ['a comment without end', `${HEAD}${OPEN}<!-- ${'x'.repeat(MUCH)}`],
  ['an instruction without end', `${HEAD}${OPEN}<?x ${'x'.repeat(MUCH)}`],
  ['an attribute of 20 MiB', `${HEAD}${OPEN}<d:x y="${'z'.repeat(MUCH)}"/>`],
  ['a name of 20 MiB', `${HEAD}${OPEN}<d:${'x'.repeat(MUCH)}/>`],
  [
    'a million attributes',
    `${HEAD}${OPEN}<d:x ${Array.from({ length: 1_000_000 }, (_, index) => `a${index}=""`).join(' ')}/>`
  ],
  [
    'a text of 20 MiB',
    document(
      SELF,
      item('/dav/share/x', `<d:getetag>${'x'.repeat(MUCH)}</d:getetag>`)
    )
  ],
  [
    'a section of 20 MiB',
    document(
      SELF,
      `<d:response><d:href><![CDATA[${'x'.repeat(MUCH)}]]></d:href></d:response>`
    )
  ],
  ['UTF-16', Buffer.from(`\ufeff${document(SELF)}`, 'utf16le')],
  ['NUL bytes', Buffer.alloc(1000)]
];

describe('an answer that is no listing', () => {
  for (const [what, xml] of BROKEN) {
    it(`is an error in words: ${what}`, async t => {
      const { storage } = await hostile(t, says(xml));
      const before = process.memoryUsage.rss();
      const error = await fails(list(storage), 'broken-answer');
      assert.match(error.message, /cloud\.example\.org/);
      assert.ok(process.memoryUsage.rss() - before < 200 * 1024 * 1024);
    });
  }

  it('is a web page also by its type', async t => {
    for (const status of [200, 207]) {
      const { storage } = await hostile(t, (_, response) => {
        response.writeHead(status, { 'content-type': 'text/html' });
        response.end('<p>Please log in</p>');
      });
      const error = await fails(storage.list(''), 'broken-answer');
      assert.match(error.message, /login is needed/);
      await fails(storage.stat(''), 'broken-answer');
    }
  });

  it('is no listing of a file', async t => {
    const { storage } = await hostile(t, says(document(item('/dav/share'))));
    await fails(storage.list(''), 'wrong-kind');
  });
});

/** Sends without end until nobody listens. */
function endless(start: string, piece: string): Answer {
  return (_, response) => {
    response.writeHead(207, { 'content-type': 'application/xml' });
    response.write(start);
    const more = () => {
      while (!response.destroyed && response.write(piece)) {
        // The buffer takes more.
      }
    };
    response.on('drain', more);
    more();
  };
}

describe('an answer without end', () => {
  const start = `${HEAD}${OPEN}${SELF}`;
  for (const [what, piece] of [
    ['items', GOOD.repeat(50)],
    ['items of other places', item('/etc/passwd').repeat(50)],
    ['white space', ' '.repeat(4096)],
    ['comments', `<!--${'x'.repeat(100)}-->`.repeat(40)],
    ['empty elements', '<d:x/>'.repeat(500)],
    ['one text', 'x'.repeat(4096)]
  ] as const) {
    it(`is given up: ${what}`, async t => {
      const { storage } = await hostile(t, endless(start, piece), {
        entries: 1000,
        bytes: 4 * 1024 * 1024
      });
      await fails(list(storage), 'broken-answer');
    });
  }

  it('is given up when it comes by drops and stops', async t => {
    const { storage } = await hostile(t, (_, response) => {
      response.writeHead(207, { 'content-type': 'application/xml' });
      response.write(start);
    });
    const listing = await storage.list('');
    await fails(
      (async () => {
        for await (const batch of listing?.entries ?? []) {
          assert.equal(batch.length, 0);
        }
      })(),
      'timeout'
    );
  });

  it('ends for who looks no further', async t => {
    let closed: () => void;
    const noticed = new Promise<void>(resolve => (closed = resolve));
    const { storage } = await hostile(t, (request, response) => {
      response.on('close', () => closed());
      endless(start, GOOD.repeat(50))(request, response);
    });
    const listing = await storage.list('');
    for await (const batch of listing?.entries ?? []) {
      assert.ok(batch.length > 0);
      break;
    }
    await noticed;
  });
});

/** How the bytes of an answer go wrong below HTTP. */
const CUT: [what: string, answer: (response: ServerResponse) => void][] = [
  [
    'fewer bytes than announced',
    response => {
      const xml = document(SELF, GOOD);
      response.writeHead(207, { 'content-length': xml.length + 100 });
      response.end(xml);
    }
  ],
  [
    'a reset in the middle',
    response => {
      response.writeHead(207);
      response.write(document(SELF, GOOD).slice(0, 300), () =>
        response.socket?.resetAndDestroy()
      );
    }
  ],
  ['a reset before the answer', response => response.socket?.resetAndDestroy()],
  [
    'something else than HTTP',
    response => response.socket?.end('220 mail.example.org ESMTP\r\n')
  ],
  [
    'a header of 1 MiB',
    response =>
      response.socket?.end(
        `HTTP/1.1 207 x\r\nx: ${'y'.repeat(1024 * 1024)}\r\n\r\n`
      )
  ],
  [
    'two lengths',
    response =>
      response.socket?.end(
        'HTTP/1.1 207 x\r\ncontent-length: 5\r\ncontent-length: 9\r\n\r\n<d:x/>'
      )
  ],
  [
    'a length that is none',
    response =>
      response.socket?.end('HTTP/1.1 207 x\r\ncontent-length: -1\r\n\r\n')
  ],
  [
    'a bomb in gzip',
    response => {
      response.writeHead(207, { 'content-encoding': 'gzip' });
      response.end(gzipSync(`${HEAD}${OPEN}${' '.repeat(10 * MUCH)}`));
    }
  ],
  [
    'gzip that is none',
    response => {
      response.writeHead(207, { 'content-encoding': 'gzip' });
      response.end(document(SELF));
    }
  ]
];

describe('an answer that breaks', () => {
  for (const [what, answer] of CUT) {
    it(`is an error in words: ${what}`, async t => {
      const { storage } = await hostile(t, (_, response) => answer(response), {
        entries: 1000,
        bytes: 8 * 1024 * 1024
      });
      await fails(list(storage), 'broken-answer', 'unreachable', 'timeout');
    });
  }
});

describe('an item that makes no sense', () => {
  for (const [what, xml] of [
    [
      'without an address',
      '<d:response><d:propstat><d:prop/></d:propstat></d:response>'
    ],
    [
      'that failed',
      '<d:response><d:href>/dav/share/x</d:href><d:status>HTTP/1.1 500 x</d:status></d:response>'
    ],
    [
      'that is locked away',
      '<d:response><d:href>/dav/share/x</d:href><d:status>HTTP/1.1 403 x</d:status></d:response>'
    ]
  ] as const) {
    it(`is listed with the reason: ${what}`, async t => {
      const { storage } = await hostile(t, says(document(SELF, xml, GOOD)));
      const entries = await list(storage);
      assert.deepEqual(
        entries.map(({ problem }) => problem === null),
        [false, true]
      );
    });
  }

  for (const [what, properties] of [
    ['a size below zero', '<d:getcontentlength>-1</d:getcontentlength>'],
    ['a size in words', '<d:getcontentlength>many</d:getcontentlength>'],
    [
      'a size beyond all',
      `<d:getcontentlength>${'9'.repeat(30)}</d:getcontentlength>`
    ],
    ['a size in hexadecimal', '<d:getcontentlength>0x10</d:getcontentlength>'],
    ['a date in words', '<d:getlastmodified>yesterday</d:getlastmodified>'],
    [
      'a date before all',
      '<d:getlastmodified>Mon, 01 Jan 1601 00:00:00 GMT</d:getlastmodified>'
    ],
    [
      'a date after all',
      '<d:getlastmodified>+275000-01-01T00:00:00Z</d:getlastmodified>'
    ],
    [
      'a date of 10 KB',
      `<d:getlastmodified>${'1'.repeat(10_000)}</d:getlastmodified>`
    ],
    ['a weak validator', '<d:getetag>W/"1"</d:getetag>'],
    ['an empty validator', '<d:getetag>""</d:getetag>'],
    [
      'a validator with a line feed',
      '<d:getetag>"a&#13;&#10;x: y"</d:getetag>'
    ],
    ['a validator of 10 KB', `<d:getetag>"${'1'.repeat(10_000)}"</d:getetag>`],
    ['a validator with quotes', '<d:getetag>"a"b"</d:getetag>'],
    [
      'a type that is none',
      '<d:getcontenttype>text/html&#10;x: y</d:getcontenttype>'
    ],
    [
      'letters that are none',
      '<o:permissions xmlns:o="http://owncloud.org/ns">&lt;b&gt;</o:permissions>'
    ],
    [
      'a mask that is none',
      '<o:share-permissions xmlns:o="http://open-collaboration-services.org/ns">-1</o:share-permissions>'
    ],
    [
      'properties in properties',
      '<d:getetag><d:getetag>"x"</d:getetag></d:getetag>'
    ]
  ] as const) {
    it(`says nothing that is not known: ${what}`, async t => {
      const xml = item('/dav/share/x', `<d:resourcetype/>${properties}`);
      const { storage } = await hostile(t, says(document(SELF, xml, GOOD)));
      const [entry, good] = await list(storage);
      assert.deepEqual(entry, {
        path: 'x',
        name: 'x',
        kind: 'file',
        size: null,
        modified: null,
        created: null,
        etag: null,
        mediaType: null,
        rights: null,
        problem: null
      });
      assert.equal(good?.etag, 'e1');
    });
  }

  it('has no validator that a folder would not keep', async t => {
    const properties = `${FOLDER}<d:getetag>"1"</d:getetag>`;
    const { storage } = await hostile(
      t,
      says(document(item('/dav/share/', properties), GOOD))
    );
    assert.equal((await storage.stat('')).etag, null);
  });

  it('keeps the times of a server whose clock is wrong', async t => {
    for (const [time, expected] of [
      ['Thu, 01 Jan 1970 00:00:00 GMT', '1970-01-01T00:00:00.000Z'],
      ['Fri, 01 Jan 2044 13:00:00 GMT', '2044-01-01T13:00:00.000Z'],
      ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
      ['2026-01-02T03:04:05+05:00', '2026-01-01T22:04:05.000Z'],
      ['1700000000', '2023-11-14T22:13:20.000Z']
    ]) {
      const properties = `${FILE}<d:getlastmodified>${time}</d:getlastmodified>`;
      const { storage } = await hostile(
        t,
        says(document(item('/dav/share/x', properties)))
      );
      assert.equal((await storage.stat('x')).modified, expected);
    }
  });
});
