import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readCrate, isCrateProblem } from '../../packages/crate/crate.ts';
import { hostileString } from '../../packages/testing/hostile-strings.ts';
import { trials } from '../../packages/testing/trials.ts';
import { crates } from './crates.ts';
import { DOI, GRAPH, stamp } from './testing/documents.ts';

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
