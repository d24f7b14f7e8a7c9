/**
 * Runs of all kinds and with all outcomes.
 */
import type { SourcePackage } from '../run-facts.ts';
import { sampleManifest, type SampleRun } from './sample-run.ts';

export const script: SampleRun = {
  draft: {
    source: {
      kind: 'script',
      path: 'work/fit.py',
      arguments: ['--n', '3', '--api-token', 'sesame', '--key-id=7']
    }
  }
};

export const workflow: SampleRun = {
  draft: {
    source: { kind: 'workflow', engine: 'cwl', path: 'work/count words.cwl' }
  }
};

export const failed: SampleRun = {
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

export const cancelled: SampleRun = {
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

export const sweep: SampleRun = {
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

export const container: SampleRun = {
  draft: {
    environment: {
      kind: 'container',
      image: `docker://registry.example.org/lab/root:6.36@sha256:${'c'.repeat(64)}`
    }
  }
};

export const fromPackage: SourcePackage = {
  title: 'Muons',
  address: 'https://packages.example.org/muons',
  identifiers: ['10.5281/zenodo.1'],
  license: 'https://creativecommons.org/licenses/by/4.0/',
  addresses: new Map([
    ['data/muons, all.csv', 'https://data.example.org/muons.csv']
  ]),
  sourceAddress: 'https://code.example.org/masses.ipynb'
};
