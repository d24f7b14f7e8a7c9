import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { readPackage as readText } from '../../../../peers/packages/index.ts';
import { isCrateProblem } from '../crate/crate.ts';
import type { FetchedFile } from '../generated/context.ts';
import type { Package } from '../reading/package.ts';
import { readPackage } from '../reading/reader.ts';
import { hostileString, hostileStrings } from '../testing/hostile-strings.ts';
import { samplePackage, type Sample } from '../testing/sample-package.ts';
import { trials } from '../testing/trials.ts';
import { violations } from '../testing/validator.ts';
import type { Entry } from './attached-values.ts';
import {
  attachedCrate,
  type AttachedCrate,
  type AttachedCrateOptions
} from './manifest.ts';

const base = mkdtempSync(join(tmpdir(), 'sciencemesh-manifest-'));
after(() => rmSync(base, { recursive: true }));

const digest = 'a'.repeat(64);

function here(content: Package, size = 5): FetchedFile[] {
  return content.files.map(({ index }) => ({
    index,
    state: 'done',
    size,
    verified: true,
    message: null
  }));
}

const attached = (
  content: Package,
  changes: Partial<AttachedCrateOptions> = {}
): Promise<AttachedCrate> =>
  attachedCrate(content, {
    folder: base,
    files: here(content),
    main: content.main?.path ?? null,
    generatedNotebook: null,
    createdAt: '2026-11-22T05:00:00.000Z',
    ...changes
  });

async function received(file: string): Promise<Package> {
  const read = readPackage(JSON.parse(await readText(file)));
  assert.ok(!isCrateProblem(read));
  return read;
}

function entity(crate: AttachedCrate, id: string): Entry {
  const found = crate['@graph'].find(item => item['@id'] === id);
  assert.ok(found, `has an entity ${id}`);
  return found;
}

const notebook: Sample = {
  main: { '@id': 'https://code.example.org/a.ipynb', name: 'a.ipynb' },
  files: [
    {
      '@id': 'https://data.example.org/my%20events.csv',
      name: 'my events.csv',
      encodingFormat: 'text/csv',
      sha256: digest,
      contentSize: '7'
    }
  ]
};

/** What must hold for every crate that we write. */
function isSound(crate: AttachedCrate): void {
  const ids = crate['@graph'].map(item => item['@id']);
  assert.equal(new Set(ids).size, ids.length, 'identifiers are unique');
  const known = new Set(ids);
  for (const item of crate['@graph']) {
    assert.ok(item['@type'] !== undefined, `${item['@id']} has a type`);
    for (const [key, value] of Object.entries(item)) {
      for (const part of Array.isArray(value)
        ? (value as unknown[])
        : [value]) {
        assert.notEqual(part, null);
        if (typeof part === 'object' && part !== null) {
          const [only, ...more] = Object.entries(part);
          assert.deepEqual([only?.[0], more], ['@id', []], `${key} is flat`);
          const id = String(only?.[1]);
          assert.ok(
            known.has(id) || /^[a-z][a-z0-9+.-]*:/i.test(id),
            `${key} leads to ${id}`
          );
        }
      }
    }
  }
}

