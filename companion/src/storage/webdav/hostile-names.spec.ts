import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  document,
  FOLDER,
  GOOD,
  hostile,
  item,
  says,
  SELF
} from '../testing/hostile-server.ts';
import { fails, list } from '../testing/files.ts';
import { problemOf } from './names.ts';

const LONG = 'n'.repeat(4096);

/** What stands in `href`, and why the item cannot be used. */
const UNUSABLE: [what: string, href: string, problem: RegExp][] = [
  ['a climb', '/dav/share/..', /another folder/],
  ['a climb in code', '/dav/share/%2e%2e', /another folder/],
  ['a climb in mixed code', '/dav/share/.%2E/', /another folder/],
  ['the folder itself in code', '/dav/share/%2e', /another folder/],
  ['a slash in code', '/dav/share/a%2fb', /divide folders/],
  ['a slash in capital code', '/dav/share/a%2Fb', /divide folders/],
  [
    'a climb behind a coded slash',
    '/dav/share/..%2f..%2fetc',
    /divide folders/
  ],
  ['a backslash', '/dav/share/a\\b', /divide folders/],
  ['a backslash in code', '/dav/share/..%5c..%5cwindows', /divide folders/],
  ['a NUL', '/dav/share/a%00.txt', /control/],
  ['nothing but a NUL', '/dav/share/%00', /control/],
  ['a line feed', '/dav/share/a%0ab', /control/],
  ['a header', '/dav/share/a%0d%0aSet-Cookie:%20x', /control/],
  ['a terminal command', '/dav/share/%1b[31mred', /control/],
  ['a delete', '/dav/share/a%7f', /control/],
  ['a C1 control', '/dav/share/a%c2%85b', /control/],
  ['4 KiB', `/dav/share/${LONG}`, /longer than 255/],
  ['256 characters', `/dav/share/${'x'.repeat(256)}`, /longer than 255/],
  ['70 KiB', `/dav/share/${'y'.repeat(70_000)}`, /too long/],
  ['a byte that is no UTF-8', '/dav/share/%ff.txt', /UTF-8/],
  ['Latin-1', '/dav/share/caf%e9.txt', /UTF-8/],
  ['a broken sequence', '/dav/share/%c3%28', /UTF-8/],
  ['half a code', '/dav/share/100%', /UTF-8/],
  ['a code that is none', '/dav/share/%zz', /UTF-8/],
  ['an overlong slash', '/dav/share/%c0%af', /UTF-8/],
  ['a surrogate', '/dav/share/%ed%a0%80', /UTF-8/],
  ['a place of the machine', '/etc/passwd', /not lie in/],
  ['another share', '/dav/other/file', /not lie in/],
  ['another share at another host', 'https://evil.example/x/y', /not lie in/],
  ['a path without a host', '//evil.example/x', /not lie in/],
  ['the folder above', '/dav/', /not lie in/],
  ['a script', 'javascript:alert(1)', /not lie in/],
  ['a bare name', 'file.txt', /not lie in/],
  [
    'a climb in the middle',
    '/dav/share/../secret/x',
    /not lie in|another folder/
  ],
  ['the same once more', '/dav/share/good.txt', /more than once/],
  ['the same in another code', '/dav/share/g%6fod.txt', /more than once/]
];

/** Strange, and yet a name like any other. */
const USABLE: [what: string, href: string, name: string][] = [
  ['another host', 'https://inside.example:8443/dav/share/x', 'x'],
  ['another scheme', 'dav://x/dav/share/x', 'x'],
  ['a query', '/dav/share/x?token=1', 'x'],
  ['a fragment', '/dav/share/x#y', 'x'],
  ['double slashes', '//dav//share//x'.slice(1), 'x'],
  ['a colon', '/dav/share/10:30.csv', '10:30.csv'],
  ['a drive', '/dav/share/C:', 'C:'],
  ['a coded percent', '/dav/share/100%25', '100%'],
  ['a doubly coded slash', '/dav/share/a%252fb', 'a%2fb'],
  ['markup', '/dav/share/&lt;img%20src=x&gt;', '<img src=x>'],
  ['composed', '/dav/share/%c3%a9', '\u00e9'],
  ['decomposed', '/dav/share/e%cc%81', 'e\u0301'],
  ['another case', '/dav/share/GOOD.TXT', 'GOOD.TXT'],
  ['three dots', '/dav/share/...', '...'],
  ['a space at the end', '/dav/share/x%20', 'x '],
  [
    'text that runs the other way',
    '/dav/share/a%e2%80%aegpj.exe',
    'a\u202egpj.exe'
  ],
  ['not coded at all', '/dav/share/ü x', 'ü x'],
  ['white space around', '\n   /dav/share/x\n  ', 'x'],
  ['__proto__', '/dav/share/__proto__', '__proto__']
];

