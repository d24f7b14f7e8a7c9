import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  hostileString,
  hostileStrings
} from '../packages/testing/hostile-strings.ts';
import { trials } from '../packages/testing/trials.ts';
import { failed, script } from './testing/outcomes.ts';
import { base, entity, record } from './testing/recording.ts';
import { JOB_ID, sampleManifest } from './testing/sample-run.ts';

describe('what is nobody else’s business', () => {
  it('is not told: paths, machines, addresses, secrets', async () => {
    const secret = 'xyzzy-plugh';
    const home = join(homedir(), 'private');
    const { crate } = await record({
      ...failed,
      ...script,
      manifests: [
        {
          parameters: [
            { name: 'apiToken', type: 'string', value: secret },
            { name: 'DB_PASSWORD', type: 'string', value: secret },
            { name: 'folder', type: 'string', value: home },
            { name: 'tokens_per_line', type: 'integer', value: 12 }
          ]
        }
      ]
    });
    const text = JSON.stringify(crate);
    for (const trace of [
      secret,
      'sesame',
      '/home/alice',
      'worker-17',
      'ada@',
      base,
      homedir()
    ]) {
      assert.ok(!text.includes(trace), `${trace} in ${text}`);
    }
    assert.match(text, /~\/private/);
    assert.match(text, /tokens_per_line/);
  });

  it('is asked of a command word by word', async () => {
    const { crate } = await record(script);
    assert.match(
      String(entity(crate, `#run-${JOB_ID}`)['description']),
      /^The command: python3 \.\/fit\.py --n 3 --api-token … --key-id=7 Run by/
    );
  });
});

describe('a hostile job', () => {
  it('makes a sound record all the same', async () => {
    const pool = [
      ...hostileStrings,
      ...fc.sample(hostileString, {
        numRuns: trials.numRuns * 10,
        seed: trials.seed
      })
    ];
    let at = 0;
    const next = () => pool[at++ % pool.length] ?? '';
    for (let run = 0; run < trials.numRuns; run += 1) {
      await record(
        {
          draft: {
            name: next() || 'x',
            source: {
              kind: 'script',
              path: `work/${next()}`,
              arguments: [next()]
            },
            environment: { kind: 'container', image: next() || 'x' }
          },
          job: { siteName: next(), queue: next(), systemId: next() },
          tasks: [{ state: 'failed', message: next(), advice: next() }],
          outputs: [[]],
          manifests: [
            {
              inputs: [{ path: next() || 'x', size: 1, sha256: null }],
              parameters: [
                { name: next() || 'x', type: 'string', value: next() },
                { name: next() || 'x', type: 'list', value: [next()] }
              ],
              software: {
                ...sampleManifest.software,
                packages: { [next()]: next() }
              },
              machine: {
                ...sampleManifest.machine,
                host: next(),
                system: next()
              }
            }
          ],
          withoutFolder: true
        },
        {
          title: next(),
          address: null,
          identifiers: [next()],
          license: next(),
          addresses: new Map([[next(), next()]]),
          sourceAddress: null
        }
      );
    }
  });
});