describe('the crate of a working copy', () => {
  it('tells of the files as they lie there, and where they are from', async () => {
    const crate = await attached(samplePackage(notebook));
    isSound(crate);
    assert.deepEqual(entity(crate, 'data/my%20events.csv'), {
      '@id': 'data/my%20events.csv',
      '@type': 'File',
      name: 'my events.csv',
      encodingFormat: 'text/csv',
      contentSize: '5',
      sha256: digest,
      contentUrl: 'https://data.example.org/my%20events.csv'
    });
    assert.deepEqual(entity(crate, 'a.ipynb'), {
      '@id': 'a.ipynb',
      '@type': ['File', 'SoftwareSourceCode', 'ComputationalWorkflow'],
      name: 'a.ipynb',
      isBasedOn: { '@id': 'https://code.example.org/a.ipynb' },
      encodingFormat: 'application/x-ipynb+json'
    });
    assert.deepEqual(entity(crate, './'), {
      '@id': './',
      '@type': 'Dataset',
      name: 'Muons',
      description: 'Pairs of muons and their masses.',
      datePublished: '2026-05-06',
      license: { '@id': 'https://creativecommons.org/licenses/by/4.0/' },
      hasPart: [{ '@id': 'a.ipynb' }, { '@id': 'data/my%20events.csv' }],
      mainEntity: { '@id': 'a.ipynb' }
    });
  });

  it('claims no checksum that was not found', async () => {
    const content = samplePackage(notebook);
    const files = here(content).map(file => ({ ...file, verified: false }));
    const crate = await attached(content, { files });
    assert.ok(!('sha256' in entity(crate, 'data/my%20events.csv')));
  });

  it('leaves what was not fetched where it is', async () => {
    const content = samplePackage({
      ...notebook,
      files: [
        ...(notebook.files ?? []),
        { '@id': 'lost.csv', name: 'lost.csv' }
      ]
    });
    const files = here(content).map(file => ({
      ...file,
      state: 'failed' as const,
      size: null,
      verified: false
    }));
    const crate = await attached(content, { files });
    isSound(crate);
    const remote = entity(crate, 'https://data.example.org/my%20events.csv');
    assert.equal(remote['contentSize'], '7');
    assert.equal(entity(crate, '#lost.csv')['@type'], 'CreativeWork');
    assert.deepEqual(entity(crate, './')['hasPart'], [
      { '@id': 'a.ipynb' },
      { '@id': 'https://data.example.org/my%20events.csv' }
    ]);
  });

  it('lists the notebook that was made, and from what', async () => {
    const content = samplePackage({ files: notebook.files ?? [] });
    const crate = await attached(content, {
      generatedNotebook: 'explore.ipynb'
    });
    isSound(crate);
    assert.deepEqual(entity(crate, 'explore.ipynb')['@type'], [
      'File',
      'SoftwareSourceCode'
    ]);
    assert.ok(!('mainEntity' in entity(crate, './')));
  });

  it('holds a repository as the folder that it became', async () => {
    mkdirSync(join(base, 'DataLens'));
    const content = samplePackage({
      main: { '@id': 'https://github.com/recap/DataLens', name: 'DataLens' }
    });
    const crate = await attached(content, { main: 'DataLens' });
    isSound(crate);
    assert.deepEqual(entity(crate, 'DataLens/')['@type'], [
      'Dataset',
      'SoftwareSourceCode',
      'ComputationalWorkflow'
    ]);
    assert.deepEqual(entity(crate, 'DataLens/')['isBasedOn'], {
      '@id': 'https://github.com/recap/DataLens'
    });
  });

  it('says that a licence is not stated, and reads that back as none', async () => {
    const crate = await attached(
      samplePackage({ ...notebook, root: { license: null } })
    );
    assert.match(String(entity(crate, './')['license']), /not specified/);
    const again = readPackage(crate);
    assert.ok(!isCrateProblem(again));
    assert.equal(again.license, null);
  });

  it('keeps the terms that the package defines, and asks for no context', async () => {
    const content = samplePackage({
      ...notebook,
      root: { beamEnergy: '3.5 TeV', undefinedTerm: 'x', required: true }
    });
    const document = content.crate.document as Record<string, unknown>;
    document['@context'] = [
      'https://w3id.org/ro/crate/1.2/context',
      'https://tracker.example.org/context',
      {
        beamEnergy: 'https://example.org/beamEnergy',
        File: 'https://example.org/not-a-file',
        odd: 'javascript:alert(1)'
      }
    ];
    const crate = await attached(content);
    assert.deepEqual(crate['@context'], [
      'https://w3id.org/ro/crate/1.1/context',
      {
        beamEnergy: 'https://example.org/beamEnergy',
        sha256: 'https://w3id.org/ro/terms/workflow-run#sha256'
      }
    ]);
    const root = entity(crate, './');
    assert.equal(root['beamEnergy'], '3.5 TeV');
    assert.equal(root['valueRequired'], true);
    assert.ok(!('undefinedTerm' in root));
  });
});

