/**
 * What becomes of a draft, and its next version.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { DraftState } from '../../repository.ts';
import { signal, type Bench } from './bench.ts';
import { simple } from './sample-metadata.ts';

export function describeEndings(bench: () => Bench): void {
  async function withFiles(): Promise<DraftState> {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    await repository.reserveDoi(draft, signal);
    await bench().upload(draft, 'a folder/same.txt', Buffer.from('same'));
    await bench().upload(draft, 'changed.txt', Buffer.from('before'));
    return repository.look(draft.id, signal);
  }

  const keysOf = async (draft: DraftState) =>
    (await bench().repository.list(draft, signal))
      .map(({ key }) => key)
      .toSorted();

  it('ends a draft once, however often it is asked to', async () => {
    const { repository, subject } = bench();
    const draft = await withFiles();
    if (!subject.ending.publish) {
      const { community } = subject.ending;
      const sent = await repository.submit(draft, community, signal);
      assert.equal(sent.state, 'review');
      const again = await repository.submit(draft, community, signal);
      assert.equal(again.state, 'review');
      return;
    }
    const ended = await repository.publish(draft, signal);
    assert.equal(ended.state, 'published');
    assert.equal(ended.doi, draft.doi);
    const again = await repository.publish(draft, signal);
    assert.deepEqual(
      [again.state, again.id, again.doi],
      ['published', ended.id, ended.doi]
    );
    const found = await repository.look(ended.id, signal);
    assert.equal(found.state, 'published');
    assert.deepEqual(await keysOf(found), ['a folder/same.txt', 'changed.txt']);
    for (const format of ['bibtex', 'csl', 'text'] as const) {
      const text = await repository.cite(ended.id, format, signal);
      assert.ok(text.includes('Carberry'), text);
      assert.ok(text.includes(draft.doi ?? '-'), text);
      assert.doesNotMatch(text, /<a|&amp;/u);
    }
    assert.match(await repository.cite(ended.id, 'bibtex', signal), /^@/u);
    JSON.parse(await repository.cite(ended.id, 'csl', signal));
  });

  it('sends for a next version only what has changed', async () => {
    const { repository, subject } = bench();
    if (!subject.ending.publish) {
      return;
    }
    const first = await repository.publish(await withFiles(), signal);
    const next = await repository.newVersion(first.id, signal);
    assert.equal(next.state, 'draft');
    const again = await repository.newVersion(first.id, signal);
    assert.equal(again.id, next.id);
    await repository.takeOverFiles(next, signal);
    await repository.takeOverFiles(next, signal);
    const files = await repository.list(next, signal);
    const same = files.find(({ key }) => key === 'a folder/same.txt');
    assert.equal(same?.checksum, bench().checksum(Buffer.from('same')));
    await bench().remove(next, 'changed.txt');
    await bench().upload(next, 'changed.txt', Buffer.from('after'));
    await bench().upload(next, 'new.txt', Buffer.from('new'));
    const published = await repository.look(first.id, signal);
    assert.deepEqual(await keysOf({ ...published, state: 'published' }), [
      'a folder/same.txt',
      'changed.txt'
    ]);
    const title = 'The second';
    const body = bench().body({ ...simple, title });
    const current = await repository.look(next.id, signal);
    await repository.update(current, body, signal);
    await repository.reserveDoi(current, signal);
    const second = await repository.publish(current, signal);
    assert.equal(second.title, title);
    assert.deepEqual(await keysOf(second), [
      'a folder/same.txt',
      'changed.txt',
      'new.txt'
    ]);
  });

  it('discards a next version, and nothing of what is published', async () => {
    const { repository, subject } = bench();
    if (!subject.ending.publish) {
      return;
    }
    const first = await repository.publish(await withFiles(), signal);
    const next = await repository.newVersion(first.id, signal);
    await repository.takeOverFiles(next, signal);
    await bench().remove(next, 'changed.txt');
    await repository.discard(next, signal);
    await repository.discard(next, signal);
    const left = await repository.look(first.id, signal);
    assert.equal(left.state, 'published');
    assert.deepEqual(await keysOf(left), ['a folder/same.txt', 'changed.txt']);
  });
}