describe('a name that cannot be used', () => {
  for (const [what, href, problem] of UNUSABLE) {
    it(`is listed with the reason: ${what}`, async t => {
      const xml = document(SELF, GOOD, item(href), item('/dav/share/also.txt'));
      const { storage } = await hostile(t, says(xml));
      const entries = await list(storage);
      const bad = entries.filter(entry => entry.problem !== null);
      assert.deepEqual(
        entries.filter(entry => entry.problem === null).map(({ name }) => name),
        ['good.txt', 'also.txt'],
        'all others can be used'
      );
      assert.equal(bad.length, 1);
      assert.match(bad[0]?.problem ?? '', problem);
      assert.equal(bad[0]?.etag, null);
      // What is shown leads nowhere and stays small.
      assert.equal(problemOf(bad[0]?.name ?? ''), null);
      assert.equal(bad[0]?.path, bad[0]?.name);
    });
  }
});

describe('a strange name', () => {
  for (const [what, href, name] of USABLE) {
    it(`is taken as it is: ${what}`, async t => {
      const { storage } = await hostile(
        t,
        says(document(SELF, GOOD, item(href)))
      );
      const entries = await list(storage);
      assert.deepEqual(
        entries.map(entry => [entry.name, entry.path, entry.problem]),
        [
          ['good.txt', 'good.txt', null],
          [name, name, null]
        ]
      );
    });
  }

  it('is asked for in a way that leads back to it', async t => {
    const { storage, requests } = await hostile(
      t,
      says(document(item('/dav/share/x', '<d:resourcetype/>')))
    );
    for (const name of ['a%2fb', 'x?y#z', 'é ü', '10:30', '100%']) {
      await storage.stat(name).catch(() => undefined);
    }
    assert.deepEqual(
      requests.filter(line => line.startsWith('PROPFIND')),
      [
        'PROPFIND /dav/share/a%252fb',
        'PROPFIND /dav/share/x%3Fy%23z',
        'PROPFIND /dav/share/%C3%A9%20%C3%BC',
        'PROPFIND /dav/share/10%3A30',
        'PROPFIND /dav/share/100%25'
      ]
    );
  });
});

describe('the folder itself', () => {
  for (const [what, href] of [
    ['without a slash at the end', '/dav/share'],
    ['in another code', '/d%61v/sh%61re/'],
    ['at another host', 'http://internal:8080/dav/share/'],
    ['below another path', '/nextcloud/dav/share/'],
    ['under another name', '/remote.php/dav/spaces/1234/']
  ] as const) {
    it(`is known ${what}`, async t => {
      const child = `${href.replace(/\/$/, '')}/x`;
      const { storage } = await hostile(
        t,
        says(document(item(href, FOLDER), item(child)))
      );
      const entries = await list(storage);
      assert.deepEqual(
        entries.map(({ path, problem }) => [path, problem]),
        [['x', null]]
      );
    });
  }

  it('need not come at all', async t => {
    const { storage } = await hostile(t, says(document(GOOD)));
    assert.equal((await list(storage))[0]?.name, 'good.txt');
  });

  it('may come last', async t => {
    const { storage } = await hostile(t, says(document(GOOD, SELF)));
    assert.deepEqual(
      (await list(storage)).map(({ name }) => name),
      ['good.txt']
    );
  });

  it('is all that is taken from an answer about all levels', async t => {
    const { storage } = await hostile(
      t,
      says(
        document(
          SELF,
          item('/dav/share/sub/', FOLDER),
          item('/dav/share/sub/deep.txt'),
          GOOD
        )
      )
    );
    assert.deepEqual(
      (await list(storage)).map(({ name }) => name),
      ['sub', 'good.txt']
    );
  });
});

describe('a path that climbs', () => {
  for (const path of [
    '..',
    'a/../../b',
    'a/..',
    './a',
    'a\\..\\b',
    'a\0',
    `${'d/'.repeat(5000)}x`
  ]) {
    it(`is never asked for: ${JSON.stringify(path.slice(0, 20))}`, async t => {
      const { storage, requests } = await hostile(t, says(document(SELF)));
      await fails(storage.stat(path), 'name-refused');
      await fails(storage.list(path), 'name-refused');
      await fails(storage.read(path), 'name-refused');
      await fails(storage.makeFolder(path), 'name-refused');
      await fails(storage.delete(path), 'name-refused');
      await fails(storage.move('a', path), 'name-refused');
      await fails(storage.copy(path, 'a'), 'name-refused');
      assert.deepEqual(requests, []);
    });
  }
});
