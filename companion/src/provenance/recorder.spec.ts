import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  hostileString,
  hostileStrings
} from '../packages/testing/hostile-strings.ts';
import { trials } from '../packages/testing/trials.ts';
import { violations } from '../packages/testing/validator.ts';
import type { Entity } from './graph.ts';
import { RunCrateRecorder } from './recorder.ts';
import type { RunCrate } from './run-crate.ts';
import type { RecordedRun, SourcePackage } from './run-facts.ts';
import {
  JOB_ID,
  sampleManifest,
  sampleRun,
  type SampleRun
} from './testing/sample-run.ts';

const base = mkdtempSync(join(tmpdir(), 'sciencemesh-provenance-'));
after(() => rmSync(base, { recursive: true }));

const signal = new AbortController().signal;

interface Recorded extends RecordedRun {
  crate: RunCrate;
  name: string;
}

async function record(
  sample: SampleRun = {},
  from: SourcePackage | null = null
): Promise<Recorded> {
  const root = mkdtempSync(join(base, 'run-'));
  const run = await sampleRun(root, sample);
  const recorder = new RunCrateRecorder({
    root,
    dataFolder: join(root, 'data'),
    names: { order: 'job.json', inputs: 'inputs.tar' },
    packageOf: () => from
  });
  const name = await recorder.record(run, signal);
  const text = readFileSync(join(run.results, name), 'utf8');
  const crate = JSON.parse(text) as RunCrate;
  isSound(crate);
  return { ...run, crate, name };
}

function entity(crate: RunCrate, id: string): Entity {
  const found = crate['@graph'].find(item => item['@id'] === id);
  assert.ok(found, `has an entity ${id}`);
  return found;
}

function idsOf(value: unknown): string[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap(
    item =>
      typeof item === 'object' && item !== null && '@id' in item
        ? [String(item['@id'])]
        : []
  );
}

