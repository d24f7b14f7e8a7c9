/**
 * How 10 000 jobs are doing: our adapters beside the commands that they call,
 * with the same attributes; then what a page gets.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JobList } from 'sciencemesh-contract';
import { ATTRIBUTES } from '../../companion/src/compute/htcondor/queue.ts';
import { QUEUE_FORMAT } from '../../companion/src/compute/slurm/queue.ts';
import { newJob } from '../../companion/src/jobs/new-job.ts';
import { openStore } from '../../companion/src/store/store.ts';
import { people } from '../../peers/batch/index.ts';
import { printTable } from '../drive/table.ts';
import { BatchCompanion } from './companion.ts';
import {
  beside,
  figure,
  knownJobs,
  never,
  rowOf,
  timed,
  type Row,
  type Scene
} from './scene.ts';

const JOBS = 10_000;
/** Slurm starts so many programs at once without getting slower. */
const HANDS = 4;

/** Submits many jobs that wait for ever, in one process. */
const MANY_CLUSTERS = `
import htcondor2, sys
schedd = htcondor2.Schedd()
job = htcondor2.Submit('executable=/usr/bin/true\\nhold=True\\nshould_transfer_files=YES\\nMy.ScienceMeshTag="bench"\\n')
for _ in range(int(sys.argv[1])): schedd.submit(job)
`;
const MANY_BATCHES =
  'for _ in $(seq $1); do sbatch -H --parsable -o /dev/null --wrap=true > /dev/null; done';

export async function measureListing(scene: Scene): Promise<void> {
  const rows = new Map<string, Row>();
  const note = async (name: string, work: () => Promise<Row>) => {
    process.stderr.write(`list: ${name}\n`);
    rows.set(name, await rowOf(work));
  };
  await note('HTCondor, one sweep, event log', () => listSweep(scene, false));
  await note('HTCondor, one sweep, condor_q', () => listSweep(scene, true));
  await scene.command('condor_rm', ['-all']);
  await note('HTCondor, jobs of their own', () => listClusters(scene));
  await note('Slurm, squeue', () => listSlurm(scene));
  await note('Slurm, slurmrestd', () => listRest(scene));
  await note('GET /api/jobs beside condor_q', () => listForPage(scene));
  printTable(`How ${JOBS} jobs are doing`, rows);
}

const condorQueue = (scene: Scene) => () =>
  scene.command('condor_q', ['-json', '-attributes', ATTRIBUTES]);

async function listSweep(scene: Scene, spool: boolean): Promise<Row> {
  const log = scene.htcondor();
  const order = await scene.order({
    tasks: JOBS,
    resources: {
      ...(await scene.order()).resources,
      memoryMebibytes: 1_000_000
    }
  });
  const { systemId } = await log.submit(order, log.render(order), never());
  const system = spool ? scene.htcondor({ spool }) : log;
  const report = () => system.report([{ ...order, systemId }], never());
  return row('condor_q -json', await beside(condorQueue(scene), report));
}

async function listClusters(scene: Scene): Promise<Row> {
  await scene.batch.must(
    'alice',
    ['python3', '-c', MANY_CLUSTERS, String(JOBS)],
    { timeout: 600_000 }
  );
  const ids = await scene.command('condor_q', ['-af', 'ClusterId']);
  const jobs = knownJobs(ids.trim().split('\n'));
  const system = scene.htcondor({ spool: true });
  const report = () => system.report(jobs, never());
  return row('condor_q -json', await beside(condorQueue(scene), report));
}

async function slurmJobs(scene: Scene) {
  const list = async () => {
    const printed = await scene.command('squeue', ['-h', '-o', '%i']);
    return printed.split('\n').filter(id => id !== '');
  };
  const missing = JOBS - (await list()).length;
  await Promise.all(
    Array.from({ length: HANDS }, () =>
      scene.batch.must(
        'alice',
        ['sh', '-c', MANY_BATCHES, '-', String(Math.ceil(missing / HANDS))],
        { timeout: 600_000 }
      )
    )
  );
  return knownJobs(await list());
}

async function listSlurm(scene: Scene): Promise<Row> {
  const jobs = await slurmJobs(scene);
  const system = scene.slurm();
  const figures = await beside(
    () => scene.command('squeue', ['-h', '-o', QUEUE_FORMAT]),
    () => system.report(jobs, never())
  );
  return row('squeue -o', figures);
}

async function listRest(scene: Scene): Promise<Row> {
  const jobs = await slurmJobs(scene);
  // Making the jobs may have taken longer than a token lasts.
  await scene.renewToken();
  const system = scene.slurmrestd();
  const figures = await beside(
    () => scene.rest('GET', 'jobs/'),
    () => system.report(jobs, never())
  );
  return row('GET jobs/', figures);
}

/** A person with 10 000 jobs in the list, through the companion's API. */
async function listForPage(scene: Scene): Promise<Row> {
  const folder = join(scene.batch.shared, randomUUID());
  const store = openStore(join(folder, 'data'));
  const system = scene.htcondor();
  const { resources } = await scene.order();
  const entry = {
    config: { kind: 'htcondor' as const, id: 'htcondor' },
    system,
    name: 'HTCondor',
    facts: null
  };
  for (let number = 0; number < JOBS; number += 1) {
    const { job, tasks } = newJob(
      {
        siteId: 'htcondor',
        name: `Job ${number}`,
        source: { kind: 'notebook', path: `work/${number}.ipynb` },
        kernel: 'python3',
        parameters: [],
        sweep: null,
        resources,
        environment: { kind: 'site' },
        inputs: { way: null, select: 'none', paths: [] },
        outputs: [],
        results: 'results',
        after: [],
        script: null
      },
      entry
    );
    store.jobs.add({
      key: job.id,
      job: { ...job, state: 'done' },
      draft: {} as never,
      tasks
    });
  }
  store.close();
  // Her number: only the root of the batch systems knows her name.
  await promisify(execFile)('chown', ['-R', String(people.alice), folder]);
  const companion = await BatchCompanion.start({
    batch: scene.batch,
    folder,
    sites: []
  });
  try {
    const figures = await beside(condorQueue(scene), () =>
      companion.get<JobList>(`/api/jobs?limit=${JOBS}`)
    );
    const first = await timed(() => companion.get('/api/jobs?limit=200'));
    return {
      ...row('condor_q -json', figures),
      'first 200, ms': figure(first.milliseconds)
    };
  } finally {
    await companion.stop();
  }
}

function row(
  name: string,
  { bare, ours, ratio }: Awaited<ReturnType<typeof beside>>
): Row {
  return {
    beside: name,
    'its, ms': figure(bare),
    'ours, ms': figure(ours),
    'times as long': ratio.toFixed(2)
  };
}
