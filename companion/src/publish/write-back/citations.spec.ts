import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostileString } from '../../packages/testing/hostile-strings.ts';
import { trials } from '../../packages/testing/trials.ts';
import { readCffMetadata } from '../metadata/cff.ts';
import { citations } from './citations.ts';
import { CFF, DOI, stamp } from './testing/documents.ts';

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
