/**
 * Answers that are lost when everything has happened: who asks what there is
 * finds it, and who asks again makes nothing twice.
 */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import { RepositoryError } from '../../repository.ts';
import { once, signal, type Bench } from './bench.ts';
import { simple } from './sample-metadata.ts';

const LOST = { type: 'lost-answer' } as const;

export function describeLosses(bench: () => Bench): void {
  const mayHaveHappened = (error: unknown) =>
    error instanceof RepositoryError && error.outcomeUnknown;

  it('lets a draft be found whose answer was lost', async () => {
    const { repository } = bench();
    const title = 'Made, and the answer lost';
    const since = new Date(Date.now() - 60_000);
    const troubled = bench().troubled(once(LOST, 'POST'));
    const body = bench().body({ ...simple, title });
    await assert.rejects(troubled.create(body, signal), mayHaveHappened);
    const found = await repository.drafts(since, signal);
    assert.equal(found.filter(draft => draft.title === title).length, 1);
  });

  it('sends a file whose answer was lost to one place', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    const content = Buffer.from('abc');
    const troubled = bench().troubled(
      once(LOST, 'POST', /commit|add(?:Files)?\?/u)
    );
    const slot = await bench().begin(draft, 'a.txt', content, troubled);
    const upload = async () => {
      const open = () => Readable.from([content]);
      const receipt = await troubled.send(draft, slot, 0, open, 3, signal);
      const whole = { ...slot, checksum: bench().checksum(content) };
      return troubled.commit(draft, whole, [receipt], signal);
    };
    await assert.rejects(upload(), mayHaveHappened);
    const there = await repository.list(draft, signal);
    assert.deepEqual(
      there.map(({ key, complete }) => [key, complete]),
      [['a.txt', true]]
    );
    // Somebody who does not look sends it again, or hears that it has to go.
    const again: unknown = await upload().catch((error: unknown) => error);
    if (again instanceof RepositoryError) {
      assert.equal(again.code, 'file-lost');
      bench().reached.add(again.code);
      await bench().remove(draft, 'a.txt');
      await bench().upload(draft, 'a.txt', content);
    }
    assert.deepEqual(await repository.list(draft, signal), there);
  });

  it('removes a file whose answer was lost', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    await bench().upload(draft, 'a.txt', Buffer.from('abc'));
    const troubled = bench().troubled(once(LOST, 'DELETE'));
    await assert.rejects(
      troubled.remove(draft, 'a.txt', signal),
      mayHaveHappened
    );
    await troubled.remove(draft, 'a.txt', signal);
    assert.deepEqual(await repository.list(draft, signal), []);
  });

  it('discards a draft whose answer was lost', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    const troubled = bench().troubled(once(LOST, 'DELETE'));
    await assert.rejects(troubled.discard(draft, signal), mayHaveHappened);
    await troubled.discard(draft, signal);
  });

  it('ends a draft whose answer was lost', async () => {
    const { repository, subject } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    await repository.reserveDoi(draft, signal);
    await bench().upload(draft, 'a.txt', Buffer.from('abc'));
    const { ending } = subject;
    const path = ending.publish ? /publish/u : /submit/u;
    const troubled = bench().troubled(once(LOST, 'POST', path));
    const end = () =>
      ending.publish
        ? troubled.publish(draft, signal)
        : troubled.submit(draft, ending.community, signal);
    await assert.rejects(end(), mayHaveHappened);
    const { state } = await end();
    assert.equal(state, ending.publish ? 'published' : 'review');
  });

  it('has one next version, though the answer was lost', async () => {
    const { repository, subject } = bench();
    if (!subject.ending.publish) {
      return;
    }
    const draft = await repository.create(bench().body(simple), signal);
    await repository.reserveDoi(draft, signal);
    await bench().upload(draft, 'a.txt', Buffer.from('abc'));
    const first = await repository.publish(draft, signal);
    const choose = once(LOST, 'POST', /versions/u);
    const other = once(LOST, 'PUT', /versions/u);
    const troubled = bench().troubled(
      (method, path) => choose(method, path) ?? other(method, path)
    );
    await assert.rejects(
      troubled.newVersion(first.id, signal),
      mayHaveHappened
    );
    const next = await troubled.newVersion(first.id, signal);
    const again = await repository.newVersion(first.id, signal);
    assert.equal(again.id, next.id);
    assert.equal(next.state, 'draft');
  });
}
