import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { PublicationMetadata } from 'sciencemesh-contract';
import { hostileStrings } from '../../packages/testing/hostile-strings.ts';
import { base } from '../../provenance/testing/recording.ts';
import { surveySelection } from '../selection/survey.ts';
import { depositCrateWriter } from './deposit-crate.ts';
import {
  crateText,
  deposit,
  DOI,
  folderOf,
  isValid,
  METADATA,
  NOWHERE,
  signal
} from './testing/deposits.ts';

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

  it('keeps people apart who are called alike, and one in two roles one', async () => {
    const name = { kind: 'person', family: 'Zhang', given: 'Wei' } as const;
    const one = { ...name, orcid: '0000-0002-1825-0097' };
    const other = { ...name, orcid: '0000-0001-5109-3700' };
    const { entity, graph } = await deposit(folderOf({ 'a.txt': 'a' }), {
      metadata: {
        ...METADATA,
        creators: [one, other],
        contributors: [{ ...one, role: 'DataCurator' }]
      }
    });
    const [first, second] = [one, other].map(({ orcid }) => ({
      '@id': `https://orcid.org/${orcid}`
    }));
    assert.deepEqual(entity('./')['author'], [first, second]);
    assert.deepEqual(entity('./')['contributor'], first);
    assert.equal(
      graph.filter(person => person['@type'] === 'Person').length,
      2
    );
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

it('is the same for the same files, down to its times', async () => {
  const { files } = await surveySelection(
    [{ real: folderOf({ 'a.txt': 'a', 'b.txt': 'b' }), path: '' }],
    [],
    signal
  );
  const folder = mkdtempSync(join(base, 'crate-'));
  const write = depositCrateWriter({ root: base, jobs: { get: () => null } });
  const order = { folder, files, metadata: METADATA, doi: DOI, signal };
  const first = await write({ ...order, origin: NOWHERE });
  assert.deepEqual(await write({ ...order, origin: NOWHERE }), first);
  const other = await write({ ...order, doi: null, origin: NOWHERE });
  assert.notDeepEqual(other, first);
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
