import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import {
  fromPackage,
  script,
  sweep
} from '../../provenance/testing/outcomes.ts';
import { base, record } from '../../provenance/testing/recording.ts';
import { sampleJob } from '../../provenance/testing/sample-run.ts';
import { surveySelection } from '../selection/survey.ts';
import type { Entity } from './crate-graph.ts';
import { depositCrateWriter } from './deposit-crate.ts';
import {
  crateText,
  deposit,
  folderOf,
  isValid,
  METADATA,
  NOWHERE,
  signal
} from './testing/deposits.ts';

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
