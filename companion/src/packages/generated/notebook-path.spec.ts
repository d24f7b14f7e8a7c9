import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { samplePackage } from '../testing/sample-package.ts';
import { trials } from '../testing/trials.ts';
import { notebookPath } from './notebook-path.ts';

const content = samplePackage({
  files: [{ '@id': 'https://data.example.org/a.csv', name: 'a.csv' }]
});

describe('the path of a generated notebook', () => {
  const cases: [string, string[], string][] = [
    ['nothing', ['data/a.csv'], 'explore.ipynb'],
    ['a file', ['explore.ipynb'], 'package-explore.ipynb'],
    [
      'a file in other letters',
      ['Explore.IPYNB', 'package-EXPLORE.ipynb'],
      'package-2-explore.ipynb'
    ],
    ['a folder', ['explore.ipynb/a.csv'], 'package-explore.ipynb'],
    ['a file in a folder', ['data/explore.ipynb'], 'explore.ipynb']
  ];
  for (const [what, own, expected] of cases) {
    it(`is ${expected} where ${what} has its name`, () => {
      assert.equal(notebookPath(content, own), expected);
    });
  }

  it('is that of no other file and no folder, whatever there is', () => {
    const part = fc.constantFrom(
      'explore.ipynb',
      'EXPLORE.ipynb',
      'package-explore.ipynb',
      'package-2-explore.ipynb',
      'data'
    );
    const path = fc
      .array(part, { minLength: 1, maxLength: 3 })
      .map(parts => parts.join('/'));
    fc.assert(
      fc.property(fc.array(path), own => {
        const free = notebookPath(content, own);
        for (const other of own) {
          assert.ok(!`${other.toLowerCase()}/`.startsWith(`${free}/`));
        }
      }),
      trials
    );
  });
});
