/**
 * Drafts and their metadata.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { differences } from '../../http/digests.ts';
import { signal, type Bench } from './bench.ts';
import { assertKept } from './metadata-comparison.ts';
import { rich, simple } from './sample-metadata.ts';

export function describeDrafts(bench: () => Bench): void {
  it('tells whose token it is, and that one has ended', async () => {
    const { repository, subject } = bench();
    const { login } = await repository.probe(signal);
    assert.equal(login.state, 'good');
    assert.ok(URL.canParse(login.tokensAt ?? ''), String(login.tokensAt));
    const ended = subject.open(subject.url, subject.endedToken);
    assert.equal((await ended.probe(signal)).login.state, 'refused');
    const none = subject.open(subject.url, null);
    assert.equal((await none.probe(signal)).login.state, 'missing');
  });

  it('finds nothing wrong with what it takes', async () => {
    const body = bench().body(simple);
    assert.deepEqual(body.errors, []);
    assert.deepEqual(await bench().repository.validate(body, signal), []);
  });

  it('makes a draft, and knows it again', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    assert.deepEqual(draft.errors, []);
    assert.equal(draft.state, 'draft');
    assert.equal(draft.title, simple.title);
    assert.ok(URL.canParse(draft.url ?? ''), String(draft.url));
    assert.deepEqual(await repository.look(draft.id, signal), draft);
    assert.deepEqual(await repository.list(draft, signal), []);
  });

  it('keeps all that is not said to be lost, and loses all that is', async () => {
    const { repository, subject } = bench();
    const body = bench().body(rich);
    assert.deepEqual(body.errors, []);
    const draft = await repository.create(body, signal);
    assert.deepEqual(draft.errors, []);
    assertKept(rich, await subject.readBack(draft.id), body.losses);
  });

  it('changes a draft as a whole', async () => {
    const { repository, subject } = bench();
    const draft = await repository.create(bench().body(rich), signal);
    const body = bench().body(simple);
    const changed = await repository.update(draft, body, signal);
    assert.equal(changed.id, draft.id);
    assert.equal(changed.title, simple.title);
    const kept = await subject.readBack(draft.id);
    assertKept(simple, kept, body.losses);
    assert.equal(kept.keywords, undefined);
    assert.equal(kept.funding, undefined);
  });

  it('changes no draft that somebody else has changed', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    const title = 'Changed in between';
    const other = bench().body({ ...simple, title });
    await repository.update(draft, other, signal);
    await assert.rejects(
      repository.update(draft, bench().body(simple), signal),
      bench().fails('conflict')
    );
    assert.equal((await repository.look(draft.id, signal)).title, title);
  });

  it('tells what somebody else has changed, and leaves it', async () => {
    const { repository, subject } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    const title = 'Changed in between';
    const theirs = bench().body({ ...simple, title });
    const changed = await repository.update(draft, theirs, signal);
    assert.deepEqual(differences(draft.says ?? {}, changed.says ?? {}), [
      'title'
    ]);
    assert.deepEqual((await repository.look(draft.id, signal)).says, {
      ...changed.says
    });
    const description = 'Of ours.';
    const ours = bench().body({ ...simple, title: 'Of ours', description });
    await repository.update(changed, { ...ours, left: ['title'] }, signal);
    const kept = await subject.readBack(draft.id);
    assert.equal(kept.title, title);
    assert.match(kept.description ?? '', /Of ours/u);
  });

  it('changes a draft that has got files meanwhile', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    await bench().upload(draft, 'a.txt', Buffer.from('abc'));
    const title = 'Changed after the upload';
    const body = bench().body({ ...simple, title });
    assert.equal((await repository.update(draft, body, signal)).title, title);
    assert.equal((await repository.list(draft, signal)).length, 1);
  });

  it('reserves one DOI, and keeps it', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    const doi = await repository.reserveDoi(draft, signal);
    assert.match(doi ?? '', /^10\./u);
    assert.equal(await repository.reserveDoi(draft, signal), doi);
    const current = await repository.look(draft.id, signal);
    assert.equal(current.doi, doi);
    const body = bench().body({ ...simple, title: 'Changed' });
    assert.equal((await repository.update(current, body, signal)).doi, doi);
  });

  it('finds drafts that were made since', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    const { createdAt } = await repository.look(draft.id, signal);
    const since = new Date(createdAt ?? '');
    const found = await repository.drafts(since, signal);
    assert.ok(found.some(({ id, title }) => id === draft.id && title));
    const later = new Date(since.getTime() + 3_600_000);
    assert.deepEqual(await repository.drafts(later, signal), []);
  });

  it('discards a draft once, and twice', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    await bench().upload(draft, 'a.txt', Buffer.from('abc'));
    await repository.discard(draft, signal);
    await repository.discard(draft, signal);
    await assert.rejects(
      repository.look(draft.id, signal),
      bench().fails('not-found')
    );
  });

  it('proposes licences, and nothing where it knows nothing', async () => {
    const { repository } = bench();
    const found = await repository.suggest('licence', 'apache', signal);
    assert.ok(found.some(({ label }) => /apache/iu.test(label)));
    const words = 'zzzz no such thing zzzz';
    assert.deepEqual(await repository.suggest('person', words, signal), []);
  });
}
