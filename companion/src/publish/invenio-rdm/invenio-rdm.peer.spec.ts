/**
 * The adapter beside a real InvenioRDM, as it comes, as Zenodo and as CDS
 * configure it. One server at a time: each takes a GiB.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  findInvenio,
  Invenio,
  PROFILES
} from '../../../../peers/invenio/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import {
  signal,
  type Bench,
  type Subject
} from '../testing/conformance/bench.ts';
import { simple } from '../testing/conformance/sample-metadata.ts';
import { describeRepository } from '../testing/repository-conformance.ts';
import { InvenioRdm } from './invenio-rdm.ts';
import { isKnownLicence } from './known-licences.ts';
import { profileOf } from './profile.ts';
import { metadataOf } from './testing/read-back.ts';

const PART = 1024 * 1024;

const found = await findInvenio();
if ('missing' in found) {
  process.stderr.write(`${found.missing}\n`);
} else {
  for (const profile of PROFILES) {
    describeRepository(
      `InvenioRDM as ${profile}`,
      () => start(profile),
      describeOwn
    );
  }
}

async function start(name: (typeof PROFILES)[number]): Promise<Subject> {
  const invenio = await Invenio.start(name);
  const outbound = createOutboundClient(
    { plainHttp: ['*'], privateHosts: ['*'] },
    undefined,
    { environment: {} }
  );
  const known = profileOf(name);
  // Small parts, so that small files have some.
  const profile =
    known.parts === null
      ? known
      : { ...known, parts: { above: PART, bytes: PART, together: 2 } };
  const { token, expired } = invenio.people.alice;
  return {
    url: invenio.url,
    token,
    endedToken: expired,
    open: (url, key, patience = 60_000) =>
      new InvenioRdm(
        { outbound, url, token: () => Promise.resolve(key), patience },
        profile
      ),
    readBack: async id => {
      const response = await fetch(`${invenio.api}/records/${id}/draft`, {
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/vnd.inveniordm.v1+json'
        }
      });
      return metadataOf(await response.json());
    },
    ending:
      name === 'cds'
        ? { publish: false, community: 'open-physics' }
        : { publish: true },
    manyParts: profile.parts === null ? null : 2 * PART + 5,
    emptyFiles: name !== 'zenodo',
    unknownCodes: {
      locked: 'a draft takes changes as long as it is one'
    },
    close: async () => {
      await outbound.close();
      await invenio.stop();
    }
  };
}

function describeOwn(bench: () => Bench): void {
  it('says of our fields what it does not take', async () => {
    const wrong = bench().body({
      ...simple,
      publicationDate: '2026-13-45',
      creators: [{ kind: 'person', family: 'A', orcid: '0000-0002-1825-0098' }]
    });
    const { errors } = await bench().repository.create(wrong, signal);
    assert.deepEqual(errors.map(error => error.field).toSorted(), [
      '/creators/0/orcid',
      '/publicationDate'
    ]);
  });

  it('proposes licences that are known here', async () => {
    const { repository } = bench();
    const proposed = await repository.suggest('licence', 'apache', signal);
    for (const { detail } of proposed) {
      assert.ok(isKnownLicence(detail ?? ''), String(detail));
    }
  });
}
