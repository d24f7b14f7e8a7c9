import type { PublicationFile } from 'sciencemesh-contract';

/**
 * A file or a folder among what is published.
 */
export interface ITreeNode {
  readonly name: string;

  /**
   * Among what is published; of a folder without the slash at its end.
   */
  readonly path: string;

  /**
   * Null for a folder.
   */
  readonly file: PublicationFile | null;
  readonly children: readonly ITreeNode[];

  /**
   * Files below that a person may choose, and how large they are.
   */
  readonly files: number;
  readonly bytes: number;
}

/**
 * Whether all of it is published, a part, or nothing.
 */
export type Choice = 'all' | 'some' | 'none';

/**
 * A line of the tree as it is shown.
 */
export interface ITreeLine {
  readonly node: ITreeNode;
  readonly level: number;
  readonly isOpen: boolean;
}

/**
 * What a choice of files amounts to.
 */
export interface ITreeTotals {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Why a file is left out for good: programs make it, and make it again.
 *
 * @returns null for one that a person may choose
 */
export function whyUnpublished(file: PublicationFile): string | null {
  return file.state === 'left-out' ? (file.message ?? '') : null;
}

/**
 * The files of a new list as a person chooses among them: what the person
 * leaves out is a choice like any other, and stays in sight where the list
 * tells of its folder alone.
 *
 * @param before - the list until now
 */
export function choosable(
  files: readonly PublicationFile[],
  before: readonly PublicationFile[],
  excluded: ReadonlySet<string>
): PublicationFile[] {
  const listed = new Set(files.map(({ path }) => path));
  const kept = before.filter(
    ({ path }) => !listed.has(path) && isExcluded(path, excluded)
  );
  return [
    ...files.map(file =>
      file.state === 'left-out' && isExcluded(file.path, excluded)
        ? { ...file, state: 'planned' as const, message: null }
        : file
    ),
    ...kept
  ];
}

/**
 * Folders and files of a list, folders first.
 */
export function treeOf(files: readonly PublicationFile[]): ITreeNode {
  const top = newFolder('', '');
  const folders = new Map([['', top]]);
  const folderAt = (path: string): IGrowing => {
    const known = folders.get(path);
    if (known) {
      return known;
    }
    const made = newFolder(path.slice(path.lastIndexOf('/') + 1), path);
    folders.set(path, made);
    folderAt(folderOf(path)).children.push(made);
    return made;
  };
  for (const { path } of files) {
    folderAt(folderOf(path));
  }
  for (const file of files) {
    const { path } = file;
    // A folder that is left out is told as one, and known by what is in it.
    if (folders.has(path)) {
      continue;
    }
    folderAt(folderOf(path)).children.push({
      name: path.slice(path.lastIndexOf('/') + 1),
      path,
      file,
      children: [],
      files: 1,
      bytes: file.size
    });
  }
  finish(top);
  return top;
}

/**
 * The lines that show: those whose folders are open.
 */
export function linesOf(
  top: ITreeNode,
  open: ReadonlySet<string>
): ITreeLine[] {
  const lines: ITreeLine[] = [];
  const add = (node: ITreeNode, level: number): void => {
    const isOpen = node.file === null && open.has(node.path);
    lines.push({ node, level, isOpen });
    if (isOpen) {
      for (const child of node.children) {
        add(child, level + 1);
      }
    }
  };
  for (const child of top.children) {
    add(child, 1);
  }
  return lines;
}

/**
 * Who is published, with the folders counted once for a whole tree.
 */
export class TreeChoice {
  constructor(top: ITreeNode, excluded: ReadonlySet<string>) {
    this._excluded = excluded;
    this._count(top);
    this._top = top;
  }

  /**
   * What is published altogether.
   */
  get totals(): ITreeTotals {
    return this._counted.get(this._top) ?? { files: 0, bytes: 0 };
  }

