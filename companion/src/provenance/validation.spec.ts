import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostileStrings } from '../packages/testing/hostile-strings.ts';
import { violations } from '../packages/testing/validator.ts';
import {
  cancelled,
  container,
  failed,
  fromPackage,
  script,
  sweep,
  workflow
} from './testing/outcomes.ts';
import { record } from './testing/recording.ts';

describe('roc-validator', () => {
  const odd = [
    'a, b; c.csv',
    'two\nlines.txt',
    '漢字 é.png',
    'empty name/ .txt',
    '100% #1?.txt',
    'it\'s "quoted".txt'
  ];

  it('finds nothing that the profiles require and these lack', async () => {
    const asWorkflow = [
      await record(),
      await record({}, fromPackage),
      await record(workflow),
      await record(failed),
      await record(cancelled),
      await record(sweep),
      await record(container),
      await record({ outputs: [odd] })
    ];
    const asProcess = [
      await record(script),
      await record({ withoutFolder: true }),
      await record({
        ...script,
        outputs: [odd],
        manifests: [
          {
            parameters: hostileStrings
              .filter(text => text !== '')
              .map(name => ({ name, type: 'string', value: name }))
          }
        ]
      })
    ];
    for (const [profile, runs] of [
      ['workflow-run-crate-0.5', asWorkflow],
      ['process-run-crate-0.5', asProcess]
    ] as const) {
      const folders = runs.map(({ results }) => results);
      assert.deepEqual(
        await violations(profile, folders),
        Object.fromEntries(folders.map(folder => [folder, []]))
      );
    }
  });

  it('misses of what they recommend only what is left out on purpose', async () => {
    // The README of this folder says why.
    const leftOut = [
      'process-run-crate-0.5_3.2: The Application SHOULD have a url',
      'process-run-crate-0.5_5.1: The SoftwareApplication id SHOULD be an absolute URI',
      'process-run-crate-0.5_7.1: The SoftwareSourceCode or ComputationalWorkflow SHOULD have a version',
      'process-run-crate-0.5_8.6: The Action SHOULD have an agent that is a Person or Organization',
      'ro-crate-1.1_22.1: The Root Data Entity SHOULD have a link to a Contextual Entity representing the schema_org:license type',
      'ro-crate-1.1_22.2: The Root Data Entity SHOULD have a link to a Contextual Entity representing the `author` of the RO-Crate',
      'ro-crate-1.1_22.3: The `publisher` property of a `Root Data Entity` SHOULD be an `Organization`',
      'workflow-ro-crate-1.0_6.1: The README.md SHOULD be about the crate',
      'workflow-ro-crate-1.0_6.2: The README.md SHOULD have text/markdown as its encodingFormat',
      'workflow-ro-crate-1.0_8.1: The Main Workflow SHOULD comply with Bioschemas ComputationalWorkflow profile version 1.0 or later'
    ];
    const folders = [
      await record(),
      await record(failed),
      await record(container)
    ].map(({ results }) => results);
    const found = await violations(
      'workflow-run-crate-0.5',
      folders,
      'recommended'
    );
    for (const folder of folders) {
      assert.deepEqual([...new Set(found[folder])].sort(), leftOut);
    }
  });
});
