import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { StorageFailure } from '../storage.ts';
import { fails, getText, put } from '../testing/files.ts';
import { hostile, withFile } from '../testing/hostile-server.ts';

const TEN = '0123456789';

/** What a server answers to "bytes 2 to 5" of ten. */
const PARTS: [
  what: string,
  answer: (response: ServerResponse) => void,
  expected: { text: string } | StorageFailure
][] = [
  [
    'everything',
    response => response.writeHead(200).end(TEN),
    { text: '2345' }
  ],
  [
    'everything, without a length',
    response => {
      response.writeHead(200);
      response.write(TEN.slice(0, 4));
      response.end(TEN.slice(4));
    },
    { text: '2345' }
  ],
  [
    'too little of everything',
    response => response.writeHead(200).end('01'),
    { text: '' }
  ],
  ['another part', part('bytes 0-3/10', '0123'), 'broken-answer'],
  ['a longer part', part('bytes 2-8/10', '2345678'), 'broken-answer'],
  ['a shorter part', part('bytes 2-3/10', '23'), 'broken-answer'],
  ['a part without saying which', part(undefined, '2345'), 'broken-answer'],
  ['a part in other words', part('2-5', '2345'), 'broken-answer'],
  [
    'a part that ends before it starts',
    part('bytes 5-2/10', '5'),
    'broken-answer'
  ],
  ['a part behind the end', part('bytes 2-5/4', '2345'), 'broken-answer'],
  ['a part in other units', part('items 2-5/10', '2345'), 'broken-answer'],
  [
    'a part beyond all numbers',
    part(`bytes 2-${'9'.repeat(20)}/10`, '2'),
    'broken-answer'
  ],
  [
    'several parts',
    response =>
      response
        .writeHead(206, { 'content-type': 'multipart/byteranges; boundary=x' })
        .end('--x--'),
    'broken-answer'
  ],
  [
    'a compressed part',
    response =>
      response
        .writeHead(206, {
          'content-range': 'bytes 2-5/10',
          'content-encoding': 'gzip'
        })
        .end(gzipSync('2345')),
    'broken-answer'
  ],
  [
    'everything, compressed',
    response =>
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync(TEN)),
    { text: '2345' }
  ],
  [
    'a part that breaks off',
    response => {
      response.writeHead(206, {
        'content-range': 'bytes 2-5/10',
        'content-length': '4'
      });
      response.write('23', () => response.destroy());
    },
    'unreachable'
  ],
  [
    'a part of fewer bytes',
    response => {
      response.writeHead(206, { 'content-range': 'bytes 2-5/10' });
      response.write('2');
      response.end('3');
    },
    'broken-answer'
  ],
  [
    'a part that stops',
    response => {
      response.writeHead(206, { 'content-range': 'bytes 2-5/10' });
      response.write('23');
    },
    'timeout'
  ],
  [
    'a web page',
    response =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Log in'),
    'broken-answer'
  ],
  [
    'a web page as a part',
    response =>
      response
        .writeHead(206, {
          'content-type': 'text/html',
          'content-range': 'bytes 0-7/8'
        })
        .end('<p>Log in'),
    'broken-answer'
  ]
];

function part(range: string | undefined, bytes: string) {
  return (response: ServerResponse) => {
    response
      .writeHead(206, range === undefined ? {} : { 'content-range': range })
      .end(bytes);
  };
}

describe('a part of a file', () => {
  for (const [what, answer, expected] of PARTS) {
    it(`is right or an error: ${what}`, async t => {
      const { storage } = await hostile(t, withFile(answer));
      const reading = storage
        .read('file', { start: 2, end: 5 })
        .then(({ body }) => text(body));
      if (typeof expected === 'object') {
        assert.equal(await reading, expected.text);
      } else {
        await fails(reading, expected);
      }
    });
  }

  it('is not looked for in gigabytes', async t => {
    const { storage } = await hostile(
      t,
      withFile(response => {
        response.writeHead(200);
        response.write('x');
      })
    );
    await fails(storage.read('file', { start: 5 * 1024 ** 3 }), 'unsupported');
    assert.equal(storage.abilities.ranges, false);
  });

  it('is not taken from another state of the file', async t => {
    const { storage } = await hostile(
      t,
      withFile(response =>
        response
          .writeHead(206, { 'content-range': 'bytes 2-5/10', etag: '"e2"' })
          .end('2345')
      )
    );
    await fails(
      storage.read('file', { start: 2, end: 5, etag: 'e1' }),
      'changed'
    );
  });
});

describe('a file', () => {
  it('that breaks off is not taken for whole', async t => {
    const { storage } = await hostile(
      t,
      withFile(response => {
        response.writeHead(200, { 'content-length': '10' });
        response.write('0123', () => response.destroy());
      })
    );
    await fails(getText(storage, 'file'), 'unreachable');
  });

  it('may be a web page that somebody stored', async t => {
    const { storage } = await hostile(
      t,
      withFile(response =>
        response
          .writeHead(200, { 'content-type': 'text/html', etag: '"e1"' })
          .end('<p>mine')
      )
    );
    assert.equal(await getText(storage, 'file'), '<p>mine');
  });

  it('whose validator changes with each request has none', async t => {
    let count = 0;
    const { storage } = await hostile(
      t,
      withFile(
        response => response.writeHead(412).end(),
        () => `e${(count += 1)}`
      )
    );
    const { etag } = await storage.stat('file');
    assert.ok(etag);
    // Nobody can know whether it changed, so nothing is overwritten …
    await fails(
      put(storage, 'file', 'text', { type: 'unchanged', etag }),
      'changed'
    );
    // … and from then on nobody is told a validator that means nothing.
    assert.equal((await storage.stat('file')).etag, null);
    assert.equal(storage.abilities.etags, false);
  });
});
