/**
 * What repositories refuse, and what goes wrong on the way to them.
 */
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import type { DataverseOptions } from '../../../../peers/dataverse/index.ts';
import { NAME, PublishingBench, signal } from './testing/bench.ts';
import { dataverseAt, DataverseServer } from './testing/dataverse.ts';

async function start(t: TestContext, options: DataverseOptions = {}) {
  const server = await DataverseServer.start(options);
  t.after(() => server.stop());
  const bench = await PublishingBench.start(t, dataverseAt(server));
  bench.write('a.csv', 'a,b\n1,2\n');
  bench.write('b.csv', 'a,b\n3,4\n');
  return { server, bench, library: bench.library };
}

describe('a repository', () => {
  it('that is busy is asked again when it wants to be', async t => {
    const { server, bench, library } = await start(t);
    const id = await bench.draft();
    server.fail({ kind: 'too-many-requests', times: 2, retryAfter: 0 });
    server.fail({ kind: 'unavailable', method: 'PUT', retryAfter: 0 });
    library.upload(id);
    await bench.until(id, 'verified');
  });

  it('that answers with a page for people is asked again', async t => {
    const { server, bench, library } = await start(t);
    const id = await bench.draft();
    server.fail({ kind: 'html', method: 'POST', path: /\/addFiles/u });
    library.upload(id);
    await bench.until(id, 'verified');
  });

  it('that has other bytes than we sent publishes nothing', async t => {
    const { server, bench, library } = await start(t);
    const id = await bench.draft();
    server.fail({
      kind: 'wrong-checksum',
      method: 'GET',
      path: /versions/u,
      times: 1000
    });
    library.upload(id);
    await bench.until(id, 'paused');
    assert.match(library.get(id).message ?? '', /as it is here/u);
    assert.throws(
      () => library.end(id, { how: 'publish', confirmation: NAME }),
      { status: 409 }
    );
    server.heal();
    library.upload(id);
    await bench.until(id, 'verified');
  });

  it('that takes the token no more lets one sign in and go on', async t => {
    const server = await DataverseServer.start();
    t.after(() => server.stop());
    let token = server.token('alice');
    const bench = await PublishingBench.start(
      t,
      dataverseAt(server, server.url, () => token)
    );
    bench.write('a.csv', 'a,b\n1,2\n');
    const id = await bench.draft();
    token = 'worthless';
    bench.library.upload(id);
    await bench.until(id, 'paused');
    assert.equal(bench.repositories.refusals[0]?.code, 'login-refused');
    bench.library.upload(id);
    await bench.until(id, 'paused');
    assert.equal(bench.library.get(id).message, 'Sign in first.');
    token = server.token('alice');
    bench.repositories.isSignedIn = true;
    bench.library.upload(id);
    await bench.until(id, 'verified');
  });

  it('without room for a file is told of in a sentence', async t => {
    const { bench, library } = await start(t, { quota: 20 });
    const id = await bench.draft();
    library.upload(id);
    await bench.until(id, 'paused');
    assert.match(library.get(id).message ?? '', /quota|room/u);
  });

  it('that misses a field is told of at the field', async t => {
    const { bench, library } = await start(t);
    const id = await bench.begun();
    const { form } = library.get(id);
    const metadata = { ...form.metadata };
    delete metadata.contact;
    library.setForm(id, { ...form, metadata });
    const { findings } = await library.check(id, signal);
    assert.deepEqual(
      findings.flatMap(({ field, severity }) =>
        severity === 'error' ? [field] : []
      ),
      ['/contact']
    );
    library.create(id);
    await bench.until(id, 'form');
    library.setForm(id, form);
    library.create(id);
    await bench.until(id, 'draft');
  });

  it('where somebody deleted the draft says so', async t => {
    const { bench, library } = await start(t);
    const id = await bench.draft();
    const { work } = await bench.rest(id);
    assert.ok(work.draft);
    const { adapter } = bench.repositories.repository;
    await adapter.discard({ ...work.draft, errors: [] }, signal);
    library.upload(id);
    await bench.until(id, 'gone');
    await library.forget(id);
    assert.deepEqual(library.list(), []);
  });

  it('with a file of somebody else in the draft loses none', async t => {
    const { bench, library } = await start(t);
    const id = await bench.draft();
    const { work } = await bench.rest(id);
    assert.ok(work.draft);
    const { adapter } = bench.repositories.repository;
    const draft = { ...work.draft, errors: [] };
    const bytes = Buffer.from('theirs');
    const [slot] = await adapter.begin(
      draft,
      [{ key: 'theirs.txt', size: bytes.length, checksum: null }],
      signal
    );
    assert.ok(slot);
    const { Readable } = await import('node:stream');
    const open = () => Readable.from([bytes]);
    const receipt = await adapter.send(draft, slot, 0, open, 6, signal);
    const checksum = 'md5:41fd4ea2a5c9bd0e1c7d2dd6ecb5a7dd';
    await adapter.commit(draft, { ...slot, checksum }, [receipt], signal);
    library.upload(id);
    await bench.until(id, 'paused');
    assert.match(library.get(id).message ?? '', /theirs\.txt/u);
    const list = await adapter.list(draft, signal);
    assert.ok(list.some(({ key }) => key === 'theirs.txt'));
  });
});

describe('a file that changes', () => {
  it('after it was verified keeps the draft from being published', async t => {
    const { bench, library } = await start(t);
    const id = await bench.verified();
    bench.write('a.csv', 'a,b\n1,3\n');
    library.end(id, { how: 'publish', confirmation: NAME });
    await bench.until(id, 'paused');
    assert.match(library.get(id).message ?? '', /have changed/u);
    library.upload(id);
    await bench.until(id, 'verified');
    const { items } = await library.files(id, {});
    assert.ok(items.every(({ state }) => state === 'verified'));
    await bench.published(id);
  });

  it('while it is sent is sent again as it is in the end', async t => {
    const { server, bench, library } = await start(t);
    const id = await bench.draft();
    const real = bench.write('large.bin', Buffer.alloc(4 * 1024 * 1024, 1));
    server.fail({
      kind: 'lost-before',
      method: 'POST',
      path: /\/addFiles/u
    });
    const stop = library.onChange(({ sent, size }) => {
      if (sent > 0 && sent < size) {
        stop();
        appendFileSync(real, 'more');
      }
    });
    library.upload(id);
    await bench.when(id, ({ state }) => state === 'verified');
    const { items } = await library.files(id, {});
    const large = items.find(({ path }) => path === 'large.bin');
    assert.equal(large?.size, 4 * 1024 * 1024 + 4);
    assert.equal(large.state, 'verified');
    assert.equal(large.checksum, large.remoteChecksum);
  });
});
