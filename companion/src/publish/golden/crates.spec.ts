/**
 * The crates of ro-crate-inveniordm, and what it makes of them for InvenioRDM:
 * ours is the same, or the table says why it is not.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { toBody } from '../invenio-rdm/body.ts';
import { profileOf } from '../invenio-rdm/profile.ts';
import { readCrateMetadata } from '../metadata/crate.ts';

const CRATES = ['minimal', 'test', 'utf-8-csv'] as const;

interface Difference {
  /** Where values differ, in the body of a draft. */
  where: RegExp;
  why: string;
}

const DIFFERENCES: readonly Difference[] = [
  {
    where: /^\/access\/embargo\/active$/u,
    why: 'No embargo is the same as one that is not active.'
  },
  {
    where: /^\/metadata\/creators\/0\/person_or_org\/(?:name|type)$/u,
    why: 'Nobody is invented where the crate names nobody (":unkn"): the person is asked. The name of a person is made by InvenioRDM of its parts.'
  },
  {
    where: /^\/metadata\/creators\/1\/person_or_org\/name$/u,
    why: 'The name of a person is made by InvenioRDM of its parts.'
  },
  {
    where: /^\/metadata\/creators\/0\/person_or_org\/identifiers\/0\//u,
    why: '0000-0000-0000-0000 is no ORCID, and InvenioRDM would drop it: the person is asked.'
  },
  {
    where: /^\/metadata\/contributors\//u,
    why: 'Authors are not listed once more, as editors, which nobody said they are.'
  },
  {
    where: /^\/metadata\/description$/u,
    why: 'Descriptions are HTML there, so a paragraph is one.'
  },
  {
    where: /^\/metadata\/publisher$/u,
    why: 'Not ":unkn", which would stand in the DOI for good: the person is asked.'
  },
  {
    where: /^\/metadata\/rights\/0\/(?:id|link|title\/en)$/u,
    why: 'A licence that SPDX lists is the one of the vocabulary, so that it can be searched for.'
  },
  {
    where: /^\/metadata\/rights\/0\/description\/en$/u,
    why: 'What a licence says is behind its link.'
  },
  {
    where: /^\/metadata\/(?:identifiers|related_identifiers)\/0\//u,
    why: 'A DOI that was given to what was here before is not an identifier of what is published now, but of its earlier version.'
  },
  {
    where: /^\/metadata\/dates\/0\/(?:description|type\/title\/en)$/u,
    why: 'The note is a sentence of ours; titles of types belong to the vocabulary.'
  },
  {
    where: /^\/metadata\/funding\/0\/(?:funder\/)?name$/u,
    why: 'InvenioRDM wants the funder under "funder", and drops it otherwise.'
  },
  {
    where: /^\/metadata\/(?:formats|locations)\//u,
    why: 'Behind: formats and places are not taken. The crate, which goes along, has them.'
  }
];

/** The single values of a document by their JSON pointers. */
function leaves(value: unknown, pointer = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) {
    return new Map([[pointer, value]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [
      ...leaves(inner, `${pointer}/${key}`)
    ])
  );
}

async function document(name: string): Promise<unknown> {
  const folder = join(import.meta.dirname, 'fixtures', 'ro-crate-inveniordm');
  return JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
}

async function bodyOf(crate: string) {
  const { metadata } = readCrateMetadata(await document(`${crate}.crate`));
  const profile = profileOf('plain');
  return toBody(
    {
      title: '',
      resourceType: 'other',
      publicationDate: '',
      creators: [],
      access: { files: 'public' },
      ...metadata
    },
    { version: null, ...profile.abilities },
    profile
  ).body;
}

async function differences(crate: string): Promise<string[]> {
  const ours = leaves(await bodyOf(crate));
  const theirs = leaves(await document(`${crate}.expected`));
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter(
    pointer => ours.get(pointer) !== theirs.get(pointer)
  );
}

describe('a crate of ro-crate-inveniordm', () => {
  for (const crate of CRATES) {
    it(`becomes the same draft, or a better one: ${crate}`, async () => {
      const unexplained = (await differences(crate)).filter(
        pointer => !DIFFERENCES.some(({ where }) => where.test(pointer))
      );
      assert.deepEqual(unexplained, []);
    });
  }

  it('has no explanation that explains nothing', async () => {
    const all = (await Promise.all(CRATES.map(differences))).flat();
    for (const { where, why } of DIFFERENCES) {
      assert.ok(
        all.some(pointer => where.test(pointer)),
        why
      );
    }
  });

  it('says the same where it refers to entities with several types', async () => {
    const { metadata } = readCrateMetadata(await document('referencing.crate'));
    const plain = readCrateMetadata(await document('test.crate'));
    assert.deepEqual(metadata, plain.metadata);
  });

  it('leaves questions for whoever publishes it, not inventions', async () => {
    const asked = async (crate: string) =>
      readCrateMetadata(await document(`${crate}.crate`)).questions.map(
        ({ code, field }) => `${code} ${field}`
      );
    assert.deepEqual(await asked('minimal'), ['licence-unknown /licences/0']);
    assert.deepEqual(await asked('utf-8-csv'), [
      'identifier-wrong /creators/0/orcid',
      'identifier-wrong /creators/0/affiliations/0/ror'
    ]);
  });
});
