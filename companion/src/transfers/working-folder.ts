/**
 * The folder that receives the files. Nothing is ever written outside of it,
 * nothing that is already there is replaced but a file that the person named for
 * it, and a file appears under its name only when it is whole.
 */
import { linkSync, unlinkSync, type Stats } from 'node:fs';
import {
  link,
  lstat,
  mkdir,
  readdir,
  realpath,
  rename,
  rmdir,
  statfs,
  unlink
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BriskCalls } from './brisk-calls.ts';
import { codeOf, syncFolder } from './durability.ts';
import { FileFailure } from './file-failure.ts';
import { isStill, type Seen } from './seen.ts';

/** Files on their way; jupyter_server hides folders that begin with a dot. */
const PARTIAL = '.sciencemesh/partial';

/** What file systems answer that have no second names for files. */
const NO_LINKS = new Set([
  'EPERM',
  'EMLINK',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EXDEV'
]);

/** How a file is recognised later without reading it. */
export interface Identity {
  size: number;
  /** Milliseconds since 1970, as the file system tells. */
  modified: number;
}

export function identityOf(stats: Stats): Identity {
  return { size: stats.size, modified: stats.mtimeMs };
}

export function sameIdentity(one: Identity, other: Identity): boolean {
  return one.size === other.size && one.modified === other.modified;
}

/** A path of a plan that stays in its folder and out of ours. */
export function isSafePath(path: string): boolean {
  const parts = path.split('/');
  return (
    !/[\0\\]/.test(path) &&
    parts.every(part => part !== '' && part !== '.' && part !== '..') &&
    !`${path}/`.startsWith(`${PARTIAL}/`)
  );
}

export class WorkingFolder {
  /** Without symbolic links, as the user may well have put one in the way. */
  readonly root: string;
  /** Folders known to be real ones; true: made by us, hence empty at first. */
  readonly #folders = new Map<string, Promise<boolean>>();
  #linksWork = true;

  private constructor(root: string, fresh: boolean) {
    this.root = root;
    this.#folders.set('.', Promise.resolve(fresh));
  }

  /** Makes the folder where it is missing. */
  static async open(path: string): Promise<WorkingFolder> {
    const made = await mkdir(path, { recursive: true });
    return new WorkingFolder(await realpath(path), made !== undefined);
  }

  /** Where a file of the plan will stand. */
  target(path: string): string {
    return join(this.root, path);
  }

  /** Where the file number `index` of a transfer lies until it is whole. */
  partial(transferId: string, index: number): string {
    return join(this.root, PARTIAL, `${transferId}-${index}.part`);
  }

  /** The numbers of the files of a transfer that lie there. */
  async partials(transferId: string): Promise<number[]> {
    const names = await readdir(join(this.root, PARTIAL));
    return names.flatMap(name => {
      const number = name.startsWith(`${transferId}-`)
        ? /^(\d+)\.part$/.exec(name.slice(transferId.length + 1))?.[1]
        : undefined;
      return number === undefined ? [] : [Number(number)];
    });
  }

  async preparePartials(): Promise<void> {
    await this.#folder(PARTIAL);
  }

  /** Takes the folder of partial files away if nothing is left in it. */
  async cleanUp(): Promise<void> {
    for (const folder of [PARTIAL, dirname(PARTIAL)]) {
      // Not there, not empty: both are fine.
      await rmdir(join(this.root, folder)).catch(() => undefined);
    }
    this.#folders.delete(PARTIAL);
    this.#folders.delete(dirname(PARTIAL));
  }

  /**
   * What is already at the place of a file: null for nothing. Makes the
   * folders on the way.
   */
  async occupant(path: string): Promise<Stats | null> {
    await this.#folder(dirname(path));
    return statsOf(this.target(path));
  }

  /** True when nothing can be at the place, as its folder was made by us. */
  async isFree(path: string): Promise<boolean> {
    return this.#folder(dirname(path));
  }

  /**
   * Gives a whole file its final name.
   *
   * @param options `replaces`: the file that the person wants replaced
   * @returns false when something else has taken the name meanwhile
   */
  async place(
    partial: string,
    path: string,
    {
      calls = new BriskCalls(),
      replaces = null
    }: { calls?: BriskCalls; replaces?: Seen | null } = {}
  ): Promise<boolean> {
    await this.#folder(dirname(path));
    const target = this.target(path);
    if (replaces !== null && mayReplace(await statsOf(target), replaces)) {
      await rename(partial, target);
      return true;
    }
    if (this.#linksWork) {
      try {
        // Unlike a rename, a link never replaces anything.
        await calls.call(
          () => {
            linkSync(partial, target);
            unlinkSync(partial);
          },
          async () => {
            await link(partial, target);
            await unlink(partial);
          }
        );
        return true;
      } catch (error) {
        const code = codeOf(error);
        if (code === 'EEXIST') {
          return false;
        }
        if (!NO_LINKS.has(code)) {
          throw error;
        }
        this.#linksWork = false;
      }
    }
    if ((await statsOf(target)) !== null) {
      return false;
    }
    await rename(partial, target);
    return true;
  }

  /** Makes the names of all files durable that were placed through this. */
  async sync(): Promise<void> {
    for (const folder of this.#folders.keys()) {
      await syncFolder(join(this.root, folder)).catch((error: unknown) => {
        // Taken away meanwhile, or not to be read: that is the user's right.
        if (!['ENOENT', 'EACCES', 'ENOTDIR'].includes(codeOf(error))) {
          throw error;
        }
      });
    }
  }

  /** True when the folder is new, so that nothing of others can be in it. */
  #folder(path: string): Promise<boolean> {
    const known = this.#folders.get(path);
    if (known) {
      return known;
    }
    const made = this.#makeFolder(path);
    this.#folders.set(path, made);
    made.catch(() => this.#folders.delete(path));
    return made;
  }

  async #makeFolder(path: string): Promise<boolean> {
    await this.#folder(dirname(path));
    const folder = join(this.root, path);
    try {
      await mkdir(folder);
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        throw error;
      }
    }
    const stats = await lstat(folder);
    if (stats.isSymbolicLink()) {
      throw new FileFailure(
        'path-refused',
        `"${path}" in the working copy is a link to elsewhere, which is not followed. Rename it, then retry.`
      );
    }
    if (!stats.isDirectory()) {
      throw new FileFailure(
        'path-refused',
        `"${path}" in the working copy is a file, where a folder is needed. Rename it, then retry.`
      );
    }
    return false;
  }
}

/** Whether it is the file that the person wants replaced, as it was seen. */
export function mayReplace(
  stats: Stats | null,
  replaces: Seen | null
): boolean {
  return stats?.isFile() === true && replaces !== null
    ? isStill(replaces, stats)
    : false;
}

/** Bytes that this user can still write at a place; null when unknown. */
export async function freeBytes(path: string): Promise<number | null> {
  for (let at = path; ; at = dirname(at)) {
    try {
      const { bavail, bsize, blocks } = await statfs(at);
      // Some network file systems do not tell and report no blocks at all.
      return blocks === 0 ? null : bavail * bsize;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || at === dirname(at)) {
        return null;
      }
    }
  }
}

/** Null when there is nothing of this name; links are not followed. */
export async function statsOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
