import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { readCrate, isCrateProblem } from '../../packages/crate/crate.ts';
import { hostileString } from '../../packages/testing/hostile-strings.ts';
import { trials } from '../../packages/testing/trials.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { readCffMetadata } from '../metadata/cff.ts';
import { citations } from './citations.ts';
import { crates } from './crates.ts';
import { notebooks } from './notebooks.ts';
import { replaceText } from './replacing.ts';
import { pathsToWriteTo, takeBack, writeBack } from './write-back.ts';

const signal = new AbortController().signal;
const DOI = '10.5072/zenodo.42';
const URL = 'https://sandbox.zenodo.org/records/42';
const stamp = { doi: DOI, url: URL };

const CFF = `# How to cite this
cff-version: 1.2.0   # the version of the format
message: 'If you use it, cite it.'

authors:
- family-names: Curie   # not indented
  given-names: Marie
title: "Muons:  a study"
version: 1.0
`;

const NOTEBOOK = {
  cells: [],
  metadata: { kernelspec: { name: 'python3' } },
  nbformat: 4,
  nbformat_minor: 5
};

const GRAPH = [
  {
    '@id': 'ro-crate-metadata.json',
    '@type': 'CreativeWork',
    about: { '@id': './' }
  },
  { '@id': './', '@type': 'Dataset', name: 'Muons' }
];

