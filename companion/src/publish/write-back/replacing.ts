/**
 * A document of the person, read and replaced as a whole or not at all.
 */
import { constants } from 'node:fs';
import { access, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LARGEST_NOTEBOOK } from '../../packages/notebook/notebook.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Changes the text of a file. One that somebody writes at the same time is
 * left to them. Its times change with it, so that JupyterLab asks people who
 * have it open whether they want the new one.
 *
 * @param change null: it cannot be changed without harm
 * @returns whether the file is as `change` wants it
 */
export async function replaceText(
  path: string,
  change: (text: string) => string | null,
  signal: AbortSignal
): Promise<boolean> {
  signal.throwIfAborted();
  const aside = join(dirname(path), `.sciencemesh-${basename(path)}.part`);
  try {
    const before = await stat(path);
    if (!before.isFile() || before.size > LARGEST_NOTEBOOK) {
      return false;
    }
    const text = await readText(path);
    const changed = change(text);
    if (changed === null || changed === text) {
      return changed !== null;
    }
    await access(path, constants.W_OK);
    await writeAside(aside, changed, before.mode);
    const now = await stat(path);
    if (
      now.ino !== before.ino ||
      now.size !== before.size ||
      now.mtimeMs !== before.mtimeMs
    ) {
      return false;
    }
    await rename(aside, path);
    return true;
  } catch (error) {
    if (isOfTheFile(error)) {
      return false;
    }
    throw error;
  } finally {
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

async function readText(path: string): Promise<string> {
  const file = await open(path);
  try {
    return decoder.decode(await file.readFile());
  } finally {
    await file.close();
  }
}

async function writeAside(
  path: string,
  text: string,
  mode: number
): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', mode);
  try {
    // What the umask has taken away.
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** It is gone, may not be written, is no text, or there is no room for it. */
function isOfTheFile(error: unknown): boolean {
  return (
    error instanceof Error &&
    ('syscall' in error ||
      ('code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'))
  );
}
