/**
 * From a form to a record at a real InvenioRDM, with all that goes wrong on
 * the way.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { FaultProxy, type Fault } from '../../../../peers/faults/index.ts';
import { findInvenio, Invenio } from '../../../../peers/invenio/index.ts';
import { trials } from '../../packages/testing/trials.ts';
import { PublishingBench, signal } from './testing/bench.ts';
import { invenioAt, outbound, PART } from './testing/invenio.ts';
import {
  draftsCalled,
  eventually,
  publishKilled
} from './testing/killed-publisher.ts';

/** By then an undisturbed program has mostly published all. */
const LONGEST = 8000;

const found = await findInvenio();
if ('missing' in found) {
  process.stderr.write(`${found.missing}\n`);
} else {
  describe('a publication at a real InvenioRDM', besideInvenio);
}

function besideInvenio() {
  let invenio: Invenio;
  let proxy: FaultProxy;

  before(
    async () => {
      invenio = await Invenio.start('plain');
      proxy = await FaultProxy.start(invenio.url);
    },
    { timeout: 300_000 }
  );
  after(async () => {
    await outbound.close();
    await proxy.stop();
    await invenio.stop();
  });

  async function start(
    t: TestContext,
    token = () => invenio.people.alice.token
  ): Promise<PublishingBench> {
    proxy.choose = () => null;
    const url = proxy.url.replace(/\/$/u, '');
    const repository = invenioAt(url, token, invenio.url);
    return PublishingBench.start(t, repository);
  }

  /** Lets a request go wrong, once or more often. */
  function fail(fault: Fault, method: string, path: RegExp, times = 1) {
    let left = times;
    proxy.choose = (asked, url) => {
      const isMeant = left > 0 && asked === method && path.test(url);
      left -= isMeant ? 1 : 0;
      return isMeant ? fault : null;
    };
  }

  const drafts = (title: string) => draftsCalled(invenio, title);

  async function assertSame(bench: PublishingBench, id: string) {
    const { adapter } = bench.repositories.repository;
    const draft = bench.store.publications.get(id)?.work.draft;
    assert.ok(draft);
    const list = await adapter.list({ ...draft, errors: [] }, signal);
    const { items } = await bench.library.files(id, {});
    assert.deepEqual(
      list.map(({ key, checksum }) => [key, checksum]).toSorted(),
      items.map(({ key, checksum }) => [key, checksum]).toSorted()
    );
  }

  it('gets a DOI, and its next version sends what changed', async t => {
    const bench = await start(t);
    const { library } = bench;
    bench.write('a.csv', 'a,b\n1,2\n');
    bench.write('data/é 1.bin', randomBytes(300_000));
    bench.write('data/large.bin', randomBytes(2 * PART + 5));
    const first = await bench.verified();
    const { doi } = library.get(first);
    assert.match(doi ?? '', /^10\.5072\//u);
    await assertSame(bench, first);
    await bench.published(first);
    assert.equal(library.get(first).doi, doi);
    const citation = await library.citation(first, 'bibtex', signal);
    assert.ok(citation.text.includes(doi ?? '-'));

    bench.write('a.csv', 'a,b\n1,3\n');
    const { id } = await library.newVersion(first, 'next-version', signal);
    const changes = await library.changes(id, signal);
    assert.equal(changes.unchanged, 2);
    const before = proxy.fileBytes;
    library.create(id);
    await bench.until(id, 'draft');
    library.upload(id);
    await bench.until(id, 'verified');
    const { items } = await library.files(id, {});
    const changed = items.filter(({ state }) => state === 'verified');
    assert.deepEqual(
      changed.map(({ path }) => path),
      ['a.csv', 'ro-crate-metadata.json', 'ro-crate-preview.html']
    );
    assert.equal(
      proxy.fileBytes - before,
      changed.reduce((sum, { size }) => sum + size, 0)
    );
    await bench.published(id);
    assert.notEqual(library.get(id).doi, doi);
    assert.equal(library.get(id).conceptDoi, library.get(first).conceptDoi);
  });

  it('sends only parts again that were broken off', async t => {
    const bench = await start(t);
    bench.write('large.bin', randomBytes(4 * PART));
    const id = await bench.draft();
    const before = proxy.fileBytes;
    fail({ type: 'reset-within' }, 'PUT', /large\.bin\/content\/3/u);
    bench.library.upload(id);
    await bench.until(id, 'verified');
    const again = proxy.fileBytes - before - bench.library.get(id).size;
    // Two go at a time, and each is written down when it has arrived: the one
    // that broke off goes again, and one beside it that was on its way.
    assert.ok([PART, 2 * PART].includes(again), `${again} bytes`);
    await assertSame(bench, id);
  });

  for (const [what, fault, method, path] of [
    ['a byte that changed', { type: 'flip' }, 'PUT', /a\.csv\/content/u],
    [
      'a file that broke off, with status 200',
      {
        type: 'status',
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"errors": "File upload transfer failed."}'
      },
      'PUT',
      /a\.csv\/content/u
    ],
    ['a connection that ends', { type: 'reset-within' }, 'PUT', /a\.csv/u],
    ['a lost commit', { type: 'lost-answer' }, 'POST', /a\.csv\/commit/u],
    ['a lost announcement', { type: 'lost-answer' }, 'POST', /draft\/files$/u],
    ['a server that fails', { type: 'status-after', status: 502 }, 'PUT', /a/u],
    [
      'a page for people',
      {
        type: 'status',
        status: 200,
        headers: { 'content-type': 'text/html' }
      },
      'POST',
      /commit/u
    ],
    [
      'too many requests',
      { type: 'status', status: 429, headers: { 'retry-after': '1' } },
      'PUT',
      /content/u
    ]
  ] as const) {
    it(`survives ${what}`, async t => {
      const bench = await start(t);
      bench.write('a.csv', 'a,b\n1,2\n');
      bench.write('b.csv', 'a,b\n3,4\n');
      const id = await bench.draft();
      fail(fault, method, path);
      bench.library.upload(id);
      await bench.until(id, 'verified');
      await assertSame(bench, id);
    });
  }

  it('removes a spoiled file although the server fails at first', async t => {
    const bench = await start(t);
    bench.write('a.csv', 'a,b\n1,2\n');
    const id = await bench.draft();
    const faults = new Map<string, Fault>([
      ['PUT', { type: 'flip' }],
      ['DELETE', { type: 'status', status: 500 }]
    ]);
    proxy.choose = (method, url) => {
      const fault = url.includes('a.csv') ? faults.get(method) : undefined;
      faults.delete(fault === undefined ? '' : method);
      return fault ?? null;
    };
    bench.library.upload(id);
    await bench.until(id, 'verified');
    assert.equal(faults.size, 0);
    await assertSame(bench, id);
  });

  it('says that there is no room, and goes on when there is', async t => {
    const bench = await start(t);
    bench.write('a.csv', 'a,b\n1,2\n');
    const id = await bench.draft();
    fail({ type: 'status', status: 507 }, 'PUT', /content/u, 100);
    bench.library.upload(id);
    await bench.until(id, 'paused');
    assert.match(bench.library.get(id).message ?? '', /no room/u);
    proxy.choose = () => null;
    bench.library.upload(id);
    await bench.until(id, 'verified');
  });

  it('goes on with another token when one ends midway', async t => {
    let token = invenio.people.alice.token;
    const bench = await start(t, () => token);
    bench.write('a.csv', 'a,b\n1,2\n');
    const id = await bench.draft();
    token = invenio.people.alice.expired;
    bench.library.upload(id);
    await bench.until(id, 'paused');
    assert.equal(bench.repositories.refusals[0]?.code, 'login-refused');
    token = invenio.people.alice.token;
    bench.repositories.isSignedIn = true;
    bench.library.upload(id);
    await bench.until(id, 'verified');
  });

  it('asks about a draft whose creation was not answered', async t => {
    const bench = await start(t);
    bench.write('a.csv', 'a,b\n1,2\n');
    const title = `Lost ${randomBytes(8).toString('hex')}`;
    const id = await bench.begun();
    const { form } = bench.library.get(id);
    bench.library.setForm(id, {
      ...form,
      metadata: { ...form.metadata, title }
    });
    fail({ type: 'lost-answer' }, 'POST', /\/records$/u);
    bench.library.create(id);
    await bench.until(id, 'unsure');
    const [made] = await eventually(() => drafts(title));
    const { items } = await bench.library.candidates(id, signal);
    assert.ok(items.some(({ recordId }) => recordId === made?.id));
    bench.library.adopt(id, { recordId: made?.id ?? null });
    await bench.until(id, 'draft');
    bench.library.upload(id);
    await bench.until(id, 'verified');
    assert.equal((await drafts(title)).length, 1);
  });

  it('says at which field the repository finds fault', async t => {
    const bench = await start(t);
    bench.write('a.csv', 'a,b\n1,2\n');
    const id = await bench.begun();
    const { form } = bench.library.get(id);
    const metadata = { ...form.metadata, own: { 'no:such-field': 'x' } };
    bench.library.setForm(id, { ...form, metadata });
    bench.library.create(id);
    await bench.until(id, 'draft');
    const { findings } = await bench.library.check(id, signal);
    assert.ok(
      findings.some(({ field }) => field === '/own/no:such-field'),
      JSON.stringify(findings)
    );
  });

  it('is one draft, and whole, however often the program is killed', async t => {
    const { numRuns, seed } = trials;
    const lives = fc.sample(
      fc.array(fc.integer({ min: 300, max: LONGEST }), {
        minLength: 1,
        maxLength: 3
      }),
      { numRuns: Math.max(1, Math.ceil(numRuns / 3)), seed }
    );
    for (const moments of lives) {
      await publishKilled(t, invenio, moments);
    }
  });
}
