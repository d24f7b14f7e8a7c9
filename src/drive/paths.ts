/**
 * Paths of our drives in JupyterLab, and what the companion calls them.
 *
 * #### Notes
 * The companion has one tree. Accepted shares stand in its root; the person's
 * own files at a provider stand below a name that ends in a colon, which no
 * share's name does.
 *
 * | JupyterLab           | the companion     |
 * | -------------------- | ----------------- |
 * | `ScienceMesh:a/b`    | `a/b`             |
 * | `CERNBox:Home/b`     | `CERNBox:/Home/b` |
 * | `CERNBox:`           | `CERNBox:`        |
 */

/**
 * The name of the drive of the accepted shares.
 */
export const DRIVE_NAME = 'ScienceMesh';

/** What every path of that drive begins with. */
const SHARES = `${DRIVE_NAME}:`;

/**
 * The names of our drives; a map by their names is one.
 */
export interface IDriveNames {
  has(name: string): boolean;
}

/**
 * The drive that a path of JupyterLab names, whether there is one or not; empty
 * where it names none.
 */
export function driveNameOf(path: string): string {
  const [first = ''] = path.split('/');
  const colon = first.indexOf(':');
  return colon === -1 ? '' : first.slice(0, colon);
}

/**
 * A path of JupyterLab without the name of its drive.
 */
export function localPath(path: string): string {
  const name = driveNameOf(path);
  const rest = name === '' ? path : path.slice(name.length + 1);
  return rest.replace(/^\/+/, '');
}

/**
 * Whether a path of JupyterLab is in one of our drives.
 */
export function isOurs(path: string, drives: IDriveNames): boolean {
  const name = driveNameOf(path);
  return name !== '' && drives.has(name);
}

/**
 * Whether a path of one of our drives is in the one of the accepted shares.
 */
export function isShared(path: string): boolean {
  return driveNameOf(path) === DRIVE_NAME;
}

/**
 * What the companion calls a path of one of our drives.
 */
export function companionPath(path: string): string {
  return pathThere(driveNameOf(path), localPath(path));
}

/**
 * What JupyterLab calls a path of the companion's.
 */
export function contentsPath(path: string): string {
  const name = rootName(path);
  return `${name}:${pathHere(name, path) ?? ''}`;
}

/**
 * What the companion calls a path in a drive.
 *
 * @param local - without the name of the drive
 */
export function pathThere(drive: string, local: string): string {
  const clean = local.replace(/^\/+/, '');
  if (drive === DRIVE_NAME) {
    return clean;
  }
  return clean === '' ? `${drive}:` : `${drive}:/${clean}`;
}

/**
 * What a path of the companion's is in a drive, without the drive's name; null
 * where it is in another one.
 */
export function pathHere(drive: string, path: string): string | null {
  if (rootName(path) !== drive) {
    return null;
  }
  return drive === DRIVE_NAME
    ? path
    : path.slice(drive.length + 1).replace(/^\/+/, '');
}

/**
 * A path of the companion's as people read it: of what is shared without the
 * name of the drive.
 */
export function readablePath(path: string): string {
  return rootName(path) === DRIVE_NAME ? path : contentsPath(path);
}

/**
 * How jobs, publications and transfers name a file or folder: of our drives by
 * `ScienceMesh:` and what the companion calls it, all others as JupyterLab does.
 */
export function namedPath(path: string, drives: IDriveNames): string {
  return isOurs(path, drives) ? `${SHARES}${companionPath(path)}` : path;
}

/**
 * What JupyterLab calls a file or folder of a job, a publication or a transfer.
 */
export function shownPath(named: string): string {
  return isShared(named) ? contentsPath(localPath(named)) : named;
}

/** The drive that a path of the companion's is in. */
function rootName(path: string): string {
  const [first = ''] = path.split('/');
  return /^[^:]+:$/.test(first) ? first.slice(0, -1) : DRIVE_NAME;
}
