/**
 * Folders of jobs that worker nodes see under the path that they have here.
 */
import {
  copyFile,
  link,
  mkdir,
  open,
  rename,
  rm,
  stat,
  unlink
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BatchError, printedFile, type KnownJob } from './batch-system.ts';
import { watchSigns } from './job-signs.ts';

/** A job's own folder, and what finds it on the site. */
export interface JobFolder {
  tag: string;
  /** On this machine. */
  folder: string;
}

/**
 * Jobs run in their own folders, or in copies of them below a work folder,
 * where worker nodes do not see the folders themselves.
 */
export class VisibleFolders {
  private readonly workFolder: string | null;

  constructor(workFolder: string | null) {
    this.workFolder = workFolder;
  }

  /** Where a job runs. */
  path(job: JobFolder): string {
    return this.workFolder === null
      ? job.folder
      : join(this.workFolder, job.tag);
  }

  /** Brings files of ours to where the job runs. */
  async send(job: JobFolder, files: readonly string[]): Promise<void> {
    if (this.workFolder === null) {
      return;
    }
    const path = this.path(job);
    await told(async () => {
      await mkdir(path, { recursive: true, mode: 0o700 });
      for (const file of files) {
        await place(join(job.folder, file), join(path, file));
      }
    });
  }

  /** Brings what a job has left, where it is; under the last names. */
  async fetch(
    job: JobFolder,
    files: readonly string[],
    signal: AbortSignal
  ): Promise<void> {
    for (const file of files) {
      if (signal.aborted) {
        throw new BatchError('aborted', 'Bringing the files was ended.');
      }
      await told(() =>
        place(join(this.path(job), file), join(job.folder, basename(file)))
      );
    }
  }

  /** @returns null when there is no such file (yet) */
  async read(job: JobFolder, file: string, from: number, maximum: number) {
    const handle = await open(join(this.path(job), file)).catch(missing);
    if (handle === null) {
      return null;
    }
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.max(0, Math.min(maximum, size - from)));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      return { bytes: bytes.subarray(0, bytesRead), size };
    } finally {
      await handle.close();
    }
  }

  /**
   * Hears when a job has begun or ended. Of sweeps nothing is heard: that
   * would be a question for each task.
   */
  watch(job: KnownJob, listener: () => void): () => void {
    const manifest = job.outputs(0).find(name => name.startsWith('manifest'));
    if (job.tasks > 1 || manifest === undefined) {
      return () => undefined;
    }
    const begun = join(this.path(job), printedFile('stdout', 0, 1));
    const ended = join(this.path(job), manifest);
    return watchSigns({ begun, ended }, listener);
  }

  /** Removes the copy, where there is one. */
  async remove(job: JobFolder): Promise<void> {
    if (this.workFolder !== null) {
      await told(() => rm(this.path(job), { recursive: true, force: true }));
    }
  }
}

/**
 * Puts a file where it belongs, whole or not at all: as a second name of the
 * same file where that is possible, so that large results cost no room.
 */
async function place(from: string, to: string): Promise<void> {
  const source = await stat(from).catch(missing);
  if (source === null || from === to) {
    return;
  }
  const there = await stat(to).catch(missing);
  if (there !== null && there.ino === source.ino && there.dev === source.dev) {
    return;
  }
  const part = `${to}.part`;
  await unlink(part).catch(missing);
  await link(from, part).catch(() => copyFile(from, part));
  await rename(part, to);
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return null;
  }
  throw error;
}

/** Failures of the file system, in words. */
async function told<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new BatchError(
        'no-space',
        `There is no room left for the files of the job${path === undefined ? '' : ` (${path})`}. Delete something, then try again.`,
        { cause: error }
      );
    }
    throw new BatchError(
      'broken',
      `The files of the job cannot be reached: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error }
    );
  }
}
