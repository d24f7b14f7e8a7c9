/**
 * Where things that JupyterLab names lie on this machine.
 */
import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Mirror, MirrorFile, Share } from 'sciencemesh-contract';
import { drivePathOf } from '../copies/places.ts';
import type { Drive } from '../drive/drive.ts';
import { RequestProblem } from '../http/problem.ts';
import type { MirrorLibrary } from './library.ts';
import { folderInRoot } from '../packages/working-copy/folders.ts';

export interface FoldersOptions {
  /** Absolute path of Jupyter's root. */
  root: string;
  drive: Drive;
  mirrors: MirrorLibrary;
}

/** A file or folder, found on this machine. */
export interface Located {
  /** As JupyterLab names it. */
  display: string;
  /** Absolute path. */
  path: string;
  kind: 'file' | 'folder';
  /** The working copy that it lies in; null for the person's own files. */
  mirror: Mirror | null;
}

/** The folder of a working copy as it is at its share. */
export interface AtShare {
  share: Share;
  /** Of the folder, in the share. */
  path: string;
  /** Files that are there as far as is known, by their paths below it. */
  files: ReadonlyMap<string, MirrorFile>;
}

/** States of files that are at the share as they are here, or only there. */
const AT_SHARE: ReadonlySet<MirrorFile['state']> = new Set([
  'here',
  'arriving',
  'left'
]);

export class Folders {
  readonly #options: FoldersOptions;

  constructor(options: FoldersOptions) {
    this.#options = options;
  }

  /** Absolute path of Jupyter's root. */
  get root(): string {
    return this.#options.root;
  }

  /**
   * Finds a file or folder; one of the drive in its working copy, which is
   * made where there is none.
   *
   * @throws RequestProblem 404 when nothing is there
   */
  async find(display: string): Promise<Located> {
    const inDrive = drivePathOf(display);
    if (inDrive !== null) {
      return this.#inDrive(display, inDrive);
    }
    const clean = posix.normalize(display.replace(/^\/+/, ''));
    const path = clean === '.' ? this.root : folderInRoot(this.root, clean);
    const kind = await kindOf(path);
    if (kind === null) {
      throw nothingThere(display);
    }
    return { display: clean === '.' ? '' : clean, path, kind, mirror: null };
  }

  /**
   * Brings in what of a working copy has not come by itself.
   *
   * @param paths in the working copy; null: everything
   */
  async complete(
    { mirror }: Located,
    paths: readonly string[] | null
  ): Promise<void> {
    if (mirror?.kind !== 'copy') {
      return;
    }
    const copy = await this.#options.mirrors.get(mirror.id);
    await copy.refresh();
    const left = copy.toFiles({ show: 'left' }).map(({ path }) => path);
    const wanted = new Set(paths ?? left);
    await copy.fetch(left.filter(path => wanted.has(path)));
  }

  /** Files of a working copy that are at the share only, with their sizes. */
  async absent({ mirror }: Located): Promise<MirrorFile[]> {
    if (mirror?.kind !== 'copy') {
      return [];
    }
    const copy = await this.#options.mirrors.get(mirror.id);
    return copy.toFiles({ show: 'left' });
  }

  /**
   * What the share has of the folder of a source. Files that were changed here
   * are not among them.
   *
   * @param isFresh the share is looked at first
   * @returns null for what is in no working copy
   */
  async atShare(
    { mirror }: Located,
    isFresh: boolean
  ): Promise<AtShare | null> {
    if (mirror?.kind !== 'copy') {
      return null;
    }
    const { drive, mirrors } = this.#options;
    const copy = await mirrors.get(mirror.id);
    // One that nobody has looked at yet would seem to hold nothing.
    if (isFresh || copy.toMirror().state === 'looking') {
      await copy.refresh();
    }
    const { share, path } = await drive.resolve(mirror.path);
    const files = copy
      .toFiles({ show: 'all' })
      .filter(({ state }) => AT_SHARE.has(state));
    return { share, path, files: new Map(files.map(one => [one.path, one])) };
  }

  async #inDrive(display: string, path: string): Promise<Located> {
    const { drive, mirrors, root } = this.#options;
    const place = await drive.resolve(path);
    const { kind } = await place.storage.stat(place.path);
    const [folder, name] =
      kind === 'folder' || place.path === ''
        ? [path, kind === 'folder' ? '' : posix.basename(path)]
        : [posix.dirname(path), posix.basename(path)];
    const mirror = await mirrors.open(folder);
    const found: Located = {
      display,
      path: join(folderOf(mirror, root), name),
      kind,
      mirror
    };
    if (kind === 'file' && (await kindOf(found.path)) === null) {
      await this.complete(found, [name]);
      if ((await kindOf(found.path)) === null) {
        throw nothingThere(display);
      }
    }
    return found;
  }
}

/** Absolute path of a working copy. */
export function folderOf(mirror: Mirror, root: string): string {
  return mirror.folder.startsWith('/')
    ? mirror.folder
    : join(root, mirror.folder);
}

/** The folder of a path as JupyterLab names it; of a drive with its name. */
export function parentOf(display: string): string {
  const path = drivePathOf(display);
  const folder = posix.dirname(path ?? display);
  const clean = folder === '.' ? '' : folder;
  return path === null ? clean : `ScienceMesh:${clean}`;
}

export async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : null;
  } catch {
    return null;
  }
}

function nothingThere(display: string): RequestProblem {
  return new RequestProblem(
    404,
    'source-missing',
    `There is nothing at "${display}" (any more). Save the file, or choose another one.`
  );
}
