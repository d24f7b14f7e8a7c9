/**
 * Drafts that somebody changes on the pages of the repository.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { DraftMetadata } from 'sciencemesh-contract';
import { metadata, PublishingBench, signal } from './testing/bench.ts';
import { dataverseAt, DataverseServer } from './testing/dataverse.ts';

const THEIRS = 'As somebody wants it';

async function start(t: TestContext) {
  const server = await DataverseServer.start();
  t.after(() => server.stop());
  const bench = await PublishingBench.start(t, dataverseAt(server));
  bench.write('a.csv', 'a,b\n1,2\n');
  const { library, store } = bench;
  const { adapter } = bench.repositories.repository;
  const id = await bench.draft();
  const before = { ...metadata, ...library.get(id).form.metadata };
  const look = () => adapter.look(library.get(id).recordId ?? '', signal);

  return {
    ...{ bench, id, library, store },

    /** What somebody does on the page of the draft there. */
    async changeThere(change: Partial<typeof metadata>): Promise<void> {
      const { abilities } = await adapter.probe(signal);
      const body = adapter.toBody({ ...before, ...change }, abilities);
      await adapter.update(await look(), body, signal);
    },

    async fill(change: DraftMetadata): Promise<void> {
      const { form } = library.get(id);
      library.setForm(id, {
        ...form,
        metadata: { ...form.metadata, ...change }
      });
      await bench.rest(id);
    },

    async choose(holds: 'form' | 'repository'): Promise<void> {
      library.choose(id, { holds });
      await bench.rest(id);
    },

    async titleThere(): Promise<string | null> {
      return (await look()).title;
    }
  };
}

describe('a draft that somebody changed at the repository', () => {
  it('is not written over before the person says so', async t => {
    const draft = await start(t);
    await draft.changeThere({ title: THEIRS });
    await draft.fill({ title: 'As the form has it' });
    assert.equal(await draft.titleThere(), THEIRS);
    const { changedThere, message, state } = draft.library.get(draft.id);
    assert.deepEqual(changedThere, ['title']);
    assert.match(message ?? '', /changed the draft at .*: title\./u);
    assert.equal(state, 'draft');

    await draft.choose('form');
    assert.equal(await draft.titleThere(), 'As the form has it');
    assert.deepEqual(draft.library.get(draft.id).changedThere, []);
    assert.equal(draft.library.get(draft.id).message, null);
  });

  it('stays in what was changed, and follows the form in the rest', async t => {
    const draft = await start(t);
    await draft.changeThere({ title: THEIRS });
    await draft.fill({ title: 'Mine', description: 'One.' });
    await draft.choose('repository');
    assert.deepEqual(draft.library.get(draft.id).leftThere, ['title']);
    await draft.fill({ description: 'Two.' });
    assert.equal(await draft.titleThere(), THEIRS);
    assert.deepEqual(draft.library.get(draft.id).changedThere, []);

    await draft.choose('form');
    assert.equal(await draft.titleThere(), 'Mine');
    assert.deepEqual(draft.library.get(draft.id).leftThere, []);
  });

  it('is asked about again when it changes once more', async t => {
    const draft = await start(t);
    await draft.changeThere({ title: THEIRS });
    await draft.fill({ title: 'Mine' });
    await draft.changeThere({ title: THEIRS, description: 'And this.' });
    await draft.choose('form');
    assert.equal(await draft.titleThere(), THEIRS);
    assert.deepEqual(draft.library.get(draft.id).changedThere, [
      'dsDescription'
    ]);
  });

  it('needs no answer once the form is as it was', async t => {
    const draft = await start(t);
    await draft.changeThere({ title: THEIRS });
    await draft.fill({ title: 'Mine' });
    await draft.fill({ title: metadata.title });
    assert.deepEqual(draft.library.get(draft.id).changedThere, []);
    assert.equal(await draft.titleThere(), THEIRS);
  });

  it('is neither filled nor published before the answer', async t => {
    const draft = await start(t);
    const { bench, id, library } = draft;
    await draft.changeThere({ title: THEIRS });
    await draft.fill({ title: 'Mine' });
    library.upload(id);
    await bench.until(id, 'paused');
    assert.deepEqual(library.get(id).changedThere, ['title']);
    await draft.choose('repository');
    library.upload(id);
    await bench.until(id, 'verified');
    await bench.published(id);
    assert.equal(await draft.titleThere(), THEIRS);
  });

  it('is left alone where nothing was asked', async t => {
    const draft = await start(t);
    const before = draft.library.get(draft.id);
    await draft.choose('repository');
    await draft.choose('form');
    assert.deepEqual(draft.library.get(draft.id), before);
  });

  it('cannot be chosen about once it is published', async t => {
    const draft = await start(t);
    const { bench, id, library } = draft;
    library.upload(id);
    await bench.until(id, 'verified');
    await bench.published(id);
    assert.throws(() => library.choose(id, { holds: 'form' }), { status: 409 });
  });
});
