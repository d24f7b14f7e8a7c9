import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fileAt } from '../testing/files.ts';
import { trials } from '../testing/trials.ts';
import type { SourceFinding } from './check-sources.ts';
import { applyFindings, readFindings } from './findings.ts';

function found(known: Partial<SourceFinding> = {}): SourceFinding {
  return {
    check: 'available',
    message: null,
    size: null,
    resolved: null,
    ...known
  };
}

function behindPage(...names: string[]): SourceFinding {
  return found({
    resolved: names.map(name => ({
      name,
      url: `https://zenodo.org/${encodeURIComponent(name)}`,
      size: 1,
      checksum: null,
      mediaType: 'text/csv',
      restricted: name.startsWith('closed')
    }))
  });
}

const FILES = [
  fileAt('https://data.example.org/a.csv', 0),
  fileAt('https://doi.org/10.5281/zenodo.1', 1, { source: 'landing' }),
  fileAt('https://data.example.org/b.csv', 2, { size: 7 }),
  fileAt('https://doi.org/10.5281/zenodo.2', 3, { source: 'landing' })
];

describe('findings', () => {
  it('leave files as they are that were not looked at', () => {
    assert.deepEqual(applyFindings(FILES, {}), FILES);
  });

  it('fill in states and sizes, but not over what the package says', () => {
    const shown = applyFindings(FILES, {
      0: found({ size: 5 }),
      2: found({ size: 6, check: 'login', message: 'Sign in.' })
    });
    assert.deepEqual(
      shown.map(({ index, size, check, checkMessage }) => [
        index,
        size,
        check,
        checkMessage
      ]),
      [
        [0, 5, 'available', null],
        [1, null, 'unchecked', null],
        [2, 7, 'login', 'Sign in.'],
        [3, null, 'unchecked', null]
      ]
    );
  });

  it('put the files behind a page in its place', () => {
    const shown = applyFindings(FILES, {
      1: behindPage('tables/x.csv', 'closed.csv')
    });
    assert.deepEqual(
      shown.map(({ path, source, check }) => [path, source, check]),
      [
        ['data/a.csv', 'https', 'unchecked'],
        ['data/b.csv', 'https', 'unchecked'],
        ['data/zenodo.2', 'landing', 'unchecked'],
        ['data/tables/x.csv', 'https', 'available'],
        ['data/closed.csv', 'https', 'login']
      ]
    );
    assert.match(shown.at(-1)?.checkMessage ?? '', /after a login/);
  });

  it('keep a page that could not be listed, with the reason', () => {
    const shown = applyFindings(FILES, {
      1: found({ check: 'failed', message: 'Open the page.' })
    });
    assert.equal(shown[1]?.checkMessage, 'Open the page.');
    assert.equal(shown[1].source, 'landing');
  });

  it('number a file behind a page the same in whatever order pages come', () => {
    const first = behindPage('one.csv', 'two.csv');
    const second = behindPage('three.csv');
    const indexOf = (findings: Record<number, SourceFinding>, name: string) =>
      applyFindings(FILES, findings).find(file => file.name === name)?.index;
    for (const name of ['one.csv', 'two.csv']) {
      assert.equal(
        indexOf({ 1: first }, name),
        indexOf({ 3: second, 1: first }, name)
      );
    }
    assert.equal(
      indexOf({ 3: second }, 'three.csv'),
      indexOf({ 1: first, 3: second }, 'three.csv')
    );
  });

  it('list a file once that a package names beside its page', () => {
    const named = fileAt('https://zenodo.org/x.csv', 4);
    const shown = applyFindings([...FILES, named], {
      1: behindPage('x.csv', 'y.csv'),
      3: behindPage('y.csv')
    });
    assert.deepEqual(
      shown.map(({ name }) => name),
      ['a.csv', 'b.csv', 'x.csv', 'y.csv']
    );
  });

  it('never give a file a place outside the data folder, nor one twice', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom(
              '../../etc/passwd',
              '/etc/passwd',
              'C:\\Windows\\x',
              'a/../../../b',
              'CON',
              'a.csv',
              'A.CSV',
              '\0',
              '.sciencemesh/working-copy.json',
              'x'.repeat(5000)
            )
          ),
          { maxLength: 30 }
        ),
        names => {
          const resolved = names.map((name, index) => ({
            name,
            url: `https://zenodo.org/${index}`,
            size: null,
            checksum: null,
            mediaType: null,
            restricted: false
          }));
          const shown = applyFindings(FILES, { 1: found({ resolved }) });
          const paths = shown.map(({ path }) => path.toLowerCase());
          assert.equal(new Set(paths).size, paths.length);
          assert.equal(shown.length, FILES.length - 1 + names.length);
          for (const path of paths) {
            assert.match(path, /^data\/./);
            assert.ok(!path.split('/').includes('..'));
          }
          const indices = shown.map(({ index }) => index);
          assert.equal(new Set(indices).size, indices.length);
        }
      ),
      trials
    );
  });

  it('survive being kept', () => {
    const findings = { 0: found({ size: 5 }), 1: behindPage('x.csv') };
    assert.deepEqual(readFindings(JSON.stringify(findings)), findings);
  });

  it('that another version has kept count for nothing', () => {
    assert.deepEqual(readFindings(null), {});
    assert.deepEqual(readFindings('{"0": {"check": "splendid"}}'), {});
  });
});
