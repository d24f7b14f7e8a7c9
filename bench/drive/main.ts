/**
 * The drive beside other ways to remote files in JupyterLab: `node
 * bench/drive/main.ts [W1 W5 … own] [part of a contender's name …]`. Prints one table
 * a workload.
 */
import { freemem, release } from 'node:os';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Contender } from './contender.ts';
import { startJupyterFs } from './contenders/jupyter-fs.ts';
import { startJupyterFsspec } from './contenders/jupyter-fsspec.ts';
import { startScienceMesh } from './contenders/sciencemesh.ts';
import { startOnDisk, startOnMount } from './contenders/stock.ts';
import { makeFiles } from './files.ts';
import { measureOwn } from './own.ts';
import { KernelPing } from './kernel-ping.ts';
import { Surroundings } from './surroundings.ts';
import { printTable } from './table.ts';
import { WORKLOADS, type Row, type Workload } from './workloads.ts';

const NEEDED = 8 * 1024 ** 3;
/** So long a contender may take for one workload before its row says so. */
const PATIENCE = 300_000;

const CONTENDERS: Record<string, (at: Surroundings) => Promise<Contender>> = {
  'jupyterlab-sciencemesh': startScienceMesh,
  'jupyter-fs with fs-webdavfs': at => startJupyterFs('pyfs', at),
  'jupyter-fs with webdav4': at => startJupyterFs('fsspec', at),
  'jupyter-fsspec': startJupyterFsspec,
  'JupyterLab on an rclone mount': startOnMount,
  'JupyterLab on the local disk': startOnDisk
};

/** @param chosen all where it is empty */
export async function measureDrive(
  chosen: readonly string[] = []
): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize < NEEDED) {
    process.stdout.write(
      'The drive is not measured: 8 GiB are needed in the temporary folder.\n'
    );
    return;
  }
  const ids = chosen.filter(word => /^(?:W\d+|own)$/.test(word));
  const names = chosen.filter(word => !ids.includes(word));
  const isChosen = (id: string) => ids.length === 0 || ids.includes(id);
  const workloads = WORKLOADS.filter(({ id }) => isChosen(id));
  const contenders = Object.entries(CONTENDERS).filter(
    ([name]) => names.length === 0 || names.some(part => name.includes(part))
  );
  const surroundings = await Surroundings.prepare();
  try {
    await makeFiles(surroundings.dav.folder);
    process.stdout.write(
      `Server: ${surroundings.dav.version}, Linux ${release()}, ${Math.round(freemem() / 1024 ** 3)} GiB free\n`
    );
    const tables = new Map(
      workloads.map(each => [each, new Map<string, Row>()])
    );
    await measureBare(workloads, tables, surroundings);
    for (const [name, start] of contenders) {
      await measureContender(name, start, tables, surroundings);
    }
    for (const [{ id, title }, rows] of tables) {
      printTable(`${id} ${title}`, rows);
    }
    if (isChosen('own')) {
      await measureOwn(surroundings);
    }
  } finally {
    await surroundings.clear();
  }
}

type Tables = Map<Workload, Map<string, Row>>;

async function measureBare(
  workloads: readonly Workload[],
  tables: Tables,
  surroundings: Surroundings
): Promise<void> {
  const scratch = await surroundings.emptyFolder('scratch');
  const { dav } = surroundings;
  for (const workload of workloads) {
    if (workload.bare !== undefined) {
      const row = await workload.bare({ dav, scratch });
      tables.get(workload)?.set('curl', row);
    }
  }
}

async function measureContender(
  name: string,
  start: (at: Surroundings) => Promise<Contender>,
  tables: Tables,
  surroundings: Surroundings
): Promise<void> {
  const failed = (rows: Map<string, Row>, error: unknown) => {
    rows.set(name, { '': sentence(error) });
  };
  let contender: Contender;
  try {
    contender = await start(surroundings);
  } catch (error) {
    tables.forEach(rows => failed(rows, error));
    return;
  }
  try {
    await measureAll(contender, name, tables, surroundings);
  } catch (error) {
    tables.forEach(rows => failed(rows, error));
  } finally {
    await contender.stop();
  }
}
async function measureAll(
  contender: Contender,
  name: string,
  tables: Tables,
  surroundings: Surroundings
): Promise<void> {
  const { dav } = surroundings;
  const scratch = await surroundings.emptyFolder('scratch');
  const ping = await KernelPing.connect(
    contender.server.baseUrl,
    contender.server.token,
    await startKernel(contender)
  );
  try {
    for (const [workload, rows] of tables) {
      process.stderr.write(`${workload.id} ${name}\n`);
      try {
        const row = await within(
          workload.measure(contender, { dav, scratch, ping })
        );
        rows.set(contender.name, row);
      } catch (error) {
        rows.set(name, { '': sentence(error) });
      }
    }
  } finally {
    ping.close();
  }
}

async function startKernel({ server }: Contender): Promise<string> {
  const answer = await fetch(`${server.baseUrl}/api/kernels`, {
    method: 'POST',
    headers: { authorization: `token ${server.token}` },
    body: JSON.stringify({ name: 'python3' })
  });
  const { id } = (await answer.json()) as { id: string };
  return id;
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error('not done within five minutes')),
      PATIENCE
    );
  });
  try {
    return await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').slice(0, 160);
}

if (import.meta.main) {
  await measureDrive(process.argv.slice(2));
}
