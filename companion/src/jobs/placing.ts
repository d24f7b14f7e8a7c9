/**
 * Puts files where the person sees them, never over one that is there.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  link,
  mkdir,
  rename,
  stat,
  unlink
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

const READABLE = 0o644;

/** Codes with which file systems say that they cannot link to this file. */
const NO_LINKS = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK']);

/**
 * Gives a file its place; what has it already stays as it is, since it is the
 * same file of an earlier attempt, or what the person has made of it.
 */
export async function placeFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await chmod(from, READABLE);
  if (await linked(from, to)) {
    return;
  }
  // Another disk: copied aside first, so that no half of it has the name.
  const aside = join(dirname(to), `.sciencemesh-${randomUUID()}.part`);
  try {
    await copyFile(from, aside, constants.COPYFILE_FICLONE);
    if (!(await linked(aside, to)) && !(await exists(to))) {
      await rename(aside, to);
      return;
    }
  } finally {
    await unlink(aside).catch(() => undefined);
  }
}

/** @returns whether a file is there now; false: links are not possible */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') {
      return true;
    }
    if (code !== null && NO_LINKS.has(code)) {
      return false;
    }
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

/** The system's code of a failure, e.g. `ENOSPC`. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}
