/**
 * The adapter beside a real InvenioRDM, as it comes, as Zenodo and as CDS
 * configure it. One server at a time: each takes a GiB.
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import type { PublicationMetadata } from 'sciencemesh-contract';
import {
  findInvenio,
  Invenio,
  PROFILES
} from '../../../../peers/invenio/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import { RepositoryError, type DraftState } from '../repository.ts';
import { InvenioRdm } from './invenio-rdm.ts';
import { isKnownLicence } from './known-licences.ts';
import { profileOf } from './profile.ts';

const signal = new AbortController().signal;
const PART = 1024 * 1024;

const metadata: PublicationMetadata = {
  title: 'CMS dimuon spectrum, rerun',
  resourceType: 'notebook',
  publicationDate: '2026-11-22',
  publisher: 'Example',
  description: '# Muons\n\n*Two* of them, and `<b>`.',
  creators: [
    {
      kind: 'person',
      family: 'Carberry',
      given: 'Josiah',
      orcid: '0000-0002-1825-0097',
      affiliations: [{ name: 'Brown University' }]
    },
    { kind: 'organisation', name: 'CERN', ror: '01ggx4157' }
  ],
  contributors: [{ kind: 'person', family: 'Example', role: 'DataCurator' }],
  keywords: [{ value: 'muon' }],
  licences: [{ spdx: 'CC-BY-4.0' }, { spdx: 'LicenseRef-house' }],
  version: '1.0',
  dates: [
    { type: 'Collected', date: '2011/2012', note: 'Run 1' },
    { type: 'Coverage', date: '2012' }
  ],
  funding: [
    {
      funder: { name: 'Example Foundation' },
      awardNumber: '7',
      awardTitle: 'A'
    }
  ],
  related: [
    {
      identifier: '10.7483/OPENDATA.CMS.LVG5.QT81',
      scheme: 'doi',
      relation: 'IsDerivedFrom',
      resourceType: 'dataset'
    },
    {
      identifier: 'swh:1:dir:d198bc9d7a6bcf6db04f476d29314f157507d505',
      scheme: 'swhid',
      relation: 'IsSupplementedBy'
    }
  ],
  access: { files: 'public' }
};

const found = await findInvenio();
if ('missing' in found) {
  process.stderr.write(`${found.missing}\n`);
} else {
  for (const profile of PROFILES) {
    describe(`InvenioRDM as ${profile}`, beside(profile));
  }
}

function beside(name: (typeof PROFILES)[number]) {
  const outbound = createOutboundClient(
    { plainHttp: ['*'], privateHosts: ['*'] },
    undefined,
    { environment: {} }
  );
  const known = profileOf(name);
  // Small parts, so that small files have some.
  const profile =
    known.partBytes === null ? known : { ...known, partBytes: PART };
  let invenio: Invenio;
  let repository: InvenioRdm;

  const as = (token: string) =>
    new InvenioRdm(
      { outbound, url: invenio.url, token: () => Promise.resolve(token) },
      profile
    );
  const bodyOf = (changes: Partial<PublicationMetadata> = {}) =>
    repository.toBody(
      { ...metadata, ...changes },
      { version: null, ...profile.abilities }
    );

  async function upload(
    draft: DraftState,
    key: string,
    content: Buffer
  ): Promise<void> {
    const [slot] = await repository.begin(
      draft,
      [{ key, size: content.length, checksum: null }],
      signal
    );
    assert.ok(slot);
    for (let part = 0; part < slot.parts; part++) {
      const start = part * slot.partSize;
      const bytes = content.subarray(start, start + slot.partSize);
      const open = () => Readable.from([bytes]);
      await repository.send(draft, slot, part, open, bytes.length, signal);
    }
    const file = await repository.commit(draft, slot, [], signal);
    assert.equal(file.size, content.length);
    if (slot.parts === 1) {
      const md5 = createHash('md5').update(content).digest('hex');
      assert.equal(file.checksum, `md5:${md5}`);
    }
  }

  return () => {
    before(
      async () => {
        invenio = await Invenio.start(name);
        repository = as(invenio.people.alice.token);
      },
      { timeout: 300_000 }
    );
    after(async () => {
      await outbound.close();
      await invenio.stop();
    });

    test('tells a good token from one that expired', async () => {
      const good = await repository.probe(signal);
      assert.equal(good.login.state, 'good');
      const { expired } = invenio.people.alice;
      assert.equal((await as(expired).probe(signal)).login.state, 'refused');
      await assert.rejects(
        as(expired).create(bodyOf(), signal),
        (error: unknown) =>
          error instanceof RepositoryError && error.code === 'login-refused'
      );
    });

    test('takes all that the metadata say', async () => {
      const body = bodyOf();
      assert.deepEqual(body.errors, []);
      const draft = await repository.create(body, signal);
      assert.deepEqual(draft.errors, []);
      assert.equal(draft.state, 'draft');
      assert.equal(draft.title, metadata.title);
    });

    test('says of our fields what it does not take', async () => {
      const wrong = bodyOf({
        publicationDate: '2026-13-45',
        creators: [
          { kind: 'person', family: 'A', orcid: '0000-0002-1825-0098' }
        ]
      });
      const { errors } = await repository.create(wrong, signal);
      assert.deepEqual(errors.map(error => error.field).toSorted(), [
        '/creators/0/orcid',
        '/publicationDate'
      ]);
    });

    test('keeps its DOI and refuses what is based on the past', async () => {
      const draft = await repository.create(bodyOf(), signal);
      const doi = await repository.reserveDoi(draft, signal);
      assert.match(doi ?? '', /^10\.5072\//u);
      assert.equal(await repository.reserveDoi(draft, signal), doi);
      const current = await repository.look(draft.id, signal);
      const changed = await repository.update(
        current,
        bodyOf({ title: 'Changed' }),
        signal
      );
      assert.equal(changed.doi, doi);
      assert.equal(changed.title, 'Changed');
      await assert.rejects(
        repository.update(current, bodyOf(), signal),
        (error: unknown) =>
          error instanceof RepositoryError && error.code === 'conflict'
      );
    });

    test('goes from files to a record, and to its next version', async () => {
      const draft = await repository.create(bodyOf(), signal);
      const doi = await repository.reserveDoi(draft, signal);
      await upload(draft, 'a folder/é "1" #?%.txt', Buffer.from('abc'));
      await upload(draft, 'large.bin', randomBytes(2 * PART + 5));
      const community = name === 'cds' ? 'open-physics' : null;
      const ended = await (community === null
        ? repository.publish(draft, signal)
        : repository.submit(draft, community, signal));
      if (ended.state === 'review') {
        const again = await repository.submit(draft, community, signal);
        assert.equal(again.state, 'review');
        return;
      }
      assert.equal(ended.state, 'published');
      assert.equal(ended.doi, doi);
      const again = await repository.publish(draft, signal);
      assert.equal(again.state, 'published');
      const citation = await repository.cite(ended.id, 'bibtex', signal);
      assert.ok(citation.includes(doi ?? '-'), citation);

      const next = await repository.newVersion(ended.id, signal);
      assert.equal((await repository.newVersion(ended.id, signal)).id, next.id);
      await repository.takeOverFiles(next, signal);
      await repository.takeOverFiles(next, signal);
      assert.equal((await repository.list(next, signal)).length, 2);
      await repository.remove(next, 'large.bin', signal);
      await repository.remove(next, 'large.bin', signal);
      assert.equal((await repository.list(next, signal)).length, 1);
      await repository.discard(next, signal);
      await repository.discard(next, signal);
    });

    test('proposes licences that are known here', async () => {
      const proposed = await repository.suggest('licence', 'apache', signal);
      assert.ok(proposed.length > 0);
      for (const { detail } of proposed) {
        assert.ok(isKnownLicence(detail ?? ''), String(detail));
      }
    });
  };
}
