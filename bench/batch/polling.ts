/**
 * How often batch systems are asked, with one open page and with twenty: two
 * companions in the same minutes, with the same jobs, through commands that
 * are counted.
 */
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { SiteConfig } from 'sciencemesh-contract';
import { people } from '../../peers/batch/index.ts';
import { printTable } from '../drive/table.ts';
import { AUTHORIZATION, BatchCompanion } from './companion.ts';
import { notebookText } from './notebook-text.ts';
import { type Row, type Scene } from './scene.ts';

const MINUTES = 2;
const PAGE_MILLISECONDS = 5_000;
const COUNTED = [
  ...['condor_submit', 'condor_q', 'condor_history', 'condor_status'],
  ...['condor_tail', 'condor_config_val', 'condor_version', 'condor_rm'],
  ...['sbatch', 'squeue', 'sacct', 'sinfo', 'scontrol', 'scancel', 'sacctmgr'],
  'sstat'
];
const SITES = ['event log', 'spool', 'slurm'] as const;
type SiteName = (typeof SITES)[number];

export async function measurePolling(scene: Scene): Promise<void> {
  const [one, twenty] = await Promise.all([watch(scene, 1), watch(scene, 20)]);
  const rows = new Map<string, Row>();
  for (const site of SITES) {
    for (let minute = 0; minute < MINUTES; minute += 1) {
      rows.set(`${NAMES[site]}, minute ${minute + 1}`, {
        'one page': count(one, site, minute),
        'twenty pages': count(twenty, site, minute)
      });
    }
  }
  printTable('Questions while one notebook runs at each site', rows);
}

const NAMES: Record<SiteName, string> = {
  'event log': 'HTCondor, event log',
  spool: 'HTCondor, spool',
  slurm: 'Slurm'
};

type Counts = Record<SiteName, string[][]>;

/** E.g. `3: 2 squeue, 1 sacct`. */
function count(counts: Counts, site: SiteName, minute: number): string {
  const names = counts[site][minute] ?? [];
  const each = [...new Set(names)].map(
    name => `${names.filter(other => other === name).length} ${name}`
  );
  return names.length === 0 ? '0' : `${names.length}: ${each.join(', ')}`;
}

/** @returns for each site and minute, the commands that were called */
async function watch(scene: Scene, pages: number): Promise<Counts> {
  const folder = join(scene.batch.shared, randomUUID());
  const programs = Object.fromEntries(
    await Promise.all(
      SITES.map(async site => [
        site,
        await countedPrograms(join(folder, site.replace(' ', '-')))
      ])
    )
  ) as Record<SiteName, string>;
  const sites: SiteConfig[] = [
    { kind: 'htcondor', id: 'log', programs: programs['event log'] },
    { kind: 'htcondor', id: 'spool', programs: programs.spool, spool: true },
    { kind: 'slurm', id: 'slurm', programs: programs.slurm }
  ];
  const companion = await BatchCompanion.start({ ...scene, folder, sites });
  const sockets: WebSocket[] = [];
  let open = true;
  try {
    await writeFile(join(companion.root, 'slow.ipynb'), notebookText(600, 1));
    const jobs = await Promise.all(
      sites.map(async ({ id }) => {
        const draft = await companion.draft('slow.ipynb', id);
        const job = await companion.submit({
          ...draft,
          resources: { ...draft.resources, seconds: 1200 }
        });
        await companion.until(job.id, ({ state }) => state === 'running');
        return job.id;
      })
    );
    const address = companion.address.replace('http', 'ws');
    for (let page = 0; page < pages; page += 1) {
      const headers = AUTHORIZATION;
      sockets.push(new WebSocket(`${address}/api/events`, { headers }));
    }
    // Each page shows the list, and one of the jobs with its output.
    const looking = sockets.map(async (_, page) => {
      const id = jobs[page % jobs.length] ?? '';
      while (open) {
        await companion.get('/api/jobs');
        await companion.get('/api/sites');
        await companion.get(`/api/jobs/${id}`);
        await companion.get(`/api/jobs/${id}/output?stream=stdout`);
        await wait(PAGE_MILLISECONDS);
      }
    });
    const counts: Counts = { 'event log': [], spool: [], slurm: [] };
    for (let minute = 0; minute < MINUTES; minute += 1) {
      const before = await Promise.all(SITES.map(s => called(programs[s])));
      await wait(60_000);
      for (const [place, site] of SITES.entries()) {
        const all = await called(programs[site]);
        counts[site].push(all.slice(before[place]?.length ?? 0));
      }
    }
    open = false;
    await Promise.all(looking);
    await Promise.all(
      jobs.map(id => companion.post(`/api/jobs/${id}/cancel`, {}))
    );
    return counts;
  } finally {
    open = false;
    sockets.forEach(socket => socket.close());
    await companion.stop();
  }
}

/** A folder of commands that note each call of theirs. */
async function countedPrograms(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await chown(folder, people.alice, people.alice);
  for (const name of COUNTED) {
    const file = join(folder, name);
    await writeFile(
      file,
      `#!/bin/sh\necho ${name} >> ${folder}/called\nexec /usr/bin/${name} "$@"\n`
    );
    await chmod(file, 0o755);
  }
  return folder;
}

async function called(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'called'), 'utf8').catch(() => '');
  return text.split('\n').filter(name => name !== '');
}