describe('personal data', () => {
  const personal: Sample = {
    ...notebook,
    root: {
      name: 'Shared with rwelande@cernbox.cern.ch',
      description: 'Ask Ada <ada@lab.example.org> or rwelande@cernbox.cern.ch.',
      creator: [
        { '@id': '#ada' },
        { '@id': '#receiver' },
        { '@id': 'mailto:x@lab.example.org' },
        { '@type': 'Person', name: 'Inline', email: 'inline@lab.example.org' }
      ],
      author: 'someone@lab.example.org'
    },
    parameters: [
      { name: 'Shared With', defaultValue: 'rwelande@cernbox.cern.ch' },
      { name: 'mass', defaultValue: 3 }
    ],
    others: [
      {
        '@id': '#ada',
        '@type': 'Person',
        name: 'Ada Lovelace',
        email: 'ada@lab.example.org',
        telephone: '+41 22 000',
        affiliation: { '@type': 'Organization', name: 'Analytical Society' }
      },
      {
        '@id': 'mailto:x@lab.example.org',
        '@type': 'Person',
        name: 'Charles Babbage'
      },
      {
        '@id': '#receiver',
        '@type': 'Person',
        userid: 'rwelande@cernbox.cern.ch'
      },
      {
        '@id': '#sender',
        '@type': 'Person',
        name: 'Real Sender',
        userid: 'rsend'
      },
      { '@id': '#owner', '@type': 'Person', userid: 'TBD' },
      { '@id': '#identifier', '@type': 'Thing', userid: 'resource-77' }
    ]
  };

  it('of senders and receivers is not there in any form', async () => {
    const crate = await attached(samplePackage(personal));
    isSound(crate);
    const text = JSON.stringify(crate);
    for (const trace of [
      'rwelande',
      'receiver',
      'Real Sender',
      'rsend',
      '#owner',
      'resource-77',
      'Shared With',
      '@lab.example.org',
      '+41',
      'TBD'
    ]) {
      assert.ok(!text.includes(trace), `${trace} in ${text}`);
    }
  });

  it('is not the name of an author', async () => {
    const crate = await attached(samplePackage(personal));
    assert.deepEqual(entity(crate, '#ada')['name'], 'Ada Lovelace');
    assert.deepEqual(entity(crate, '#person')['name'], 'Charles Babbage');
    const text = JSON.stringify(crate);
    assert.match(text, /Analytical Society/);
    assert.match(text, /Inline/);
    assert.match(text, /mass/);
    assert.equal(entity(crate, './')['description'], 'Ask Ada or .');
  });

  it('is in none of the packages that are in the wild', async () => {
    for (const file of [
      'real/sciencemesh-notebook.json',
      'real/sciencemesh-profile-1.0.json',
      'real/git-repository.json'
    ]) {
      const crate = await attached(await received(file));
      isSound(crate);
      assert.doesNotMatch(
        JSON.stringify(crate),
        /rwelande|#receiver|#creator|Shared With|Dispatcher System|Example Workflow Hub|unspecified|N\/A|2000-01-01/
      );
    }
  });
});

describe('a hostile package', () => {
  it('makes a sound crate all the same', async () => {
    const pool = [
      ...hostileStrings,
      ...fc.sample(hostileString, {
        numRuns: trials.numRuns * 10,
        seed: trials.seed
      })
    ];
    let at = 0;
    const next = () => pool[at++ % pool.length] ?? '';
    for (let run = 0; run < trials.numRuns; run++) {
      const content = samplePackage({
        main: {
          '@id': `https://code.example.org/${next()}.ipynb`,
          name: next()
        },
        root: {
          name: next(),
          description: next(),
          creator: [{ '@id': next() }, { name: next(), email: next() }],
          [next()]: next(),
          about: { a: { b: { c: next() } } }
        },
        files: [
          { '@id': next() || 'a', name: next() },
          { '@id': `https://data.example.org/${next()}`, name: next() }
        ],
        parameters: [{ name: next(), defaultValue: next() }],
        others: [
          { '@id': `#${next()}`, '@type': next(), name: next() },
          { '@id': `mailto:${next()}`, '@type': 'Person', name: next() }
        ]
      });
      const crate = await attached(content);
      isSound(crate);
      for (const item of crate['@graph']) {
        // Nothing claims to lie outside the folder.
        assert.doesNotMatch(
          item['@id'],
          /^\/|^(?:[^:#?]*\/)?\.\.(?:\/|$)|[\s<>"]/
        );
      }
    }
  });
});

describe('roc-validator', () => {
  it('finds nothing that RO-Crate 1.1 requires and these lack', async () => {
    const folders: string[] = [];
    for (const file of [
      'real/sciencemesh-notebook.json',
      'real/sciencemesh-profile-1.0.json',
      'real/git-repository.json',
      'real/zenodo-doi.json',
      'real/finished-run.json',
      'made/generation-d.json',
      'made/generation-e.json',
      'made/generation-f-repaired.json',
      'made/files-onedata.json'
    ]) {
      const content = await received(file);
      const folder = mkdtempSync(join(base, 'crate-'));
      const place = (path: string) => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), 'hello');
      };
      content.files.forEach(({ path }) => place(path));
      const main = content.main?.path ?? null;
      const made = content.kind === 'notebook' ? null : 'explore.ipynb';
      [main, made].filter(path => path !== null).forEach(place);
      const crate = await attached(content, {
        folder,
        generatedNotebook: made
      });
      isSound(crate);
      writeFileSync(
        join(folder, 'ro-crate-metadata.json'),
        JSON.stringify(crate)
      );
      folders.push(folder);
    }
    assert.deepEqual(
      await violations('ro-crate-1.1', folders),
      Object.fromEntries(folders.map(folder => [folder, []]))
    );
  });
});