/** What must hold for every crate that we write. */
function isSound({ '@graph': graph }: RunCrate): void {
  const ids = graph.map(item => item['@id']);
  const known = new Set(ids);
  assert.equal(known.size, ids.length, 'identifiers are unique');
  for (const item of graph) {
    assert.doesNotMatch(item['@id'], /^\/|^(?:[^:#?]*\/)?\.\.(?:\/|$)|[\s<>"]/);
    for (const [key, value] of Object.entries(item)) {
      for (const part of Array.isArray(value)
        ? (value as unknown[])
        : [value]) {
        assert.ok(part !== null && part !== '', `${key} says something`);
        if (typeof part === 'object') {
          assert.deepEqual(Object.keys(part), ['@id'], `${key} is flat`);
        }
      }
      for (const id of idsOf(value)) {
        assert.ok(
          known.has(id) || /^https?:/.test(id),
          `${key} leads to ${id}`
        );
      }
    }
  }
}

const script: SampleRun = {
  draft: {
    source: {
      kind: 'script',
      path: 'work/fit.py',
      arguments: ['--n', '3', '--api-token', 'sesame', '--key-id=7']
    }
  }
};

const workflow: SampleRun = {
  draft: {
    source: { kind: 'workflow', engine: 'cwl', path: 'work/count words.cwl' }
  }
};

const failed: SampleRun = {
  job: { state: 'failed' },
  tasks: [
    {
      state: 'failed',
      exitCode: 1,
      message:
        "Cell 3 failed: FileNotFoundError: '/home/alice/work/data/muons.csv' on worker-17.lab.example.org, ask ada@lab.example.org; token=sesame",
      advice: 'Bring the file along.'
    }
  ]
};

const cancelled: SampleRun = {
  job: { state: 'cancelled' },
  tasks: [
    {
      state: 'cancelled',
      startedAt: null,
      exitCode: null,
      message: null,
      end: 'cancelled',
      usage: { wallSeconds: null, cpuSeconds: null, peakMemoryMebibytes: null }
    }
  ],
  manifests: [null],
  outputs: [[]]
};

const sweep: SampleRun = {
  tasks: [{}, { state: 'failed', exitCode: 1, message: 'It failed.' }, {}],
  manifests: [1, 2, 2].map((cut, task) => ({
    task,
    parameters: [{ name: 'cut', type: 'integer' as const, value: cut }],
    inputs: [
      ...sampleManifest.inputs,
      { path: 'more.csv', size: 3, sha256: null }
    ]
  }))
};

const container: SampleRun = {
  draft: {
    environment: {
      kind: 'container',
      image: `docker://registry.example.org/lab/root:6.36@sha256:${'c'.repeat(64)}`
    }
  }
};

const fromPackage: SourcePackage = {
  title: 'Muons',
  address: 'https://packages.example.org/muons',
  identifiers: ['10.5281/zenodo.1'],
  license: 'https://creativecommons.org/licenses/by/4.0/',
  addresses: new Map([
    ['data/muons, all.csv', 'https://data.example.org/muons.csv']
  ]),
  sourceAddress: 'https://code.example.org/masses.ipynb'
};

describe('the record of a notebook', () => {
  it('tells what ran, with which values, on what, and what came of it', async () => {
    const { crate, name } = await record();
    assert.equal(name, 'ro-crate-metadata.json');
    const root = entity(crate, './');
    assert.deepEqual(idsOf(root['conformsTo']), [
      'https://w3id.org/ro/wfrun/process/0.5',
      'https://w3id.org/ro/wfrun/workflow/0.5',
      'https://w3id.org/workflowhub/workflow-ro-crate/1.0'
    ]);
    assert.deepEqual(idsOf(root['mainEntity']), ['job-source/masses.ipynb']);
    const action = entity(crate, `#run-${JOB_ID}`);
    assert.deepEqual(idsOf(root['mentions']), [action['@id']]);
    assert.deepEqual(idsOf(action['instrument']), ['job-source/masses.ipynb']);
    assert.equal(action['startTime'], '2026-11-22T05:00:00.000+00:00');
    assert.equal(action['endTime'], '2026-11-22T05:01:30.500+00:00');
    assert.equal(
      action['actionStatus'],
      'http://schema.org/CompletedActionStatus'
    );
    assert.ok(!('error' in action));
    assert.match(
      String(action['description']),
      /^The notebook masses\.ipynb with the kernel python3\. Run by HTCondor as job 1234\.0; asked for 1 processor, 2000 MiB of memory, 1200 s\./
    );
    const [value, input] = idsOf(action['object']);
    assert.deepEqual(entity(crate, value ?? ''), {
      '@id': '#value-1-cut',
      '@type': 'PropertyValue',
      name: 'cut',
      exampleOfWork: { '@id': '#parameter-cut' },
      value: 2.5
    });
    assert.deepEqual(entity(crate, '#parameter-cut'), {
      '@id': '#parameter-cut',
      '@type': 'FormalParameter',
      name: 'cut',
      additionalType: 'Number',
      workExample: { '@id': '#value-1-cut' }
    });
    assert.deepEqual(entity(crate, input ?? ''), {
      '@id': '#input-1-data%2Fmuons%2C%20all.csv',
      '@type': 'CreativeWork',
      name: 'data/muons, all.csv',
      contentSize: '7',
      sha256: 'b'.repeat(64),
      encodingFormat: 'text/csv'
    });
    assert.deepEqual(idsOf(action['result']), [
      'masses.csv',
      'masses.ipynb',
      '#exitStatus-0'
    ]);
    assert.match(
      String(entity(crate, 'masses.csv')['sha256']),
      /^[0-9a-f]{64}$/
    );
    assert.deepEqual(idsOf(entity(crate, 'job-stdout.txt')['about']), [
      action['@id']
    ]);
    assert.deepEqual(entity(crate, '#site-pool'), {
      '@id': '#site-pool',
      '@type': 'Place',
      name: 'Pool of the laboratory',
      description: 'Run by HTCondor, in the queue espresso.',
      url: 'https://htcondor.org/'
    });
    assert.equal(entity(crate, '#usage-0-peakMemory')['value'], 157_548_544);
  });

  it('names the software with its versions', async () => {
    const { crate } = await record();
    const environment = entity(crate, '#environment-1');
    assert.equal(environment['name'], 'Python 3.11.2 on Linux 6.1.0');
    assert.deepEqual(idsOf(environment['softwareRequirements']), [
      '#kernel-python3',
      '#worker-0.1.0',
      '#package-ipykernel-7.1.0',
      '#package-numpy-2.3.4'
    ]);
    assert.equal(
      entity(crate, '#package-numpy-2.3.4')['identifier'],
      'pkg:pypi/numpy@2.3.4'
    );
    assert.deepEqual(
      idsOf(entity(crate, 'job-source/masses.ipynb')['softwareRequirements']),
      ['#environment-1']
    );
  });

  it('names the image that it ran in by its parts', async () => {
    const { crate } = await record(container);
    const [id = ''] = idsOf(entity(crate, `#run-${JOB_ID}`)['containerImage']);
    assert.deepEqual(entity(crate, id), {
      '@id': id,
      '@type': 'ContainerImage',
      additionalType: {
        '@id': 'https://w3id.org/ro/terms/workflow-run#DockerImage'
      },
      registry: 'registry.example.org',
      name: 'lab/root',
      tag: '6.36',
      sha256: 'c'.repeat(64)
    });
  });

  it('leads to the package that it is a part of', async () => {
    const { crate } = await record({}, fromPackage);
    const [id = ''] = idsOf(entity(crate, './')['isBasedOn']);
    assert.deepEqual(entity(crate, id), {
      '@id': 'https://packages.example.org/muons',
      '@type': 'CreativeWork',
      name: 'Muons',
      identifier: '10.5281/zenodo.1',
      license: { '@id': 'https://creativecommons.org/licenses/by/4.0/' }
    });
    const source = entity(crate, 'job-source/masses.ipynb');
    assert.equal(source['url'], 'https://code.example.org/masses.ipynb');
    const [, input = ''] = idsOf(entity(crate, `#run-${JOB_ID}`)['object']);
    assert.deepEqual(idsOf(entity(crate, input)['isBasedOn']), [
      'https://data.example.org/muons.csv'
    ]);
  });

  it('claims no workflow that is not here any more', async () => {
    const { crate } = await record({ withoutFolder: true });
    const root = entity(crate, './');
    assert.deepEqual(idsOf(root['conformsTo']), [
      'https://w3id.org/ro/wfrun/process/0.5'
    ]);
    assert.equal(entity(crate, '#source')['@type'], 'SoftwareSourceCode');
  });

  it('leaves a crate of the job itself as it is', async () => {
    const { crate, name, results } = await record({
      outputs: [['ro-crate-metadata.json', 'job-source/x']]
    });
    assert.equal(name, 'job-ro-crate-metadata.json');
    assert.equal(
      readFileSync(join(results, 'ro-crate-metadata.json'), 'utf8'),
      'content of ro-crate-metadata.json'
    );
    entity(crate, 'job-source-2/masses.ipynb');
  });
});

describe('the record of another outcome', () => {
  it('says why a task failed', async () => {
    const { crate } = await record(failed);
    const action = entity(crate, `#run-${JOB_ID}`);
    assert.equal(
      action['actionStatus'],
      'http://schema.org/FailedActionStatus'
    );
    assert.match(
      String(action['error']),
      /^Cell 3 failed: FileNotFoundError: 'muons\.csv'.*Bring the file along\.$/
    );
    assert.equal(entity(crate, '#exitStatus-0')['value'], 1);
  });

  it('says that one was cancelled before it began', async () => {
    const { crate } = await record(cancelled);
    const action = entity(crate, `#run-${JOB_ID}`);
    assert.equal(
      action['actionStatus'],
      'http://schema.org/FailedActionStatus'
    );
    assert.equal(action['error'], 'It ended as cancelled.');
    assert.ok(!('startTime' in action));
    assert.deepEqual(idsOf(action['object']), ['#value-1-cut']);
  });

  it('has an action for each task of a sweep', async () => {
    const { crate } = await record(sweep);
    const actions = idsOf(entity(crate, './')['mentions']);
    assert.deepEqual(actions, [
      `#run-${JOB_ID}-0`,
      `#run-${JOB_ID}-1`,
      `#run-${JOB_ID}-2`,
      '#inputs-1'
    ]);
    const objects = actions
      .slice(0, 3)
      .map(id => idsOf(entity(crate, id)['object']));
    assert.deepEqual(objects, [
      ['#value-1-cut', '#inputs-1'],
      ['#value-2-cut', '#inputs-1'],
      ['#value-2-cut', '#inputs-1']
    ]);
    assert.deepEqual(idsOf(entity(crate, '#inputs-1')['hasPart']).length, 2);
    assert.deepEqual(
      idsOf(entity(crate, `#run-${JOB_ID}-2`)['result'])[0],
      'task-2/masses.csv'
    );
    assert.equal(
      entity(crate, `#run-${JOB_ID}-1`)['actionStatus'],
      'http://schema.org/FailedActionStatus'
    );
  });
});

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
