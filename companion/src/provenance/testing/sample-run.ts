/**
 * A finished job as the jobs service tells of it, with its results on disk.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JobDraft, JobManifest, JobOrder } from 'sciencemesh-contract';
import { pack } from 'tar-stream';
import type {
  StoredFile,
  StoredJob,
  StoredTask
} from '../../store/job-records.ts';
import type { RecordedRun } from '../run-facts.ts';

export const JOB_ID = '1f0c5f8e-6a4c-4f0e-9b7d-0d3b6f8f2a11';

const START = '2026-11-22T05:00:00.000Z';
const END = '2026-11-22T05:01:30.500Z';

export const sampleDraft: JobDraft = {
  siteId: 'pool',
  name: 'Muon masses',
  source: { kind: 'notebook', path: 'work/masses.ipynb' },
  kernel: 'python3',
  parameters: [{ name: 'cut', type: 'number', value: 2.5 }],
  sweep: null,
  resources: {
    queue: 'espresso',
    account: null,
    cpus: 1,
    memoryMebibytes: 2000,
    diskMebibytes: null,
    gpus: 0,
    seconds: 1200
  },
  environment: { kind: 'site' },
  inputs: { way: null, select: 'folder', paths: [] },
  outputs: [],
  results: 'ScienceMesh/Jobs',
  after: [],
  script: null
};

export const sampleTask: StoredTask = {
  index: 0,
  state: 'done',
  picture: null,
  startedAt: START,
  endedAt: END,
  exitCode: 0,
  exitSignal: null,
  message: null,
  advice: null,
  usage: { wallSeconds: 90.5, cpuSeconds: 80, peakMemoryMebibytes: 150.25 },
  progress: null,
  notebook: 'ScienceMesh/Jobs/masses-1f0c5f8e/masses.ipynb',
  end: 'exited',
  told: null
};

export const sampleJob: StoredJob = {
  id: JOB_ID,
  name: sampleDraft.name,
  siteId: 'pool',
  siteName: 'Pool of the laboratory',
  siteKind: 'htcondor',
  source: sampleDraft.source,
  state: 'done',
  stateSince: END,
  systemId: '1234.0',
  queue: 'espresso',
  createdAt: START,
  submittedAt: START,
  knownAt: END,
  resources: sampleDraft.resources,
  tasks: {
    total: 1,
    waiting: 0,
    held: 0,
    running: 0,
    done: 1,
    failed: 0,
    cancelled: 0
  },
  results: 'ScienceMesh/Jobs/masses-1f0c5f8e',
  resultsFolder: 'ScienceMesh/Jobs/masses-1f0c5f8e',
  provenance: null,
  seen: false,
  startedAt: START,
  endedAt: END,
  exitCode: 0,
  exitSignal: null,
  message: null,
  advice: null,
  usage: sampleTask.usage,
  progress: null,
  notebook: sampleTask.notebook,
  tag: 'tag-1',
  cancelWanted: false,
  unknownCount: 0,
  transferId: null,
  owesResults: false,
  collected: true,
  endsAs: null
};

export const sampleManifest: JobManifest = {
  version: 1,
  job: JOB_ID,
  task: null,
  attempt: 1,
  startedAt: START,
  endedAt: END,
  outcome: {
    code: 'succeeded',
    status: 0,
    message: 'It is done.',
    advice: null,
    detail: null
  },
  parameters: [{ name: 'cut', type: 'number', value: 2.5 }],
  cells: [],
  cellCount: 3,
  command: null,
  repository: null,
  inputs: [
    { path: 'masses.ipynb', size: 10, sha256: 'a'.repeat(64) },
    { path: 'data/muons, all.csv', size: 7, sha256: 'b'.repeat(64) },
    { path: '.sciencemesh-marker-1', size: 36, sha256: null }
  ],
  files: [],
  outputs: [],
  leftOut: [],
  resources: {
    wallSeconds: 90.25,
    cpuSeconds: 80.5,
    peakMemory: 157_548_544,
    disk: { used: 2048, free: 4096 }
  },
  machine: {
    host: 'worker-17.lab.example.org',
    system: 'Linux 6.1.0',
    architecture: 'x86_64',
    processors: 8
  },
  software: {
    worker: '0.1.0',
    python: '3.11.2',
    kernel: {
      name: 'python3',
      displayName: 'Python 3 (ipykernel)',
      language: 'python'
    },
    packages: { ipykernel: '7.1.0', numpy: '2.3.4' },
    containerImage: null
  },
  notices: []
};

export interface SampleRun {
  draft?: Partial<JobDraft>;
  job?: Partial<StoredJob>;
  tasks?: readonly Partial<StoredTask>[];
  /** By task; null: it left none. */
  manifests?: readonly (Partial<JobManifest> | null)[];
  /** Results that were made, by task. */
  outputs?: readonly (readonly string[])[];
  /** Leave out what was sent. */
  withoutFolder?: boolean;
}

