/**
 * From a form to a record, beside a Dataverse that is as strict as the real
 * one.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { BundleRepository } from '../bundle/bundle-repository.ts';
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
    assert.deepEqual(plan.roots, [{ path: '', display: 'work' }]);
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

  it('is described by the names that its files have there', async t => {
    const { bench, library } = await start(t);
    bench.write('a.csv', 'a,b\n1,2\n');
    bench.write('b/c.txt', 'see');
    const id = await bench.verified({
      folders: 'flat',
      names: { 'a.csv': 'masses.csv' }
    });
    const files = bench.store.publications.files(id);
    const crate = files.find(({ path }) => path === 'ro-crate-metadata.json');
    const text = readFileSync(crate?.real ?? '', 'utf8');
    for (const [key, path] of [
      ['masses.csv', 'a.csv'],
      ['c.txt', 'b/c.txt']
    ]) {
      assert.ok(files.some(file => file.key === key && file.path === path));
      assert.match(text, new RegExp(`"@id": "${key}"`, 'u'));
      assert.match(text, new RegExp(`"alternateName": "${path}"`, 'u'));
      assert.doesNotMatch(text, new RegExp(`"@id": "${path}"`, 'u'));
    }
    assert.equal(library.get(id).state, 'verified');
  });

  it('goes where the last one went, unless the person says otherwise', async t => {
    const { bench, library } = await start(t);
    bench.write('a.csv', 'a,b\n1,2\n');
    const { form, subject } = library.get(await bench.begun());
    assert.notEqual(form.repositoryId, null);
    const next = await library.begin({ key: 'another-one', subject }, signal);
    assert.equal(next.form.repositoryId, form.repositoryId);
  });

  it('becomes a bundle for a place that takes no deposits', async t => {
    const folder = mkdtempSync(join(tmpdir(), 'publishing-bundle-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const adapter = new BundleRepository({
      folder: join(folder, 'bundles'),
      root: folder,
      target: 'Publications'
    });
    const bench = await PublishingBench.start(t, { kind: 'bundle', adapter });
    const { library } = bench;
    bench.write('a.csv', 'a,b\n1,2\n');
    bench.write('b/c.txt', 'see');
    const first = await bench.verified({ writeBack: true });
    assert.equal(library.get(first).doi, null);
    await bench.published(first);
    const archive = library.get(first).recordId ?? '';
    assert.match(archive, /^Publications\/.+\.zip$/u);
    const size = statSync(join(folder, archive)).size;

    bench.write('a.csv', 'a,b\n1,3\n');
    const { id } = await library.newVersion(first, 'next-version', signal);
    library.create(id);
    await bench.until(id, 'draft');
    library.upload(id);
    await bench.until(id, 'verified');
    await bench.published(id);
    assert.notEqual(library.get(id).recordId, archive);
    assert.equal(statSync(join(folder, archive)).size, size);
    assert.deepEqual(bench.troubles, []);
  });
});
