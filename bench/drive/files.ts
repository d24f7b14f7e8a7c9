/** The files that the workloads use. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const MANY = 10_000;
export const TREE = 1_000;
export const LARGE = 1024 * 1024 * 1024;
export const NOTEBOOK = 'work/notebook.ipynb';

/** @param folder what the WebDAV server serves */
export async function makeFiles(folder: string): Promise<void> {
  await makeFolder(join(folder, 'many'), MANY);
  await makeFolder(join(folder, 'tree'), TREE);
  await mkdir(join(folder, 'work'), { mode: 0o777 });
  await writeFile(join(folder, NOTEBOOK), notebook());
  await makeLarge(join(folder, 'work', 'large.bin'), LARGE);
  await chown(folder);
}

/** Bytes that no file system and no server can leave out. */
export async function makeLarge(path: string, size: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    const block = Buffer.alloc(1024 * 1024);
    for (let at = 0; at < size; at += block.length) {
      block.fill(Math.imul(at, 2654435761));
      block.writeUInt32LE(at >>> 0, 0);
      await file.write(block);
    }
  } finally {
    await file.close();
  }
}

async function makeFolder(path: string, count: number): Promise<void> {
  await mkdir(path);
  for (let number = 0; number < count; number += 1) {
    const name = `run-${String(number).padStart(6, '0')}.csv`;
    await writeFile(join(path, name), `${number}\n`);
  }
}

/** About 1 MB. */
function notebook(): string {
  const output = 'x'.repeat(4_000);
  const cells = Array.from({ length: 250 }, (_, number) => ({
    cell_type: 'code',
    execution_count: number,
    id: `cell-${number}`,
    metadata: {},
    outputs: [{ name: 'stdout', output_type: 'stream', text: [output] }],
    source: [`print(${number})`]
  }));
  return JSON.stringify({
    cells,
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5
  });
}

/** The server of these files may run as somebody else, and writes too. */
async function chown(folder: string): Promise<void> {
  await promisify(execFile)('chmod', ['-R', 'a+rwX', folder]);
  await chmod(folder, 0o777);
}
