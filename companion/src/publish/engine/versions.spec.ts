/**
 * What comes after a record, and what else may become of a draft.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { PublishingBench, signal } from './testing/bench.ts';
import { dataverseAt, DataverseServer } from './testing/dataverse.ts';

async function start(t: TestContext) {
  const server = await DataverseServer.start();
  t.after(() => server.stop());
  const bench = await PublishingBench.start(t, dataverseAt(server));
  bench.write('a.csv', 'a,b\n1,2\n');
  bench.write('b.csv', 'a,b\n3,4\n');
  return { server, bench, library: bench.library };
}

describe('the next version', () => {
  it('sends only what changed, and says so before', async t => {
    const { bench, library } = await start(t);
    const first = await bench.verified();
    await bench.published(first);
    assert.throws(() => library.discard(first), { status: 409 });
    bench.write('a.csv', 'a,b\n1,3\n');
    bench.write('c.csv', 'a,b\n5,6\n');
    const { id } = await library.newVersion(first, 'second-version', signal);
    assert.equal(
      (await library.newVersion(first, 'another-click', signal)).id,
      id
    );
    assert.equal(library.get(first).nextId, id);
    const changes = await library.changes(id, signal);
    assert.deepEqual(changes.changed, [
      'a.csv',
      'ro-crate-metadata.json',
      'ro-crate-preview.html'
    ]);
    assert.deepEqual(changes.added, ['c.csv']);
    assert.equal(changes.unchanged, 1);
    library.create(id);
    await bench.until(id, 'draft');
    library.upload(id);
    await bench.until(id, 'verified');
    const { items } = await library.files(id, {});
    assert.deepEqual(
      items.map(({ path, state }) => [path, state]),
      [
        ['a.csv', 'verified'],
        ['b.csv', 'unchanged'],
        ['c.csv', 'verified'],
        ['ro-crate-metadata.json', 'verified'],
        ['ro-crate-preview.html', 'verified']
      ]
    );
    await bench.published(id);
    assert.equal(library.get(first).state, 'published');
  });

  it('plans to send what the one before does not have', async t => {
    const { bench, library } = await start(t);
    const planned = async (id: string) =>
      (await library.check(id, signal)).bytes;
    const id = await bench.begun();
    assert.equal(await planned(id), 16);
    library.create(id);
    await bench.until(id, 'draft');
    library.upload(id);
    await bench.until(id, 'verified');
    assert.equal(await planned(id), 0);
    await bench.published(id);
    bench.write('a.csv', 'a,b\n1,300\n');
    bench.write('c.csv', 'a,b\n5,6\n');
    const next = await library.newVersion(id, 'second-version', signal);
    assert.equal(await planned(next.id), 10 + 8);
    const names = { 'b.csv': 'other.csv' };
    library.setForm(next.id, { ...next.form, names });
    assert.equal(await planned(next.id), 10 + 8 + 8);
  });

  it('plans to send a whole archive when one of its files changed', async t => {
    const { bench, library } = await start(t);
    const planned = async (id: string) =>
      (await library.check(id, signal)).bytes;
    const first = await bench.verified({ folders: 'zip' });
    assert.equal(await planned(first), 0);
    await bench.published(first);
    const { id } = await library.newVersion(first, 'second-version', signal);
    assert.ok((await planned(id)) > 16);
  });

  it('has no files that are not here any more', async t => {
    const { bench, library } = await start(t);
    const first = await bench.verified();
    await bench.published(first);
    const { id } = await library.newVersion(first, 'second-version', signal);
    const { form } = library.get(id);
    library.setForm(id, { ...form, excluded: ['b.csv'] });
    assert.deepEqual((await library.changes(id, signal)).removed, ['b.csv']);
    library.create(id);
    await bench.until(id, 'draft');
    library.upload(id);
    await bench.until(id, 'verified');
    const { items } = await library.files(id, {});
    assert.equal(items.find(({ path }) => path === 'b.csv')?.state, 'left-out');
  });
});

describe('a draft', () => {
  it('that is discarded takes its DOI out of the files again', async t => {
    const { bench, library } = await start(t);
    bench.write('CITATION.cff', 'cff-version: 1.2.0\ntitle: Muons\n');
    const text = () =>
      readFileSync(join(bench.folder, 'work', 'CITATION.cff'), 'utf8');
    const before = text();
    const id = await bench.draft({ writeBack: true });
    assert.deepEqual(library.get(id).writtenBack, ['CITATION.cff']);
    assert.ok(text().includes('10.5072'), text());
    await assert.rejects(library.forget(id), { status: 409 });
    library.discard(id);
    await bench.until(id, 'discarded');
    assert.equal(text(), before);
    await library.forget(id);
  });

  it('that is discarded names the file that keeps its DOI', async t => {
    const { bench, library } = await start(t);
    bench.write('CITATION.cff', 'cff-version: 1.2.0\ntitle: Muons\n');
    const id = await bench.draft({ writeBack: true });
    bench.write('CITATION.cff', 'title: [10.5072');
    library.discard(id);
    await bench.until(id, 'discarded');
    const { message, writtenBack } = library.get(id);
    assert.match(message ?? '', /may still stand in "CITATION.cff"/);
    assert.deepEqual(writtenBack, ['CITATION.cff']);
  });

  it('whose description changes is described anew before its end', async t => {
    const { bench, library } = await start(t);
    const id = await bench.verified();
    const { form } = library.get(id);
    const metadata = { ...form.metadata, title: 'Another title' };
    library.setForm(id, { ...form, metadata });
    await bench.until(id, 'draft');
    const { adapter } = bench.repositories.repository;
    const there = await adapter.look(library.get(id).recordId ?? '', signal);
    assert.equal(there.title, 'Another title');
    assert.deepEqual(
      library.get(id).sources.filter(({ field }) => field === '/title'),
      [{ field: '/title', origin: 'person' }]
    );
    assert.throws(
      () => library.setForm(id, { ...form, repositoryId: 'elsewhere' }),
      { status: 409 }
    );
    library.upload(id);
    await bench.until(id, 'verified');
  });

  it('that is paused goes on where it was', async t => {
    const { bench, library } = await start(t);
    const id = await bench.draft();
    library.upload(id);
    assert.equal(library.pause(id).state, 'paused');
    await bench.until(id, 'paused');
    library.upload(id);
    await bench.until(id, 'verified');
  });

  it('is told of to the one who sent the files', async t => {
    const { bench } = await start(t);
    bench.shareId = 'share-1';
    const id = await bench.verified({ senderIsTold: true });
    assert.deepEqual(bench.told, []);
    await bench.published(id);
    assert.deepEqual(bench.told, ['share-1']);
    assert.equal(bench.library.get(id).senderTold, true);
  });

  it('is compared again when one asks for it', async t => {
    const { bench, library } = await start(t);
    const id = await bench.verified();
    const { work } = await bench.rest(id);
    assert.ok(work.draft);
    const { adapter } = bench.repositories.repository;
    await adapter.remove({ ...work.draft, errors: [] }, 'a.csv', signal);
    library.verify(id);
    await bench.until(id, 'paused');
    assert.match(library.get(id).message ?? '', /a\.csv/u);
    library.upload(id);
    await bench.until(id, 'verified');
  });
});

describe('a form', () => {
  it('is filled in from the last publication of the same files', async t => {
    const { bench, library } = await start(t);
    await bench.begun();
    const { form, sources } = await library.begin(
      { key: 'another-one', subject: { paths: ['work'] } },
      signal
    );
    assert.equal(form.metadata.creators?.[0]?.kind, 'person');
    assert.ok(
      sources.some(
        ({ field, origin }) => field === '/creators' && origin === 'earlier'
      )
    );
  });

  it('is made once for one click', async t => {
    const { library } = await start(t);
    const request = { key: 'one-click', subject: { paths: ['work'] } };
    const [one, other] = await Promise.all([
      library.begin(request, signal),
      library.begin(request, signal)
    ]);
    assert.equal(one.id, other.id);
    assert.equal(library.list().length, 1);
  });
});
