import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Checksum, TransferFile } from 'sciencemesh-contract';
import {
  generatedSha256,
  loginPage,
  startOrigin,
  tooManyRequests,
  unavailable,
  type Answers,
  type Origin
} from '../../../peers/origin/index.ts';
import { Rig } from './testing/rig.ts';
import { readTree } from './testing/tree.ts';
import type { PlannedFile } from './transfer.ts';

const HOST = 'data.example.org';
const MIB = 1024 * 1024;
/** Large enough that going on with it is worth while. */
const LARGE = { seed: 'large', size: 3 * MIB };

let origin: Origin;
let rig: Rig;
before(async () => {
  origin = await startOrigin();
});
after(() => origin.stop());
beforeEach(() => {
  rig = new Rig(origin);
  origin.forget();
});
afterEach(() => rig.dispose());

/** Fetches one file and tells how it ended. */
async function fetch(
  answers: Answers,
  file: Partial<PlannedFile> & { path?: string } = {},
  options: Parameters<Rig['engine']>[0] = {}
): Promise<TransferFile> {
  const path = file.path ?? 'file.dat';
  origin.route(HOST, `/${path}`, answers);
  const engine = rig.engine(options);
  const plan = rig.plan([{ ...file, path }]);
  await rig.run(engine, plan);
  const [result] = engine.files(plan.id);
  assert.ok(result);
  return result;
}

function requests(path = '/file.dat') {
  return origin.requestsTo(HOST, path);
}

async function content(path = 'file.dat'): Promise<string> {
  return readFile(join(rig.folder, path), 'utf8');
}

async function sha256(path = 'file.dat'): Promise<string> {
  const bytes = await readFile(join(rig.folder, path));
  return createHash('sha256').update(bytes).digest('hex');
}

function checksum(
  text: string,
  algorithm: Checksum['algorithm'] = 'sha256'
): Checksum {
  return { algorithm, value: createHash(algorithm).update(text).digest('hex') };
}

describe('a file', () => {
  it('arrives with its bytes and nothing beside it', async () => {
    const file = await fetch({ text: 'hello' }, { size: 5 });
    assert.equal(file.state, 'done');
    assert.equal(file.received, 5);
    assert.equal(file.verified, false);
    assert.deepEqual(await readTree(rig.folder), [
      `file.dat file ${checksum('hello').value}`
    ]);
  });

  it('may be empty', async () => {
    const file = await fetch({ text: '' }, { size: 0, checksum: checksum('') });
    assert.equal(file.state, 'done');
    assert.equal(await content(), '');
  });

  it('arrives decoded when the server compressed it unasked', async () => {
    const file = await fetch(
      { text: 'a,b\n', gzip: true },
      { size: 4, checksum: checksum('a,b\n') }
    );
    assert.equal(file.state, 'done');
    assert.equal(await content(), 'a,b\n');
  });

  for (const algorithm of ['sha256', 'sha1', 'md5'] as const) {
    it(`is verified by ${algorithm}, in either case of letters`, async () => {
      const { value } = checksum('hello', algorithm);
      const file = await fetch(
        { text: 'hello' },
        { checksum: { algorithm, value: value.toUpperCase() } }
      );
      assert.equal(file.state, 'done');
      assert.equal(file.verified, true);
    });
  }

  it('with a wrong checksum is fetched once more, then given up', async () => {
    const file = await fetch(
      { generated: LARGE },
      { checksum: checksum('other') }
    );
    assert.equal(file.code, 'checksum-mismatch');
    assert.match(file.message ?? '', /checksum/);
    assert.equal(requests().length, 2);
    assert.deepEqual(await readTree(rig.folder), []);
  });

  it('with a bit flipped on the way arrives whole', async () => {
    const value = await generatedSha256(LARGE.seed, LARGE.size);
    const file = await fetch(
      [{ generated: LARGE, corruptAt: 1234567 }, { generated: LARGE }],
      { checksum: { algorithm: 'sha256', value } }
    );
    assert.equal(file.state, 'done');
    assert.equal(await sha256(), value);
    assert.equal(requests()[1]?.headers.range, undefined);
  });

  it('of a size that only the checksum confirms is right', async () => {
    const file = await fetch(
      { text: 'hello' },
      { size: 4000, checksum: checksum('hello') }
    );
    assert.equal(file.state, 'done');
    assert.equal(file.size, 5);
  });

  it('of another size than described is not taken', async () => {
    const announced = await fetch({ generated: LARGE }, { size: 5 });
    assert.equal(announced.code, 'size-mismatch');
    assert.ok((requests()[0]?.bytesSent ?? 0) < LARGE.size);
    const short = await fetch(
      { text: 'hell', contentLength: false },
      { size: 5, path: 'short' }
    );
    assert.equal(short.code, 'size-mismatch');
    assert.deepEqual(await readTree(rig.folder), []);
  });

  it('that never ends is stopped at the size that is described', async () => {
    const file = await fetch({ endless: 'x' }, { size: 100_000 });
    assert.equal(file.code, 'size-mismatch');
  });

  it('is not larger than the operator allows', async () => {
    const limits = { maximumBytes: MIB };
    const announced = await fetch({ generated: LARGE }, {}, limits);
    assert.equal(announced.code, 'too-large');
    assert.equal(announced.received, 0);
    const endless = await fetch({ endless: 'x' }, { path: 'endless' }, limits);
    assert.equal(endless.code, 'too-large');
    assert.deepEqual(await readTree(rig.folder), []);
  });
});

