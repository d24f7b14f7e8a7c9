/**
 * Files of a local job: what goes into the folder of a task, and what comes
 * back out of it.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { taskFolder, type OutputPiece } from '../batch-system.ts';
import type { OrderRecord } from './records.ts';

/** Makes the folder that a task runs in, with the files that go along. */
export async function prepareFolder(
  { files, folder, tasks }: OrderRecord,
  task: number
): Promise<string> {
  const work = taskFolder(folder, task, tasks);
  if (work !== folder) {
    await mkdir(work, { recursive: true, mode: 0o700 });
    for (const file of files) {
      // A clone where the file system can: tasks may write into their own.
      await copyFile(
        join(folder, file),
        join(work, file),
        constants.COPYFILE_FICLONE
      );
    }
  }
  return work;
}

/** Moves what an ended task has left to where the order wants it. */
export async function bringBack(
  { folder, outputs, tasks }: OrderRecord,
  task: number
): Promise<void> {
  const work = taskFolder(folder, task, tasks);
  if (work === folder) {
    return;
  }
  for (const name of outputs[task] ?? []) {
    await rename(join(work, name), join(folder, name)).catch(unlessMissing);
  }
}

/** Removes the folders of all tasks; the job's own stays. */
export async function removeTaskFolders({
  folder,
  tasks
}: OrderRecord): Promise<void> {
  if (tasks > 1) {
    for (let task = 0; task < tasks; task += 1) {
      await rm(taskFolder(folder, task, tasks), {
        recursive: true,
        force: true
      });
    }
  }
}

/** A piece of a file; an empty one where there is no file yet. */
export async function readPiece(
  path: string,
  from: number,
  maximum: number
): Promise<OutputPiece> {
  const handle = await open(path, 'r').catch(unlessMissing);
  if (handle === undefined) {
    return { bytes: new Uint8Array(), from, size: 0 };
  }
  try {
    const { size } = await handle.stat();
    const start = Math.min(from, size);
    const buffer = Buffer.alloc(Math.min(maximum, size - start));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return { bytes: buffer.subarray(0, bytesRead), from: start, size };
  } finally {
    await handle.close();
  }
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return undefined;
  }
  throw error;
}
