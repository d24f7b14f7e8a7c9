import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostileString } from '../../packages/testing/hostile-strings.ts';
import { trials } from '../../packages/testing/trials.ts';
import { fromPackage } from '../../provenance/testing/outcomes.ts';
import { record } from '../../provenance/testing/recording.ts';
import { sampleJob } from '../../provenance/testing/sample-run.ts';
import { crateText, deposit, folderOf, NOWHERE } from './testing/deposits.ts';

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
