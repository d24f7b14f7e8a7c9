/**
 * What handing over one job costs more than the command alone, with the same
 * text in the same folder; and what a click costs, with the dry run, the
 * packing of the data and all that is kept.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { SiteConfig } from 'sciencemesh-contract';
import type { BatchSystem } from '../../companion/src/compute/batch-system.ts';
import { printTable } from '../drive/table.ts';
import { median } from '../drive/statistics.ts';
import { BatchCompanion } from './companion.ts';
import { notebookText } from './notebook-text.ts';
import {
  beside,
  figure,
  never,
  ROUNDS,
  rowOf,
  timed,
  type Row,
  type Scene
} from './scene.ts';

export async function measureSubmitting(scene: Scene): Promise<void> {
  const rows = new Map<string, Row>();
  const kinds: [
    string,
    BatchSystem,
    (text: string, folder: string) => unknown
  ][] = [
    [
      'HTCondor beside condor_submit',
      scene.htcondor(),
      (text, folder) =>
        scene.command('condor_submit', ['-terse', '-'], {
          input: text,
          cwd: folder
        })
    ],
    [
      'HTCondor beside condor_submit -spool',
      scene.htcondor({ spool: true }),
      (text, folder) =>
        scene.command('condor_submit', ['-terse', '-spool', '-'], {
          input: text,
          cwd: folder
        })
    ],
    [
      'Slurm beside sbatch',
      scene.slurm(),
      (_, folder) =>
        scene.command('sbatch', ['--parsable', 'bare.sh'], { cwd: folder })
    ],
    [
      'slurmrestd beside POST job/submit',
      scene.slurmrestd(),
      (text, folder) =>
        scene.rest('POST', 'job/submit', {
          script: text,
          job: {
            name: 'bench',
            current_working_directory: folder,
            environment: ['PATH=/usr/bin:/bin']
          }
        })
    ]
  ];
  for (const [name, system, submit] of kinds) {
    process.stderr.write(`submit: ${name}\n`);
    rows.set(name, await rowOf(() => compare(scene, system, submit)));
  }
  printTable('Hand over one job', rows);
  printTable(
    'From the click to the job at its site',
    await measureClick(scene)
  );
}

async function compare(
  scene: Scene,
  system: BatchSystem,
  submit: (text: string, folder: string) => unknown
): Promise<Row> {
  const orders = await Promise.all(
    Array.from({ length: 2 * ROUNDS }, () => scene.order())
  );
  const next = () => {
    const order = orders.pop();
    if (order === undefined) {
      throw new Error('More rounds than orders.');
    }
    return { order, text: system.render(order) };
  };
  for (const order of orders) {
    await writeFile(join(order.folder, 'bare.sh'), system.render(order).text);
  }
  const { bare, ours } = await beside(
    async () => {
      const { order, text } = next();
      await submit(text.text, order.folder);
    },
    () => {
      const { order, text } = next();
      return system.submit(order, text, never());
    }
  );
  return {
    'its, ms': figure(bare),
    'ours, ms': figure(ours),
    'more, ms': figure(ours - bare)
  };
}

async function measureClick(scene: Scene): Promise<Map<string, Row>> {
  const sites: SiteConfig[] = [
    { kind: 'htcondor', id: 'htcondor' },
    { kind: 'slurm', id: 'slurm' }
  ];
  const companion = await BatchCompanion.start({
    batch: scene.batch,
    folder: join(scene.batch.shared, randomUUID()),
    sites
  });
  const rows = new Map<string, Row>();
  try {
    await writeFile(join(companion.root, 'one.ipynb'), notebookText(1, 0));
    for (const { id } of sites) {
      process.stderr.write(`click: ${id}\n`);
      rows.set(id, await rowOf(() => clicks(companion, id)));
    }
  } finally {
    await companion.stop();
  }
  return rows;
}

async function clicks(companion: BatchCompanion, site: string): Promise<Row> {
  const times: Record<'form' | 'check' | 'answer' | 'there', number[]> = {
    form: [],
    check: [],
    answer: [],
    there: []
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const form = await timed(() => companion.draft('one.ipynb', site));
    const check = await timed(() =>
      companion.post('/api/jobs/check', form.value)
    );
    const start = performance.now();
    const { id } = await companion.submit(form.value);
    times.answer.push(performance.now() - start);
    await companion.until(id, ({ systemId }) => systemId !== null);
    times.there.push(performance.now() - start);
    times.form.push(form.milliseconds);
    times.check.push(check.milliseconds);
  }
  return {
    'form filled, ms': figure(median(times.form)),
    'dry run, ms': figure(median(times.check)),
    'submit answered, ms': figure(median(times.answer)),
    'at the site, ms': figure(median(times.there))
  };
}