  /**
   * How much of a file or folder is published.
   */
  of(node: ITreeNode): Choice {
    const chosen = this._counted.get(node)?.files ?? 0;
    const most = this._possible.get(node) ?? 0;
    return chosen === 0 ? 'none' : chosen === most ? 'all' : 'some';
  }

  /**
   * Whether a person has a choice at all: not about caches.
   */
  isOpen(node: ITreeNode): boolean {
    return (this._possible.get(node) ?? 0) > 0;
  }

  private _count(node: ITreeNode): void {
    let files = 0;
    let bytes = 0;
    let possible = 0;
    if (node.file) {
      possible = whyUnpublished(node.file) === null ? 1 : 0;
      files = isExcluded(node.path, this._excluded) ? 0 : possible;
      bytes = files * node.bytes;
    }
    for (const child of node.children) {
      this._count(child);
      const counted = this._counted.get(child);
      files += counted?.files ?? 0;
      bytes += counted?.bytes ?? 0;
      possible += this._possible.get(child) ?? 0;
    }
    this._counted.set(node, { files, bytes });
    this._possible.set(node, possible);
  }

  private readonly _counted = new Map<ITreeNode, ITreeTotals>();
  private readonly _excluded: ReadonlySet<string>;
  private readonly _possible = new Map<ITreeNode, number>();
  private readonly _top: ITreeNode;
}

/**
 * The paths that are left out after a file or folder was chosen or not. A
 * folder is left out by its own path, with whatever comes into it later.
 */
export function withChoice(
  top: ITreeNode,
  excluded: readonly string[],
  path: string,
  isChosen: boolean
): string[] {
  const others = excluded.filter(one => !isWithin(one, path));
  if (!isChosen) {
    return [...others, path];
  }
  const above = others.find(one => isWithin(path, one));
  if (above === undefined) {
    return others;
  }
  return [...others.filter(one => one !== above), ...besides(top, above, path)];
}

/**
 * Whether the person leaves a path out, by itself or with its folder.
 */
export function isExcluded(
  path: string,
  excluded: ReadonlySet<string>
): boolean {
  if (excluded.size === 0) {
    return false;
  }
  for (let rest = path; rest !== ''; rest = folderOf(rest)) {
    if (excluded.has(rest)) {
      return true;
    }
  }
  return false;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isWithin(path: string, top: string): boolean {
  return path === top || path.startsWith(`${top}/`);
}

/** All below a folder that does not lead to a path in it. */
function besides(node: ITreeNode, folder: string, path: string): string[] {
  return node.children.flatMap(child => {
    if (isWithin(folder, child.path) && child.path !== folder) {
      return besides(child, folder, path);
    }
    if (!isWithin(child.path, folder) || child.path === path) {
      return [];
    }
    // The folder itself, or one on the way from it to the path.
    return isWithin(path, child.path)
      ? besides(child, folder, path)
      : [child.path];
  });
}

interface IGrowing {
  readonly name: string;
  readonly path: string;
  readonly file: PublicationFile | null;
  readonly children: (IGrowing | ITreeNode)[];
  files: number;
  bytes: number;
}

function newFolder(name: string, path: string): IGrowing {
  return { name, path, file: null, children: [], files: 0, bytes: 0 };
}

/** Counts what stands in folders, and puts all in order. */
function finish(node: IGrowing | ITreeNode): ITreeTotals {
  if (node.file !== null) {
    return node;
  }
  const folder = node as IGrowing;
  for (const child of folder.children) {
    const { files, bytes } = finish(child);
    folder.files += files;
    folder.bytes += bytes;
  }
  folder.children.sort(
    (one, other) =>
      Number(one.file !== null) - Number(other.file !== null) ||
      ORDER.compare(one.name, other.name)
  );
  return folder;
}

/** `sort` with a collator is much faster than `localeCompare`. */
const ORDER = new Intl.Collator(undefined, { numeric: true });