describe('an interrupted file', () => {
  const value = generatedSha256(LARGE.seed, LARGE.size);

  it('goes on where it was, if the file is still the same', async () => {
    const file = await fetch([
      { generated: LARGE, resetAfter: 2 * MIB },
      { generated: LARGE }
    ]);
    assert.equal(file.state, 'done');
    assert.equal(await sha256(), await value);
    const [first, second] = requests();
    assert.equal(first?.headers.range, undefined);
    assert.match(String(second?.headers.range), /^bytes=[1-9]\d+-$/);
    assert.match(String(second?.headers['if-range']), /^"/);
    assert.equal(second?.status, 206);
  });

  it('goes on by date where there is no entity tag', async () => {
    const lastModified = 'Tue, 03 Nov 2026 10:00:00 GMT';
    const dated = { generated: LARGE, etag: false, lastModified } as const;
    const file = await fetch([{ ...dated, resetAfter: 2 * MIB }, dated]);
    assert.equal(await sha256(), await value);
    assert.equal(file.state, 'done');
    assert.equal(requests()[1]?.headers['if-range'], lastModified);
  });

  it('goes on without either where a checksum will tell', async () => {
    const bare = { generated: LARGE, etag: false } as const;
    const file = await fetch([{ ...bare, resetAfter: 2 * MIB }, bare], {
      checksum: { algorithm: 'sha256', value: await value }
    });
    assert.equal(file.verified, true);
    assert.equal(requests()[1]?.status, 206);
  });

  it('begins anew where nothing tells whether it is the same', async () => {
    const bare = { generated: LARGE, etag: false } as const;
    await fetch([{ ...bare, resetAfter: 2 * MIB }, bare]);
    assert.equal(await sha256(), await value);
    assert.equal(requests()[1]?.headers.range, undefined);
  });

  for (const weak of ['W/"1"', 'no quotes']) {
    it(`does not rely on the entity tag ${weak}`, async () => {
      const tagged = { generated: LARGE, etag: weak };
      await fetch([{ ...tagged, resetAfter: 2 * MIB }, tagged]);
      assert.equal(await sha256(), await value);
      assert.equal(requests()[1]?.headers.range, undefined);
    });
  }

  const other = { seed: 'other', size: 2 * MIB };
  for (const [what, second] of [
    ['changed meanwhile', { generated: other }],
    [
      'changed, and the server sends a part',
      { generated: { ...other, size: LARGE.size }, ignoresIfRange: true }
    ]
  ] as const) {
    it(`that ${what} is the new one as a whole`, async () => {
      const file = await fetch([
        { generated: LARGE, resetAfter: 2 * MIB },
        second
      ]);
      assert.equal(file.state, 'done');
      assert.equal(
        await sha256(),
        await generatedSha256(other.seed, second.generated.size)
      );
    });
  }

  it('begins anew at a server without ranges', async () => {
    await fetch([
      { generated: LARGE, resetAfter: 2 * MIB, ranges: false },
      { generated: LARGE, ranges: false }
    ]);
    assert.equal(await sha256(), await value);
    assert.equal(requests().length, 2);
  });

  it('goes on again and again as long as something comes', async () => {
    let turn = 0;
    const file = await fetch(() => ({
      generated: LARGE,
      ...(++turn < 8 ? { resetAfter: 400_000 } : {})
    }));
    assert.equal(file.state, 'done');
    assert.equal(await sha256(), await value);
    assert.equal(requests().length, 8);
  });

  it('that ends early in good order goes on too', async () => {
    await fetch([
      { generated: LARGE, truncateAfter: 2 * MIB },
      { generated: LARGE }
    ]);
    assert.equal(await sha256(), await value);
    assert.equal(requests()[1]?.status, 206);
  });

  it('that stalls goes on', async () => {
    await fetch([
      { generated: LARGE, stallAfter: 2 * MIB },
      { generated: LARGE }
    ]);
    assert.equal(await sha256(), await value);
    assert.equal(requests()[1]?.status, 206);
  });
});

describe('a busy or broken server', () => {
  it('is asked again after it had a problem', async () => {
    const file = await fetch([
      unavailable(),
      { status: 500 },
      { text: 'hello' }
    ]);
    assert.equal(file.state, 'done');
    assert.equal(requests().length, 3);
  });

  it('is given up after some attempts that brought nothing', async () => {
    const file = await fetch(unavailable());
    assert.equal(file.code, 'server-error');
    assert.equal(requests().length, 3);
  });

  it('is left in peace for as long as it asks', async () => {
    origin.route(HOST, '/one', [tooManyRequests(1), { text: '1' }]);
    origin.route(HOST, '/two', { text: '2' });
    const engine = rig.engine({ parallel: 1 });
    const start = performance.now();
    const done = await rig.run(
      engine,
      rig.plan([{ path: 'one' }, { path: 'two' }])
    );
    assert.equal(done.state, 'done');
    assert.ok(performance.now() - start >= 1000);
    assert.deepEqual(
      origin.requests.map(({ path, status }) => `${path} ${status}`).sort(),
      ['/one 200', '/one 429', '/two 200']
    );
  });

  it('that asks for a long pause is told to the person at once', async () => {
    const file = await fetch(tooManyRequests(86_400));
    assert.equal(file.code, 'busy');
    assert.equal(requests().length, 1);
  });

  it('does not keep the others waiting', async () => {
    let release = () => undefined as void;
    const released = new Promise<void>(resolve => (release = resolve));
    origin.route(HOST, '/slow', {
      generated: LARGE,
      stallAfter: 10,
      release: released
    });
    origin.route('quick.example.org', '/*', { text: 'x' });
    const engine = rig.engine({ parallel: 2 });
    const plan = rig.plan([
      { path: 'slow' },
      ...Array.from({ length: 20 }, (_, index) => ({
        path: `quick-${index}`,
        source: {
          type: 'url' as const,
          url: `https://quick.example.org/${index}`
        }
      }))
    ]);
    await engine.start(plan);
    await origin.waitFor(({ path }) => path === '/19');
    release();
    assert.equal((await engine.settled(plan.id)).state, 'done');
  });

  it('that nobody reaches is not asked for every file', async () => {
    const engine = rig.engine({ parallel: 1 });
    const plan = rig.plan(
      Array.from({ length: 50 }, (_, index) => ({
        path: `${index}`,
        source: {
          type: 'url' as const,
          url: `https://gone.example.org/${index}`
        }
      }))
    );
    const ended = await rig.run(engine, plan);
    assert.equal(ended.state, 'failed');
    assert.equal(ended.filesFailed, 50);
    // Three attempts, each of them twice, as the connection is lost.
    assert.ok(origin.connects.length <= 6, `${origin.connects.length}`);
  });
});

describe('a file that is not there for us', () => {
  const table: [string, Answers, string][] = [
    ['needs a login (401)', { status: 401 }, 'login-required'],
    ['is forbidden (403)', { status: 403 }, 'login-required'],
    ['hides behind a login page', loginPage, 'login-required'],
    ['is missing (404)', { status: 404 }, 'not-found'],
    ['is gone (410)', { status: 410 }, 'not-found'],
    ['is answered without content', { status: 204 }, 'unexpected-answer'],
    [
      'is answered with a page',
      { contentType: 'text/html', text: '<!DOCTYPE html><p>Download</p>' },
      'web-page'
    ],
    [
      'leads to a single sign-on',
      { redirect: 'https://sso.example.org/saml/start' },
      'login-required'
    ],
    ['leads inside', { redirect: 'https://127.0.0.1/' }, 'address-refused'],
    ['leads in circles', { redirect: '/file.dat' }, 'redirect-refused']
  ];
  for (const [what, answers, code] of table) {
    it(`as it ${what} is told as ${code}`, async () => {
      origin.route('sso.example.org', '/saml/start', {
        contentType: 'text/html',
        text: '<html><script>document.forms[0].submit()</script></html>'
      });
      const file = await fetch(answers, { size: 1000 });
      assert.equal(file.state, 'failed');
      assert.equal(file.code, code);
      assert.match(file.message ?? '', /\.$/);
      assert.deepEqual(await readTree(rig.folder), []);
    });
  }

  it('does not hold up the rest', async () => {
    origin.route(HOST, '/closed', { status: 403 });
    origin.route(HOST, '/open', { text: 'open' });
    const engine = rig.engine();
    const ended = await rig.run(
      engine,
      rig.plan([{ path: 'closed' }, { path: 'open' }])
    );
    assert.equal(ended.state, 'incomplete');
    assert.equal(ended.message, '1 of 2 files did not arrive.');
    assert.equal(await content('open'), 'open');
  });

  it('is not confused with a page that is wanted', async () => {
    const page = { contentType: 'text/html', text: '<html>My report</html>' };
    const file = await fetch(page, { path: 'report.html' });
    assert.equal(file.state, 'done');
  });

  it('is not confused with data of a wrong media type', async () => {
    const file = await fetch(
      { contentType: 'text/html', text: 'a,b\n1,2\n' },
      { path: 'data.csv' }
    );
    assert.equal(file.state, 'done');
  });
});
