import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PublicationMetadata } from 'sciencemesh-contract';
import {
  hostileStrings,
  hostileString
} from '../../packages/testing/hostile-strings.ts';
import { trials } from '../../packages/testing/trials.ts';
import { violations } from '../../packages/testing/validator.ts';
import {
  fromPackage,
  script,
  sweep
} from '../../provenance/testing/outcomes.ts';
import {
  base,
  record,
  type Recorded
} from '../../provenance/testing/recording.ts';
import { sampleJob } from '../../provenance/testing/sample-run.ts';
import type { PublicationOrigin } from '../../store/publication-records.ts';
import { surveySelection } from '../selection/survey.ts';
import { depositCrateWriter } from './deposit-crate.ts';
import type { Entity } from './crate-graph.ts';

const signal = new AbortController().signal;
const DOI = '10.5072/zenodo.42';

const METADATA: PublicationMetadata = {
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

const NOWHERE: PublicationOrigin = {
  packageId: null,
  jobId: null,
  shareId: null
};

interface Written {
  folder: string;
  paths: string[];
  graph: Entity[];
  text: string;
  page: string;
  entity: (id: string) => Entity;
}

/** A folder as it would be deposited, with its crate. */
async function deposit(
  source: string,
  {
    metadata = METADATA,
    origin = NOWHERE,
    excluded = [],
    run = null
  }: {
    metadata?: PublicationMetadata;
    origin?: PublicationOrigin;
    excluded?: string[];
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
    metadata,
    doi: DOI,
    origin,
    signal
  });
  const target = mkdtempSync(join(base, 'deposit-'));
  for (const { path, real, size } of made) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(real, join(target, path));
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

function folderOf(texts: Record<string, string>): string {
  const folder = mkdtempSync(join(base, 'files-'));
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const crateText = (...entities: object[]) =>
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

async function isValid(
  profile: Parameters<typeof violations>[0],
  ...all: Written[]
) {
  const folders = all.map(({ folder }) => folder);
  assert.deepEqual(
    await violations(profile, folders),
    Object.fromEntries(folders.map(folder => [folder, []]))
  );
}

describe('the crate of a deposit', () => {
  it('says what the form says, and describes every file', async () => {
    const source = folderOf({
      'fit.ipynb': '{}',
      'data/a b,1.csv': 'mass',
      'nested/ro-crate-metadata.json': crateText(),
      'nested/x.txt': 'x'
    });
    const written = await deposit(source);
    const { entity, paths } = written;
    assert.deepEqual(paths, [
      'data/a b,1.csv',
      'fit.ipynb',
      'nested/ro-crate-metadata.json',
      'nested/x.txt',
      'ro-crate-metadata.json',
      'ro-crate-preview.html'
    ]);
    const root = entity('./');
    assert.equal(root['name'], METADATA.title);
    assert.deepEqual(root['identifier'], { '@id': `https://doi.org/${DOI}` });
    assert.equal(entity(`https://doi.org/${DOI}`)['value'], `doi:${DOI}`);
    assert.deepEqual(root['author'], [
      { '@id': 'https://orcid.org/0000-0002-1825-0097' },
      { '@id': '#organisation-The%20Muon%20Collaboration' }
    ]);
    assert.deepEqual(
      entity('https://orcid.org/0000-0002-1825-0097')['affiliation'],
      { '@id': 'https://ror.org/01ggx4157' }
    );
    assert.deepEqual(root['license'], {
      '@id': 'https://creativecommons.org/licenses/by/4.0/'
    });
    assert.deepEqual(root['isBasedOn'], {
      '@id': 'https://doi.org/10.5281/zenodo.7'
    });
    assert.deepEqual(root['mainEntity'], { '@id': 'fit.ipynb' });
    const file = entity('data/a%20b%2C1.csv');
    assert.equal(file['contentSize'], '4');
    assert.equal(
      file['sha256'],
      createHash('sha256').update('mass').digest('hex')
    );
    assert.deepEqual(entity('nested/')['subjectOf'], {
      '@id': 'nested/ro-crate-metadata.json'
    });
    await isValid('ro-crate-1.1', written);
  });

  it('is sound with the least that is known, and with a year alone', async () => {
    const least: PublicationMetadata = {
      title: 'Masses',
      resourceType: 'other',
      publicationDate: '2025/2026',
      creators: [{ kind: 'person', family: 'Curie' }],
      access: { files: 'restricted' }
    };
    await isValid(
      'ro-crate-1.1',
      await deposit(folderOf({ 'a.txt': 'a' }), { metadata: least })
    );
  });

  it('is sound whatever people and files are called', async () => {
    const texts = hostileStrings.filter(text => text.trim().length > 2);
    const source = folderOf(
      Object.fromEntries(
        texts
          .map(text => text.replace(/[/\0]/g, '_').toWellFormed())
          .filter(
            name => Buffer.byteLength(name) < 200 && !/^\.{1,2}$/.test(name)
          )
          .map(name => [`${name}.txt`, name])
      )
    );
    const written = await deposit(source, {
      metadata: {
        ...METADATA,
        title: texts.join(' '),
        description: texts.join('\n'),
        publisher: texts.at(-3) ?? '',
        creators: texts.map(family => ({ kind: 'person', family })),
        keywords: texts.map(value => ({ value })),
        licences: [{ title: texts[0] ?? '' }],
        funding: texts.map(name => ({
          funder: { name },
          awardTitle: name
        }))
      }
    });
    await isValid('ro-crate-1.1', written);
    const { page } = written;
    assert.doesNotMatch(
      page,
      /<(?:script|img|iframe|object|embed|form|base)\b/i
    );
    assert.doesNotMatch(page, /\son[a-z]+\s*=/i);
    assert.doesNotMatch(page, /href="\s*(?:javascript|data|vbscript|\/)/i);
  });
});

describe("a person's own crate", () => {
  const own = [
    {
      '@id': './',
      '@type': 'Dataset',
      name: 'Old title',
      creator: { '@id': '#marie' },
      hasPart: [
        { '@id': 'a.csv' },
        { '@id': './gone.csv' },
        { '@id': 'https://example.org/remote.csv' }
      ],
      identifier: 'urn:lab:7',
      shift: 'kept',
      mentions: { '@type': 'Event', name: 'Shift 7' },
      mainEntity: { '@id': 'gone.csv' }
    },
    {
      '@id': '#marie',
      '@type': 'Person',
      name: 'Marie Curie',
      jobTitle: 'Physicist'
    },
    {
      '@id': '#old',
      '@type': 'Person',
      name: 'Old Author',
      email: 'old@example.org'
    },
    {
      '@id': 'a.csv',
      '@type': ['File', 'Table'],
      description: 'All masses',
      contentSize: '999',
      sha256: 'wrong',
      author: { '@id': '#marie' }
    },
    {
      '@id': './gone.csv',
      '@type': 'File',
      name: 'gone.csv',
      description: 'Not here'
    },
    {
      '@id': 'https://example.org/remote.csv',
      '@type': 'File',
      name: 'remote'
    },
    { '@id': '#instrument', '@type': 'Product', name: 'Detector' }
  ];

  it('is kept, but for what is not true any more', async () => {
    const written = await deposit(
      folderOf({ 'a.csv': 'mass', 'ro-crate-metadata.json': crateText(...own) })
    );
    const { entity, graph } = written;
    const root = entity('./');
    assert.equal(root['shift'], 'kept');
    assert.equal(root['name'], METADATA.title);
    assert.deepEqual(root['identifier'], [
      { '@id': `https://doi.org/${DOI}` },
      'urn:lab:7'
    ]);
    assert.deepEqual(entity('#instrument')['name'], 'Detector');
    const file = entity('a.csv');
    assert.deepEqual(file['@type'], ['File', 'Table']);
    assert.equal(file['description'], 'All masses');
    assert.equal(file['contentSize'], '4');
    assert.notEqual(file['sha256'], 'wrong');
    // Marie is one person, under her ORCID now, and a physicist still.
    const marie = { '@id': 'https://orcid.org/0000-0002-1825-0097' };
    assert.deepEqual(file['author'], marie);
    assert.equal(entity(marie['@id'])['jobTitle'], 'Physicist');
    assert.ok(!graph.some(one => one['@id'] === '#marie'));
    // What was left out is described, and is no file of this crate.
    const gone = entity('#elsewhere-gone.csv');
    assert.deepEqual(gone['@type'], 'CreativeWork');
    assert.equal(gone['description'], 'Not here');
    assert.equal(root['mainEntity'], undefined);
    assert.deepEqual(root['hasPart'], [
      { '@id': 'a.csv' },
      { '@id': 'https://example.org/remote.csv' }
    ]);
    assert.equal(entity('#part-1')['name'], 'Shift 7');
    await isValid('ro-crate-1.1', written);
  });

  it('loses authors whom the person has taken out, and nobody else', async () => {
    const { graph } = await deposit(
      folderOf({
        'ro-crate-metadata.json': crateText(
          {
            '@id': './',
            '@type': 'Dataset',
            author: [{ '@id': '#a' }, { '@id': '#b' }],
            funder: { '@id': '#b' }
          },
          { '@id': '#a', '@type': 'Person', name: 'Anna Alt' },
          { '@id': '#b', '@type': 'Person', name: 'Bert Baum' }
        )
      })
    );
    const ids = graph.map(entity => entity['@id']);
    assert.ok(!ids.includes('#a'));
    assert.ok(ids.includes('#b'));
  });

  it('never tells who sent a package to whom', async () => {
    const { text, entity } = await deposit(
      folderOf({
        'ro-crate-metadata.json': crateText(
          {
            '@id': './',
            '@type': 'Dataset',
            name: 'Muons for marie@jupyter.example.org',
            creator: { '@id': '#creator' },
            about: { '@id': '#receiver' },
            text: 'Sent by ines@cloud.example.org to you'
          },
          {
            '@id': '#sender',
            '@type': 'Person',
            userid: 'ines@cloud.example.org'
          },
          {
            '@id': '#receiver',
            '@type': 'Person',
            userid: 'marie@jupyter.example.org'
          },
          { '@id': '#creator', '@type': 'Person', name: 'Dispatcher System' }
        )
      })
    );
    assert.doesNotMatch(text, /marie@|ines@|#receiver|#sender|Dispatcher/);
    assert.equal(entity('./')['text'], 'Sent by  to you');
  });

  it('that is none goes along under another name', async () => {
    const { paths, folder } = await deposit(
      folderOf({ 'ro-crate-metadata.json': '{ no crate', 'a.txt': 'a' })
    );
    assert.ok(paths.includes('ro-crate-metadata.original.json'));
    assert.equal(
      readFileSync(join(folder, 'ro-crate-metadata.original.json'), 'utf8'),
      '{ no crate'
    );
  });
});

describe('results of a job', () => {
  const origin = { ...NOWHERE, jobId: sampleJob.id };

  it('go with the record of the run, sound by its profiles', async () => {
    const runs = [
      await record(),
      await record({}, fromPackage),
      await record(sweep)
    ];
    const all = [];
    for (const run of runs) {
      all.push(await deposit(run.results, { origin, run }));
    }
    const [first] = all;
    const action = first?.entity(`#run-${sampleJob.id}`);
    assert.deepEqual(first?.entity('./')['mainEntity'], {
      '@id': 'job-source/masses.ipynb'
    });
    // Two creators: who of them ran it is not known.
    assert.equal(action?.['agent'], undefined);
    const input = first?.graph.find(
      entity => entity['name'] === 'data/muons, all.csv'
    );
    assert.equal(input?.['sha256'], 'b'.repeat(64));
    await isValid('workflow-run-crate-0.5', ...all);
    const process = await record(script);
    await isValid(
      'process-run-crate-0.5',
      await deposit(process.results, { origin, run: process })
    );
  });

  it('name who ran it where it can only be one', async () => {
    const run = await record();
    const { entity } = await deposit(run.results, {
      origin,
      run,
      metadata: { ...METADATA, creators: METADATA.creators.slice(0, 1) }
    });
    assert.deepEqual(entity(`#run-${sampleJob.id}`)['agent'], {
      '@id': 'https://orcid.org/0000-0002-1825-0097'
    });
  });

  it('claim no workflow when that is left out', async () => {
    const run = await record();
    const written = await deposit(run.results, {
      origin,
      run,
      excluded: ['job-source', 'job-manifest.json']
    });
    const { entity } = written;
    assert.deepEqual(entity('#elsewhere-job-source%2Fmasses.ipynb')['@type'], [
      'SoftwareSourceCode',
      'ComputationalWorkflow'
    ]);
    await isValid('process-run-crate-0.5', written);
  });

  it('take the record from beside where only some are published', async () => {
    const run = await record();
    const source = folderOf({});
    mkdirSync(join(source, 'figures'));
    const { files } = await surveySelection(
      [{ real: join(run.results, 'masses.csv'), path: 'figures/masses.csv' }],
      [],
      signal
    );
    const root = dirname(run.results);
    const folder = mkdtempSync(join(base, 'crate-'));
    await depositCrateWriter({
      root,
      jobs: {
        get: () => ({
          ...sampleJob,
          resultsFolder: relative(root, run.results)
        })
      }
    })({ folder, files, metadata: METADATA, doi: null, origin, signal });
    const { '@graph': graph } = JSON.parse(
      readFileSync(join(folder, 'ro-crate-metadata.json'), 'utf8')
    ) as { '@graph': Entity[] };
    const action = graph.find(one => one['@type'] === 'CreateAction');
    assert.deepEqual(
      (action?.['result'] as { '@id': string }[]).map(one => one['@id']),
      ['figures/masses.csv', '#elsewhere-masses.ipynb', '#exitStatus-0']
    );
    assert.equal(
      graph.find(one => one['@id'] === './')?.['identifier'],
      undefined
    );
  });

  it('and a crate of the job itself become one', async () => {
    const run = await record({
      outputs: [['ro-crate-metadata.json', 'masses.csv']]
    });
    writeFileSync(
      join(run.results, 'ro-crate-metadata.json'),
      crateText(
        {
          '@id': './',
          '@type': 'Dataset',
          name: 'Of the job',
          hasPart: { '@id': 'masses.csv' }
        },
        { '@id': 'masses.csv', '@type': 'File', description: 'By the job' },
        { '@id': '#environment-1', '@type': 'Place', name: 'Somewhere' }
      )
    );
    const written = await deposit(run.results, { origin, run });
    const { entity } = written;
    assert.equal(entity('masses.csv')['description'], 'By the job');
    assert.equal(entity('#environment-1')['@type'], 'Place');
    assert.equal(entity('#environment-1-2')['@type'], 'SoftwareApplication');
    assert.deepEqual(
      entity('job-source/masses.ipynb')['softwareRequirements'],
      { '@id': '#environment-1-2' }
    );
    await isValid('workflow-run-crate-0.5', written);
  });
});

describe('the page beside a crate', () => {
  it('tells what there is, and how it was made', async () => {
    const run = await record({}, fromPackage);
    const { page } = await deposit(run.results, {
      origin: { ...NOWHERE, jobId: sampleJob.id },
      run
    });
    for (const text of [
      /<html lang="en">/,
      /<h1 lang="eng">\s*Masses of muons/,
      /href="https:\/\/orcid\.org\/0000-0002-1825-0097">Marie Curie</,
      /href="https:\/\/doi\.org\/10\.5072\/zenodo\.42"/,
      /<h2>How it was made<\/h2>/,
      /href="masses\.csv">masses\.csv</,
      /<th scope="col">SHA-256<\/th>/
    ]) {
      assert.match(page, text);
    }
  });

  it('shows text as text', async () => {
    await fc.assert(
      fc.asyncProperty(hostileString, async text => {
        const { page } = await deposit(
          folderOf({
            'a.txt': 'a',
            'ro-crate-metadata.json': crateText(
              {
                '@id': './',
                '@type': 'Dataset',
                citation: { '@id': `javascript:${text}` }
              },
              { '@id': 'a.txt', '@type': 'File', encodingFormat: text },
              {
                '@id': `#${text}`,
                '@type': 'CreateAction',
                name: text,
                agent: text
              }
            )
          })
        );
        assert.equal(page.match(/<script|<img|javascript:[^<]*">/gi), null);
      }),
      trials
    );
  });
});

it('ten thousand files are described in seconds', async () => {
  const source = folderOf(
    Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [
        `d${at % 100}/f${at}.txt`,
        'x'
      ])
    )
  );
  const { files } = await surveySelection(
    [{ real: source, path: '' }],
    [],
    signal
  );
  const began = performance.now();
  const made = await depositCrateWriter({
    root: base,
    jobs: { get: () => null }
  })({
    folder: mkdtempSync(join(base, 'crate-')),
    files,
    metadata: METADATA,
    doi: DOI,
    origin: NOWHERE,
    signal
  });
  assert.equal(made.length, 10_002);
  assert.ok(performance.now() - began < 30_000);
});
