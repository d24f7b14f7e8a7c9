/**
 * The same notebook through this extension and through others, on the same
 * machine.
 */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomUUID } from 'node:crypto';
import type { SiteConfig } from 'sciencemesh-contract';
import { median } from '../drive/statistics.ts';
import { printTable } from '../drive/table.ts';
import type { Contender } from './contenders/contender.ts';
import { startJupyterScheduler } from './contenders/jupyter-scheduler.ts';
import { startJupyterlabSlurm } from './contenders/jupyterlab-slurm.ts';
import { startScienceMesh } from './contenders/sciencemesh.ts';
import { notebookText } from './notebook-text.ts';
import { figure, ROUNDS, rowOf, type Row, type Scene } from './scene.ts';

const CELLS = 5;
const SECONDS = 1;
const NOTEBOOKS = {
  'five.ipynb': notebookText(CELLS, SECONDS),
  'fails.ipynb': notebookText(CELLS, 0).replace(
    'print(\\"cell 2',
    'raise ValueError(\\"cell 2'
  )
};
const SITES: readonly SiteConfig[] = [
  { kind: 'local', id: 'this machine', python: ['python3'] },
  { kind: 'slurm', id: 'Slurm' },
  { kind: 'htcondor', id: 'HTCondor' }
].map(site => ({ ...site, id: site.id.replace(' ', '-') })) as SiteConfig[];

export async function measureNotebook(scene: Scene): Promise<void> {
  const { batch } = scene;
  const { stdout } = await promisify(execFile)(
    join(import.meta.dirname, 'install.sh'),
    { maxBuffer: 16 * 1024 * 1024 }
  );
  const installed = stdout.trim();
  const folder = async () => {
    const path = join(batch.shared, randomUUID());
    await mkdir(path);
    return path;
  };
  const starts: [string, () => Promise<Contender>][] = [
    ...SITES.map((site): [string, () => Promise<Contender>] => [
      `jupyterlab-sciencemesh, ${site.id}`,
      () => startScienceMesh(batch, site, NOTEBOOKS)
    ]),
    [
      'jupyter-scheduler',
      async () => startJupyterScheduler(installed, await folder(), NOTEBOOKS)
    ],
    [
      'jupyterlab-slurm',
      async () =>
        startJupyterlabSlurm(batch, installed, await folder(), NOTEBOOKS)
    ]
  ];
  const rows = new Map<string, Row>();
  for (const [name, start] of starts) {
    process.stderr.write(`notebook: ${name}\n`);
    const row = await rowOf(async () => measure(await start()));
    rows.set(row['panel'] ?? name, row);
  }
  printTable(
    `A notebook of ${CELLS} cells of ${SECONDS} s, seconds from the click`,
    rows
  );
}

async function measure(contender: Contender): Promise<Row> {
  try {
    const runs = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      runs.push(await contender.run('five.ipynb'));
    }
    const seconds = (values: (number | null)[]) =>
      values.includes(null)
        ? 'at the end'
        : figure(median(values.map(Number)) / 1000);
    return {
      panel: contender.name,
      answered: seconds(runs.map(({ answered }) => answered)),
      'first cell seen': seconds(runs.map(({ firstCell }) => firstCell)),
      'executed notebook': seconds(runs.map(({ done }) => done)),
      'after a failed cell': await contender.fail('fails.ipynb')
    };
  } finally {
    await contender.stop();
  }
}
