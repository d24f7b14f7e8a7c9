/**
 * A small file that is written at once.
 */
import { closeSync, constants, fstatSync, openSync, writevSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { BriskCalls } from './brisk-calls.ts';
import { after } from '../http/chunks.ts';
import { identityOf, type Identity } from './working-folder.ts';

export const NEW_FILE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;

export const MODE = 0o666;

/** Makes a file with this content; there must be none of its name. */
export function writeWhole(
  path: string,
  chunks: Buffer[],
  calls: BriskCalls
): Promise<Identity> {
  return calls.call(
    () => writeBlocking(path, chunks),
    () => writeWaiting(path, chunks)
  );
}

function writeBlocking(path: string, chunks: Buffer[]): Identity {
  const file = openSync(path, NEW_FILE, MODE);
  try {
    for (let rest = chunks; rest.length > 0;) {
      rest = after(rest, writevSync(file, rest));
    }
    return identityOf(fstatSync(file));
  } finally {
    closeSync(file);
  }
}

async function writeWaiting(path: string, chunks: Buffer[]): Promise<Identity> {
  const handle = await open(path, NEW_FILE, MODE);
  try {
    for (let rest = chunks; rest.length > 0;) {
      const { bytesWritten } = await handle.writev(rest);
      rest = after(rest, bytesWritten);
    }
    return identityOf(await handle.stat());
  } finally {
    await handle.close();
  }
}
