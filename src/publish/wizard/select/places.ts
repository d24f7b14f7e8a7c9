import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PublicationSubject } from 'sciencemesh-contract';

const DRIVE = 'ScienceMesh:';
const DRIVE_FOLDER = 'ScienceMesh/';

/**
 * Places that files come from, each with what was selected there.
 */
export interface IPlace {
  readonly title: string;
  readonly names: readonly string[];
}

/**
 * Where the files of a publication come from.
 */
export function placesOf(
  subject: PublicationSubject,
  trans: TranslationBundle
): IPlace[] {
  if ('packageId' in subject) {
    return [{ title: trans.__('Package'), names: [] }];
  }
  if ('jobId' in subject) {
    return [{ title: trans.__('Job outputs'), names: [] }];
  }
  const shared = subject.paths.filter(path => path.startsWith(DRIVE));
  const own = subject.paths.filter(path => !path.startsWith(DRIVE));
  return [
    { title: trans.__('Workspace'), names: own.map(shown) },
    { title: trans.__('Shared with me'), names: shared.map(shown) }
  ].filter(({ names }) => names.length > 0);
}

/**
 * Where JupyterLab has a file that is published; null where only the companion
 * knows.
 *
 * @param path - among what is published: seen from the folder that holds all
 *   of it, or from the one folder that was selected
 */
export function jupyterPath(
  subject: PublicationSubject,
  path: string
): string | null {
  if (!('paths' in subject)) {
    return null;
  }
  const paths = [...new Set(subject.paths.map(trimmed))];
  const [first] = paths;
  if (first === undefined) {
    return null;
  }
  if (paths.length === 1) {
    return PathExt.basename(bare(first)) === path ? first : joined(first, path);
  }
  const folders = paths.map(one =>
    one.replace(DRIVE, DRIVE_FOLDER).split('/').slice(0, -1)
  );
  const shared = folders.reduce((common, names) => {
    const end = common.findIndex((name, place) => name !== names[place]);
    return end === -1 ? common : common.slice(0, end);
  });
  const whole = [...shared, path].join('/');
  return paths.some(one => one.startsWith(DRIVE)) &&
    whole.startsWith(DRIVE_FOLDER)
    ? whole.replace(DRIVE_FOLDER, DRIVE)
    : whole;
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, '').replace(/^ScienceMesh:\/+/, DRIVE);
}

function bare(path: string): string {
  return path.replace(DRIVE, '');
}

function joined(folder: string, path: string): string {
  return folder === '' || folder === DRIVE
    ? `${folder}${path}`
    : `${folder}/${path}`;
}

function shown(path: string): string {
  return bare(path) === '' ? '/' : bare(path);
}
