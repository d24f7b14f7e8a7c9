/**
 * Answers that never arrive, and programs that end: nothing is made twice, and
 * everybody knows what exists where.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { PublishingBench, signal } from './testing/bench.ts';
import { dataverseAt, DataverseServer } from './testing/dataverse.ts';

async function start(t: TestContext) {
  const server = await DataverseServer.start();
  t.after(() => server.stop());
  const bench = await PublishingBench.start(t, dataverseAt(server));
  bench.write('a.csv', 'a,b\n1,2\n');
  bench.write('b.csv', 'a,b\n3,4\n');
  const { adapter } = bench.repositories.repository;
  const drafts = () => adapter.drafts(new Date(0), signal);
  return { server, bench, drafts };
}

const CREATION = { method: 'POST', path: /\/dataverses\/root\/datasets/u };

describe('an answer that was lost', () => {
  it('to a creation is asked about, and the draft taken over', async t => {
    const { server, bench, drafts } = await start(t);
    server.fail({ kind: 'lost-after-commit', ...CREATION });
    const id = await bench.begun();
    bench.library.create(id);
    await bench.until(id, 'unsure');
    const { items } = await bench.library.candidates(id, signal);
    const [found] = items;
    assert.equal(items.length, 1);
    assert.throws(() => bench.library.create(id), { status: 409 });
    bench.library.adopt(id, { recordId: found?.recordId ?? null });
    await bench.until(id, 'draft');
    assert.equal(bench.library.get(id).recordId, found?.recordId);
    assert.equal((await drafts()).length, 1);
    bench.library.upload(id);
    await bench.until(id, 'verified');
  });

  it('to a creation that never arrived makes one when told so', async t => {
    const { server, bench, drafts } = await start(t);
    server.fail({ kind: 'lost-before', ...CREATION });
    const id = await bench.begun();
    bench.library.create(id);
    await bench.until(id, 'unsure');
    assert.deepEqual(await bench.library.candidates(id, signal), { items: [] });
    bench.library.adopt(id, { recordId: null });
    await bench.until(id, 'draft');
    assert.equal((await drafts()).length, 1);
  });

  it('because the program ended is asked about, too', async t => {
    const { bench } = await start(t);
    const id = await bench.begun();
    const { publications } = bench.store;
    const stored = publications.get(id);
    assert.ok(stored);
    await bench.library.close();
    publications.save({
      ...stored,
      state: 'creating',
      work: { ...stored.work, task: 'create' }
    });
    publications.open(id, 'create', [null]);
    await bench.restart();
    await bench.until(id, 'unsure');
  });

  it('to the taking over of a draft that is gone asks once more', async t => {
    const { server, bench, drafts } = await start(t);
    server.fail({ kind: 'lost-after-commit', ...CREATION });
    const id = await bench.begun();
    bench.library.create(id);
    await bench.until(id, 'unsure');
    const [made] = await drafts();
    assert.ok(made);
    await bench.repositories.repository.adapter.discard(made, signal);
    bench.library.adopt(id, { recordId: made.id });
    await bench.until(id, 'unsure');
    assert.match(bench.library.get(id).message ?? '', /not there any more/u);
  });

  it('to a creation can be left to the person for good', async t => {
    const { server, bench } = await start(t);
    server.fail({ kind: 'lost-after-commit', ...CREATION });
    const id = await bench.begun();
    bench.library.create(id);
    await bench.until(id, 'unsure');
    await assert.rejects(bench.library.forget(id), { status: 409 });
    bench.library.discard(id);
    await bench.until(id, 'discarded');
    assert.match(bench.library.get(id).message ?? '', /delete it there/u);
  });

  it('to a publication is found out', async t => {
    const { server, bench } = await start(t);
    const id = await bench.verified();
    server.fail({
      kind: 'lost-after-commit',
      method: 'POST',
      path: /actions\/:publish/u
    });
    await bench.published(id);
    assert.equal(bench.store.publications.isOpen(id, 'publish'), false);
    assert.equal(bench.library.get(id).state, 'published');
  });

  it('to a file sends no file twice', async t => {
    const { server, bench } = await start(t);
    const id = await bench.draft();
    server.fail({
      kind: 'lost-after-commit',
      method: 'POST',
      path: /\/addFiles/u
    });
    bench.library.upload(id);
    await bench.until(id, 'verified');
    const { adapter } = bench.repositories.repository;
    const { work } = await bench.rest(id);
    assert.ok(work.draft);
    const files = await adapter.list({ ...work.draft, errors: [] }, signal);
    assert.deepEqual(files.map(({ key }) => key).toSorted(), [
      'a.csv',
      'b.csv',
      'ro-crate-metadata.json',
      'ro-crate-preview.html'
    ]);
  });

  it('does not keep an upload from going on after a restart', async t => {
    const { bench } = await start(t);
    const id = await bench.draft();
    bench.library.upload(id);
    await bench.restart();
    await bench.until(id, 'verified');
  });
});