describe('the DOI in a CITATION.cff', () => {
  it('is one line more, and all else is as it was written', () => {
    const written = citations.write(CFF, stamp);
    assert.equal(written, CFF.replace('format\n', `format\ndoi: ${DOI}\n`));
    assert.equal(citations.write(written, stamp), written);
    assert.equal(citations.take(written, stamp), CFF);
    const { metadata, questions } = readCffMetadata(written);
    assert.deepEqual(questions, []);
    assert.equal(metadata.version, '1.0');
  });

  it('takes the place of that of an earlier version, which stays known', () => {
    for (const [before, line] of [
      [
        `${CFF}doi: "10.5072/zenodo.7" # the first\n`,
        /^doi: "10.5072\/zenodo.42" # the first$/m
      ],
      [`${CFF}doi: 10.5072/ZENODO.7`, /^doi: 10.5072\/zenodo.42$/m],
      [
        `doi: '10.5072/zenodo.7'\n${CFF}identifiers:\n  # of others\n  - type: swh\n    value: swh:1:rev:1\n`,
        /^ {2}- type: doi\n {4}value: '10.5072\/zenodo.7'\n/m
      ],
      [
        `${CFF}doi: 10.5072/zenodo.7\nidentifiers: [{type: url, value: "https://example.org"}]\n`,
        /\[\{type: doi, value: 10.5072\/zenodo.7/
      ],
      [`${CFF}doi: 10.5072/zenodo.7\nidentifiers: []\n`, /identifiers: \[\{/],
      [
        `${CFF}doi: 10.5072/zenodo.7\n`.replaceAll('\n', '\r\n'),
        /zenodo.42\r\n/
      ]
    ] as const) {
      const written = citations.write(before, stamp);
      assert.ok(written !== null, before);
      assert.match(written, line);
      assert.match(written, /zenodo.7/i);
      assert.equal(citations.write(written, stamp), written);
      assert.equal(citations.take(written, stamp), before);
    }
  });

  it('is not written into what has a mistake, or a shape of its own', () => {
    for (const text of [
      '',
      'cff-version: [1.2.0\ntitle: x\n',
      '{cff-version: 1.2.0, title: x}\n',
      'title: x\n',
      'cff-version: 1.2.0',
      'cff-version: 1.2.0\ndoi: |\n  10.5072/x\n',
      'cff-version: 1.2.0\ndoi: &a 10.5072/x\nurl: *a\n',
      'cff-version: 1.2.0\n---\ncff-version: 1.2.0\n',
      'cff-version: 1.2.0\ntitle: a\ntitle: b\n'
    ]) {
      assert.equal(citations.write(text, stamp), null, text);
      assert.equal(citations.take(text, stamp), null, text);
    }
  });

  it('comes and goes whatever the texts and DOIs are', () => {
    fc.assert(
      fc.property(
        hostileString,
        fc.constantFrom(
          DOI,
          '10.1234/a"b',
          "10.1234/it's:",
          '10.1234/[x],{y}#'
        ),
        fc.option(fc.constantFrom('10.1/x', '10.1234/[a]', '10.1234/a: b')),
        (title, doi, old) => {
          const before = `cff-version: 1.2.0\ntitle: ${JSON.stringify(title.toWellFormed())}\n${old === null ? '' : `doi: ${JSON.stringify(old)}\n`}`;
          const written = citations.write(before, { doi, url: null });
          if (written !== null) {
            assert.equal(citations.take(written, { doi, url: null }), before);
          }
        }
      ),
      trials
    );
  });
});

describe('the DOI in a notebook', () => {
  it('stands in its metadata, in the way of the document', () => {
    for (const indent of [undefined, 1, 2, '\t']) {
      const before = `${JSON.stringify(NOTEBOOK, null, indent)}\n`;
      const written = notebooks.write(before, stamp);
      assert.ok(written !== null);
      const { metadata } = JSON.parse(written) as typeof NOTEBOOK;
      assert.deepEqual(metadata, {
        ...NOTEBOOK.metadata,
        sciencemesh_publication: stamp
      });
      if (indent !== undefined) {
        assert.equal(
          written,
          `${JSON.stringify({ ...NOTEBOOK, metadata }, null, indent)}\n`
        );
      }
      assert.equal(notebooks.write(written, stamp), written);
      assert.equal(notebooks.take(written, stamp), before);
    }
  });

  it('leaves numbers that JavaScript cannot hold', () => {
    const before =
      '{"metadata": {}, "cells": [], "n": 12345678901234567890, "f": 1.0, "x": NaN}';
    const written = notebooks.write(before, { doi: DOI, url: null });
    assert.match(written ?? '', /12345678901234567890, "f": 1.0, "x": NaN/);
    assert.equal(notebooks.take(written ?? '', stamp), before);
  });

  it('keeps that of an earlier version, and gives it back', () => {
    const first = notebooks.write(JSON.stringify(NOTEBOOK, null, 1), {
      doi: '10.5072/zenodo.7',
      url: null
    });
    const second = notebooks.write(first ?? '', stamp);
    const { metadata } = JSON.parse(second ?? '') as {
      metadata: Record<string, unknown>;
    };
    assert.deepEqual(metadata['sciencemesh_publication'], {
      ...stamp,
      earlier: { doi: '10.5072/zenodo.7' }
    });
    assert.equal(notebooks.take(second ?? '', stamp), first);
  });

  it('goes also when JupyterLab has saved the notebook since', () => {
    const written = notebooks.write(JSON.stringify(NOTEBOOK), stamp) ?? '';
    const saved = JSON.parse(written) as typeof NOTEBOOK;
    // Sorted, and our member not the last one any more.
    const { kernelspec, ...ours } = saved.metadata;
    const text = JSON.stringify(
      { ...saved, metadata: { ...ours, zoom: 1, kernelspec } },
      null,
      1
    );
    assert.deepEqual(JSON.parse(notebooks.take(text, stamp) ?? ''), {
      ...NOTEBOOK,
      metadata: { kernelspec, zoom: 1 }
    });
  });

  it('is not written into what is no notebook', () => {
    for (const text of [
      '',
      '{',
      '[]',
      '{}',
      '{"metadata": 1}',
      '{"cells": []}',
      '\ufeff{"metadata": {}}',
      '['.repeat(1000)
    ]) {
      assert.equal(notebooks.write(text, stamp), null, text);
    }
  });
});

describe('the DOI in a crate', () => {
  const documentOf = (identifier: unknown) => ({
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': GRAPH.map(entity =>
      entity['@id'] === './' && identifier !== undefined
        ? { ...entity, identifier }
        : entity
    )
  });

  it('is an identifier of the whole, described as the format asks', () => {
    for (const identifier of [
      undefined,
      'urn:x',
      ['urn:x'],
      [],
      { '@id': '#old' },
      ['a', { '@id': '#old' }]
    ]) {
      for (const indent of [undefined, 2, 4]) {
        const before = JSON.stringify(documentOf(identifier), null, indent);
        const written = crates.write(before, stamp);
        assert.ok(written !== null, before);
        const crate = readCrate(JSON.parse(written));
        assert.ok(!isCrateProblem(crate));
        assert.deepEqual(crate.find(`https://doi.org/${DOI}`), {
          '@id': `https://doi.org/${DOI}`,
          '@type': 'PropertyValue',
          propertyID: 'https://registry.identifiers.org/registry/doi',
          value: `doi:${DOI}`,
          url: `https://doi.org/${DOI}`
        });
        assert.match(
          JSON.stringify(crate.root.identifier),
          /"@id":"https:\/\/doi.org\/10.5072\/zenodo.42"/
        );
        assert.equal(crates.write(written, stamp), written);
        assert.equal(crates.take(written, stamp), before);
      }
    }
  });

  it('comes and goes whatever else stands there', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), hostileString),
        fc.constantFrom(DOI, '10.1234/a"b}]', "10.1234/it's<x>"),
        fc.constantFrom(undefined, 1, '\t'),
        (identifier, doi, indent) => {
          const before = JSON.stringify(documentOf(identifier), null, indent);
          const written = crates.write(before, { doi, url: null });
          if (written !== null && written !== before) {
            assert.ok(JSON.parse(written));
            assert.equal(crates.take(written, { doi, url: null }), before);
          }
        }
      ),
      trials
    );
  });

  it('is not written into what is no crate', () => {
    for (const text of [
      '',
      '[]',
      '{"@graph": []}',
      '{"@graph": {}}',
      '{"a": 1}'
    ]) {
      assert.equal(crates.write(text, stamp), null, text);
    }
  });
});

