/**
 * From a form to a record, beside a Dataverse that is as strict as the real
 * one.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { NAME, PublishingBench, signal } from './testing/bench.ts';
import { dataverseAt, DataverseServer } from './testing/dataverse.ts';

async function start(t: TestContext) {
  const server = await DataverseServer.start();
  t.after(() => server.stop());
  const bench = await PublishingBench.start(t, dataverseAt(server));
  return { server, bench, library: bench.library };
}

describe('a publication', () => {
  it('goes from a form to a record with a DOI', async t => {
    const { bench, library } = await start(t);
    bench.write('a.csv', 'a,b\n1,2\n');
    bench.write('b/c.txt', 'see');
    const id = await bench.begun();
    const plan = await library.check(id, signal);
    assert.deepEqual(
      plan.findings.filter(({ severity }) => severity === 'error'),
      []
    );
    library.create(id);
    await bench.until(id, 'draft');
    assert.match(library.get(id).doi ?? '', /^10\./u);
    assert.throws(
      () => library.end(id, { how: 'publish', confirmation: NAME }),
      { code: 'publication-not-now' }
    );
    library.upload(id);
    await bench.until(id, 'verified');
    const { items } = await library.files(id, {});
    assert.deepEqual(
      items.map(({ path, state }) => [path, state]),
      [
        ['a.csv', 'verified'],
        ['b/c.txt', 'verified'],
        ['ro-crate-metadata.json', 'verified'],
        ['ro-crate-preview.html', 'verified']
      ]
    );
    assert.throws(() => library.end(id, { how: 'publish' }), {
      code: 'publication-not-confirmed'
    });
    await bench.published(id);
    const citation = await library.citation(id, 'bibtex', signal);
    assert.match(citation.text, /Carberry/u);
    assert.deepEqual(bench.troubles, []);
  });

  it('goes where the last one went, unless the person says otherwise', async t => {
    const { bench, library } = await start(t);
    bench.write('a.csv', 'a,b\n1,2\n');
    const { form, subject } = library.get(await bench.begun());
    assert.notEqual(form.repositoryId, null);
    const next = await library.begin({ key: 'another-one', subject }, signal);
    assert.equal(next.form.repositoryId, form.repositoryId);
  });
});
