/**
 * Deposits as they would be, with their crate.
 */
import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { PublicationMetadata } from 'sciencemesh-contract';
import { violations } from '../../../packages/testing/validator.ts';
import { base, type Recorded } from '../../../provenance/testing/recording.ts';
import { sampleJob } from '../../../provenance/testing/sample-run.ts';
import type { PublicationOrigin } from '../../../store/publication-records.ts';
import { surveySelection } from '../../selection/survey.ts';
import type { Entity } from '../crate-graph.ts';
import { depositCrateWriter } from '../deposit-crate.ts';

export const signal = new AbortController().signal;
export const DOI = '10.5072/zenodo.42';

export const METADATA: PublicationMetadata = {
  title: 'Masses of muons',
  resourceType: 'dataset',
  publicationDate: '2026-11-22',
  creators: [
    {
      kind: 'person',
      family: 'Curie',
      given: 'Marie',
      orcid: '0000-0002-1825-0097',
      affiliations: [{ name: 'CERN', ror: '01ggx4157' }]
    },
    { kind: 'organisation', name: 'The Muon Collaboration' }
  ],
  description: 'Pairs of muons,\nand their masses.',
  licences: [
    {
      spdx: 'CC-BY-4.0',
      title: 'Creative Commons Attribution 4.0',
      url: 'https://creativecommons.org/licenses/by/4.0/'
    }
  ],
  publisher: 'Zenodo',
  keywords: [{ value: 'muons' }, { value: 'masses' }],
  language: 'eng',
  funding: [
    {
      funder: { name: 'European Commission', ror: '00k4n6c32' },
      awardNumber: '101188179'
    }
  ],
  related: [
    { identifier: '10.5281/zenodo.7', scheme: 'doi', relation: 'IsDerivedFrom' }
  ],
  access: { files: 'public' }
};

export const NOWHERE: PublicationOrigin = {
  packageId: null,
  jobId: null,
  shareId: null
};

export interface Written {
  folder: string;
  paths: string[];
  graph: Entity[];
  text: string;
  page: string;
  entity: (id: string) => Entity;
}

/** A folder as it would be deposited, with its crate. */
export async function deposit(
  source: string,
  {
    metadata = METADATA,
    origin = NOWHERE,
    excluded = [],
    names,
    run = null
  }: {
    metadata?: PublicationMetadata;
    origin?: PublicationOrigin;
    excluded?: string[];
    names?: ReadonlyMap<string, string>;
    run?: Recorded | null;
  } = {}
): Promise<Written> {
  const { files } = await surveySelection(
    [{ real: source, path: '' }],
    excluded,
    signal
  );
  const folder = mkdtempSync(join(base, 'crate-'));
  const root = run === null ? base : dirname(run.results);
  const write = depositCrateWriter({
    root,
    jobs: {
      get: () => ({
        ...sampleJob,
        resultsFolder: run === null ? null : relative(root, run.results)
      })
    }
  });
  const made = await write({
    folder,
    files,
    ...(names === undefined ? {} : { names }),
    metadata,
    doi: DOI,
    origin,
    signal
  });
  const target = mkdtempSync(join(base, 'deposit-'));
  for (const { path, real, size } of made) {
    const place = join(target, names?.get(path) ?? path);
    mkdirSync(dirname(place), { recursive: true });
    cpSync(real, place);
    assert.equal(readFileSync(real).length, size, path);
  }
  const text = readFileSync(join(target, 'ro-crate-metadata.json'), 'utf8');
  const graph = (JSON.parse(text) as { '@graph': Entity[] })['@graph'];
  return {
    folder: target,
    paths: made.map(({ path }) => path),
    graph,
    text,
    page: readFileSync(join(target, 'ro-crate-preview.html'), 'utf8'),
    entity: id => {
      const found = graph.find(entity => entity['@id'] === id);
      assert.ok(found, `has ${id}`);
      return found;
    }
  };
}

export function folderOf(texts: Record<string, string>): string {
  const folder = mkdtempSync(join(base, 'files-'));
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export const crateText = (...entities: object[]) =>
  JSON.stringify({
    '@context': [
      'https://w3id.org/ro/crate/1.1/context',
      { shift: 'https://example.org/terms#shift' }
    ],
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        about: { '@id': './' },
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' }
      },
      ...entities
    ]
  });

export async function isValid(
  profile: Parameters<typeof violations>[0],
  ...all: Written[]
) {
  const folders = all.map(({ folder }) => folder);
  assert.deepEqual(
    await violations(profile, folders),
    Object.fromEntries(folders.map(folder => [folder, []]))
  );
}
