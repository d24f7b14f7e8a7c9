import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import {
  ContributorRole,
  IdentifierScheme,
  Relation,
  RESEARCH_FIELDS,
  type PublicationMetadata
} from 'sciencemesh-contract';
import type { DraftState } from '../repository.ts';
import { Bench, once, signal } from '../testing/conformance/bench.ts';
import { rich, simple } from '../testing/conformance/sample-metadata.ts';
import { Dataverse } from './dataverse.ts';
import {
  failure,
  startDataverse,
  type DataverseSubject
} from './testing/dataverse-subject.ts';

describe('a dataset at a Dataverse', () => {
  let subject: DataverseSubject;
  let bench: Bench;
  let alice: Dataverse;
  let bob: Dataverse;

  before(async () => {
    subject = await startDataverse({ lockLooks: 3 });
    bench = await Bench.start(subject);
    const { installation } = subject;
    alice = subject.repository(installation.token('alice'));
    bob = subject.repository(installation.token('bob'));
  });
  after(() => bench.stop());

  const create = (
    repository: Dataverse,
    metadata: Partial<PublicationMetadata> = {}
  ) => repository.create(repository.toBody({ ...simple, ...metadata }), signal);

  /** A request as the page of the installation would make it. */
  async function asks(
    method: string,
    path: string,
    { id }: DraftState,
    body?: unknown,
    person = 'alice'
  ): Promise<unknown> {
    const response = await fetch(
      `${subject.url}/api/datasets/:persistentId/${path}?persistentId=${id}&replace=true&includeDeaccessioned=true`,
      {
        method,
        headers: {
          'x-dataverse-key': subject.installation.token(person),
          'content-type': 'application/json'
        },
        body: body === undefined ? null : JSON.stringify(body)
      }
    );
    assert.equal(response.ok, true, await response.clone().text());
    return ((await response.json()) as { data: unknown }).data;
  }

  it('has one DOI from the beginning, for all versions', async () => {
    const draft = await create(alice);
    assert.match(draft.doi ?? '', /^10\.5072\/FK2\//u);
    assert.equal(draft.id, `doi:${draft.doi}`);
    assert.equal(draft.conceptDoi, draft.doi);
    for (const name of [
      draft.doi ?? '',
      `https://doi.org/${draft.doi}`,
      draft.id
    ]) {
      assert.equal((await alice.look(name, signal)).id, draft.id);
    }
    await alice.publish(draft, signal);
    const next = await alice.newVersion(draft.id, signal);
    assert.deepEqual([next.id, next.doi], [draft.id, draft.doi]);
  });

  it('may hold each word of each of our lists', async () => {
    const roles = ContributorRole.enum;
    const body = alice.toBody({
      ...simple,
      subjects: [...RESEARCH_FIELDS],
      contributors: roles.map(role => ({
        kind: 'person',
        family: 'Example',
        given: 'Ada',
        role
      })),
      related: Relation.enum.flatMap(relation =>
        IdentifierScheme.enum.map(scheme => ({
          identifier: '10.1234/a',
          scheme,
          relation
        }))
      )
    });
    assert.deepEqual(body.errors, []);
    assert.deepEqual(await alice.validate(body, signal), []);
    await alice.create(body, signal);
  });

  it('goes to people who look at it, and may come back', async () => {
    const draft = await create(bob);
    const denied = await failure(bob.publish(draft, signal));
    assert.equal(denied.code, 'scope-missing');
    assert.equal(denied.outcomeUnknown, false);
    assert.equal((await bob.submit(draft, null, signal)).state, 'review');
    assert.equal((await bob.look(draft.id, signal)).state, 'review');
    const locked = await failure(
      bob.update(draft, bob.toBody({ ...simple, title: 'Later' }), signal)
    );
    assert.equal(locked.code, 'locked');
    const reason = { reasonForReturn: 'The units are missing.' };
    await asks('POST', 'returnToAuthor', draft, reason, 'carol');
    assert.equal((await bob.look(draft.id, signal)).state, 'declined');
    assert.equal((await bob.submit(draft, null, signal)).state, 'review');
    const carol = subject.repository(subject.installation.token('carol'));
    assert.equal((await carol.publish(draft, signal)).state, 'published');
    assert.equal((await bob.look(draft.id, signal)).state, 'published');
  });

  it('is published when the lock is gone, not when it begins', async () => {
    const draft = await create(alice);
    await bench.upload(draft, 'a.txt', Buffer.from('abc'));
    // Looked at too seldom to see the end of it.
    const hasty = new Dataverse(
      {
        outbound: subject.outbound,
        url: subject.url,
        token: () => Promise.resolve(subject.token)
      },
      { collection: 'root', waiting: { first: 1, most: 1, total: 1 } }
    );
    const late = await failure(hasty.publish(draft, signal));
    assert.deepEqual([late.code, late.outcomeUnknown], ['timeout', true]);
    assert.equal((await alice.publish(draft, signal)).state, 'published');
    const version = await asks('GET', 'versions/:latest', draft);
    assert.equal((version as { versionNumber: number }).versionNumber, 1);
  });

  it('is not published with a file that is not what was registered', async () => {
    const draft = await create(alice);
    const content = Buffer.from('abc');
    const slot = await bench.begin(draft, 'a.txt', content);
    const open = () => Readable.from([content]);
    const receipt = await alice.send(draft, slot, 0, open, 3, signal);
    const wrong = { ...slot, checksum: bench.checksum(Buffer.from('xyz')) };
    const file = await alice.commit(draft, wrong, [receipt], signal);
    // Nobody looks before; what is told is what was said.
    assert.equal(file.checksum, wrong.checksum);
    const refused = await failure(alice.publish(draft, signal));
    assert.equal(refused.code, 'refused');
    assert.match(refused.message, /not what was sent/u);
    assert.equal((await alice.look(draft.id, signal)).state, 'draft');
  });

  it('is waited for while it is locked for a moment', async () => {
    const draft = await create(alice);
    await bench.upload(draft, 'a.txt', Buffer.from('abc'));
    subject.installation.lock(draft.id, 'EditInProgress');
    const removing = alice.remove(draft, 'a.txt', signal);
    setTimeout(
      () => subject.installation.unlock(draft.id, 'EditInProgress'),
      5
    );
    await removing;
    assert.deepEqual(await alice.list(draft, signal), []);
  });

  it('keeps what the person has written there', async () => {
    const draft = await create(alice, { keywords: [{ value: 'muon' }] });
    const notes = {
      typeName: 'notesText',
      typeClass: 'primitive',
      multiple: false,
      value: 'Written on the page'
    };
    await asks('PUT', 'editMetadata', draft, { fields: [notes] });
    const current = await alice.look(draft.id, signal);
    const body = alice.toBody({ ...simple, title: 'Changed' });
    await alice.update(current, body, signal);
    await alice.publish(draft, signal);
    const next = await alice.newVersion(draft.id, signal);
    assert.equal(next.title, 'Changed');
    const version = JSON.stringify(await asks('GET', 'versions/:draft', draft));
    assert.match(version, /Written on the page/u);
    assert.match(version, /josiah@example\.org/u);
    assert.match(version, /CC BY 4\.0/u);
    assert.doesNotMatch(version, /muon"/u);
  });

  it('is gone when it was withdrawn', async () => {
    const draft = await create(alice);
    await alice.publish(draft, signal);
    subject.installation.withdraw(draft.id);
    assert.equal((await failure(alice.look(draft.id, signal))).code, 'gone');
  });

  it('says which blocks an installation does not have', async () => {
    const own = {
      codeMeta20: {
        fields: [
          {
            typeName: 'codeVersion',
            typeClass: 'primitive',
            multiple: false,
            value: '1'
          }
        ]
      }
    };
    const { errors } = await create(alice, { own });
    assert.deepEqual(
      errors.map(({ field }) => field),
      ['/own/codeMeta20']
    );
  });

  it('is refused with what is wrong with its fields', async () => {
    const body = alice.toBody({ ...simple, description: ' ' });
    const error = await failure(alice.create(body, signal));
    assert.equal(error.code, 'refused');
    assert.deepEqual(
      error.errors.map(({ field }) => field),
      ['/description']
    );
    const unknown = alice.toBody({ ...rich, subjects: ['Alchemy'] });
    const said = await alice.validate(unknown, signal);
    assert.deepEqual(
      said.map(({ field }) => field),
      ['/subjects']
    );
  });

  it('asks for a licence that the installation has', async () => {
    const licences = [{ spdx: 'GPL-3.0-only' }];
    const body = alice.toBody({ ...simple, licences });
    const [said] = await alice.validate(body, signal);
    assert.equal(said?.field, '/licences/0');
    assert.match(said.message, /CC BY 4\.0/u);
    const refused = await failure(alice.create(body, signal));
    assert.equal(refused.code, 'refused');
    assert.equal(refused.errors[0]?.field, '/licences');
  });

  it('is among the newest drafts, and others are not', async () => {
    const since = new Date();
    const published = await create(alice);
    await alice.publish(published, signal);
    const drafts = [await create(alice), await create(alice)];
    await create(bob);
    const found = await alice.drafts(since, signal);
    assert.deepEqual(
      found.slice(0, 2).map(({ id }) => id),
      drafts.toReversed().map(({ id }) => id)
    );
    assert.ok(!found.some(({ id }) => id === published.id));
  });

  it('exists although it cannot be looked at', async () => {
    const troubled = bench.troubled(
      once({ type: 'status', status: 502 }, 'GET', /versions/u)
    );
    const draft = await troubled.create(bench.body(simple), signal);
    const found = await alice.look(draft.id, signal);
    const told = { revision: null, createdAt: null, says: null };
    assert.deepEqual({ ...found, ...told, url: draft.url }, draft);
  });

  it('is made in the collection that was named', async () => {
    const { installation } = subject;
    const quiet = subject.repository(installation.token('alice'), 'quiet');
    const draft = await create(quiet);
    const refused = await failure(quiet.publish(draft, signal));
    assert.equal(refused.code, 'refused');
    assert.match(refused.message, /has not been published/u);
    const nowhere = subject.repository(installation.token('alice'), 'nowhere');
    assert.equal((await failure(nowhere.probe(signal))).code, 'not-found');
    const found = await alice.suggest('collection', 'qui', signal);
    assert.deepEqual(
      found.map(({ value }) => value),
      ['quiet']
    );
  });
});