function selected(test: TestContext, texts: Record<string, string>) {
  const folder = emptyFolder(test);
  const files = Object.entries(texts).map(([path, text]) => {
    const real = join(folder, path);
    mkdirSync(dirname(real), { recursive: true });
    writeFileSync(real, text);
    const { mtimeMs, size } = statSync(real);
    return { path, real, size, modified: mtimeMs };
  });
  return { folder, files, order: { files, doi: DOI, url: URL, signal } };
}

const texts = {
  'CITATION.cff': CFF,
  'data/CITATION.cff': CFF,
  'data/fit.ipynb': JSON.stringify(NOTEBOOK),
  'job-source/fit.ipynb': JSON.stringify(NOTEBOOK),
  'muons.csv': 'mass\n',
  'ro-crate-metadata.json': JSON.stringify({ '@graph': GRAPH })
};

describe('writing back', () => {
  it('reaches what describes the whole, and every notebook', async t => {
    const { files, order } = selected(t, texts);
    const expected = [
      'CITATION.cff',
      'data/fit.ipynb',
      'ro-crate-metadata.json'
    ];
    assert.deepEqual(pathsToWriteTo(files), expected);
    assert.deepEqual(await writeBack(order), expected);
    assert.deepEqual(await writeBack(order), expected);
    for (const { path, real } of files) {
      assert.equal(
        readFileSync(real, 'utf8').includes(DOI),
        expected.includes(path),
        path
      );
    }
    assert.deepEqual(await takeBack(order), expected);
    for (const { path, real } of files) {
      assert.equal(readFileSync(real, 'utf8'), texts[path as 'muons.csv']);
    }
  });

  it('leaves files that cannot be changed, and names the others', async t => {
    const { files, folder, order } = selected(t, {
      ...texts,
      'CITATION.cff': 'cff-version: [',
      'a.ipynb': 'no notebook',
      'b.ipynb': '\xff\xfe'
    });
    writeFileSync(join(folder, 'b.ipynb'), Buffer.from([0xff, 0xfe, 0x7b]));
    files.push({
      path: 'gone.ipynb',
      real: join(folder, 'gone.ipynb'),
      size: 1,
      modified: 1
    });
    assert.deepEqual(await writeBack(order), [
      'data/fit.ipynb',
      'ro-crate-metadata.json'
    ]);
    assert.equal(readFileSync(join(folder, 'a.ipynb'), 'utf8'), 'no notebook');
  });

  it('keeps the mode, changes the time, and leaves nothing behind', async t => {
    const { folder, order } = selected(t, {
      'a.ipynb': texts['data/fit.ipynb']
    });
    const path = join(folder, 'a.ipynb');
    chmodSync(path, 0o664);
    utimesSync(path, 1, 1);
    await writeBack(order);
    const { mode, mtimeMs } = statSync(path);
    assert.equal(mode & 0o777, 0o664);
    assert.ok(mtimeMs > 1000);
    assert.deepEqual(readdirSync(folder), ['a.ipynb']);
  });

  it('leaves a file to who writes it at the same time', async t => {
    const { folder } = selected(t, { 'a.txt': 'one' });
    const path = join(folder, 'a.txt');
    const changed = await replaceText(
      path,
      () => {
        writeFileSync(path, 'two, by somebody else');
        return 'ours';
      },
      signal
    );
    assert.equal(changed, false);
    assert.equal(readFileSync(path, 'utf8'), 'two, by somebody else');
    assert.deepEqual(readdirSync(folder), ['a.txt']);
  });

  it('ends when it is broken off', async t => {
    const { order } = selected(t, texts);
    await assert.rejects(writeBack({ ...order, signal: AbortSignal.abort() }), {
      name: 'AbortError'
    });
  });
});