/** A run whose results lie in a folder of their own below `base`. */
export async function sampleRun(
  base: string,
  sample: SampleRun = {}
): Promise<RecordedRun> {
  const draft = { ...sampleDraft, ...sample.draft };
  const parts = sample.tasks ?? [{}];
  const results = join(base, 'results');
  const folder = join(base, 'job');
  const files: StoredFile[] = [];
  mkdirSync(results, { recursive: true });
  const place = (path: string, task: number, isOutput: boolean) => {
    const content = `content of ${path}`;
    mkdirSync(dirname(join(results, path)), { recursive: true });
    writeFileSync(join(results, path), content);
    const size = Buffer.byteLength(content);
    const sha256 = isOutput
      ? createHash('sha256').update(content).digest('hex')
      : null;
    files.push({ path, size, sha256, task });
  };
  const isNotebook = draft.source.kind === 'notebook';
  const tasks = parts.map((part, index) => {
    const own = parts.length === 1 ? '' : `task-${index}/`;
    for (const path of sample.outputs?.[index] ?? ['masses.csv']) {
      place(own + path, index, true);
    }
    place(`${own}job-stdout.txt`, index, false);
    place(`${own}job-manifest.json`, index, false);
    if (isNotebook) {
      place(`${own}masses.ipynb`, index, false);
    }
    return {
      ...sampleTask,
      index,
      notebook: isNotebook
        ? `ScienceMesh/Jobs/masses-1f0c5f8e/${own}masses.ipynb`
        : null,
      ...part
    };
  });
  const manifests = new Map<number, JobManifest>();
  tasks.forEach((_, index) => {
    const given = sample.manifests?.[index];
    if (given !== null) {
      manifests.set(index, { ...sampleManifest, ...given });
    }
  });
  if (sample.withoutFolder !== true) {
    await sent(folder, draft);
  }
  const job = {
    ...sampleJob,
    name: draft.name,
    source: draft.source,
    ...sample.job
  };
  return { job, draft, tasks, manifests, results, files, folder };
}

async function sent(folder: string, draft: JobDraft): Promise<void> {
  const name = draft.source.path.split('/').at(-1) ?? '';
  const order: JobOrder = {
    version: 1,
    job: JOB_ID,
    run:
      draft.source.kind === 'script'
        ? {
            kind: 'script',
            command: ['python3', `./${name}`, ...draft.source.arguments]
          }
        : {
            kind: 'notebook',
            path: name,
            parameters: sampleManifest.parameters
          },
    inputs: [
      {
        path: 'data/muons, all.csv',
        size: 7,
        sha256: 'b'.repeat(64),
        from: { kind: 'present' }
      }
    ]
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'job.json'), JSON.stringify(order));
  const archive = pack();
  archive.entry({ name }, `source of ${name}`);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  writeFileSync(join(folder, 'inputs.tar'), Buffer.concat(chunks));
}
