/**
 * Keeps every call inside of one folder, whatever links lie in it and whoever
 * exchanges them meanwhile.
 *
 * A folder is opened first, then looked at where it really is, and all that
 * happens in it goes through that handle (`/proc/self/fd`, the `openat` that
 * Node lacks). Where the system has no such paths, the name that was checked
 * is used.
 */
import { constants, existsSync } from 'node:fs';
import { open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { asStorageError, codeOf, failure } from './failures.ts';

const DESCRIPTORS = '/proc/self/fd';
const HAS_DESCRIPTORS = existsSync(DESCRIPTORS);
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY;

const LONGEST_NAME = 255;
/** A NUL ends names, the others forge lines of logs. */
const CONTROL = /\p{Cc}/u;

/** An open folder and a name in it. */
export class Anchor {
  readonly #handle: FileHandle;
  readonly #real: string;
  readonly #base: string;
  /** The last name of the path; empty for the root. */
  readonly name: string;

  constructor(handle: FileHandle, real: string, name: string) {
    this.#handle = handle;
    this.#real = real;
    this.#base = HAS_DESCRIPTORS ? `${DESCRIPTORS}/${handle.fd}` : real;
    this.name = name;
  }

  /** What to give to the file system for the named thing. */
  get path(): string {
    return this.name === '' ? `${this.#base}${sep}.` : this.beside(this.name);
  }

  /** The folder itself. */
  get folder(): string {
    return `${this.#base}${sep}.`;
  }

  /** Where the folder really is, for recognising a move into itself. */
  get real(): string {
    return this.name === '' ? this.#real : join(this.#real, this.name);
  }

  /** What to give to the file system for another name in the same folder. */
  beside(name: string): string {
    return `${this.#base}${sep}${name}`;
  }

  /** Makes the names in the folder durable, as far as it can. */
  async sync(): Promise<void> {
    // Some network file systems refuse, and keep them in another way.
    await this.#handle.sync().catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/**
 * Does something at a path below a root.
 *
 * @param root real path of the root
 * @param path of the storage
 * @param last what to do when the last name is a link: go where it leads, as
 * long as that is inside; or take the link itself
 * @throws StorageError
 */
export async function anchored<T>(
  root: string,
  path: string,
  last: 'follow' | 'take',
  action: (anchor: Anchor) => Promise<T>
): Promise<T> {
  try {
    const anchor = await anchorAt(root, path, last);
    try {
      return await action(anchor);
    } finally {
      await anchor.close();
    }
  } catch (error) {
    throw asStorageError(error);
  }
}

/** Opens the folder that a path is in; to be closed by the caller. */
export async function anchorAt(
  root: string,
  path: string,
  last: 'follow' | 'take'
): Promise<Anchor> {
  const wanted = join(root, ...namesOf(path));
  let real = wanted;
  if (last === 'follow') {
    real = await realpath(wanted).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') {
        return wanted;
      }
      throw error;
    });
    if (!isInside(root, real)) {
      throw failure('not-permitted');
    }
  }
  if (real === root) {
    return openFolder(root, root, '');
  }
  const cut = real.lastIndexOf(sep);
  return openFolder(root, real.slice(0, cut), real.slice(cut + 1));
}

async function openFolder(
  root: string,
  folder: string,
  name: string
): Promise<Anchor> {
  const handle = await open(folder, FOLDER);
  try {
    const real = HAS_DESCRIPTORS
      ? await readlink(`${DESCRIPTORS}/${handle.fd}`)
      : await realpath(folder);
    if (!isInside(root, real)) {
      throw failure('not-permitted');
    }
    return new Anchor(handle, real, name);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Whether a link in an open folder leads to something inside of the root. */
export async function leadsInside(
  root: string,
  path: string
): Promise<boolean> {
  const real = await realpath(path).catch(() => null);
  return real !== null && isInside(root, real);
}

function isInside(root: string, real: string): boolean {
  const base = root.endsWith(sep) ? root : root + sep;
  return real === root || real.startsWith(base);
}

/** @throws StorageError for what is no path of a storage */
function namesOf(path: string): string[] {
  const names = path === '' ? [] : path.split('/');
  if (!names.every(isName)) {
    throw failure('name-refused');
  }
  return names;
}

function isName(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !CONTROL.test(name) &&
    !name.includes(sep) &&
    name.isWellFormed() &&
    Buffer.byteLength(name) <= LONGEST_NAME
  );
}
