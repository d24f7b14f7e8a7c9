import type { TranslationBundle } from '@jupyterlab/translation';
import type { PublicationRoot, PublicationSubject } from 'sciencemesh-contract';

const DRIVE = 'ScienceMesh:';

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
 * Where JupyterLab has a file that is published; null where it has none.
 *
 * @param path - among what is published
 */
export function jupyterPath(
  roots: readonly PublicationRoot[],
  path: string
): string | null {
  for (const { display, path: top } of roots) {
    if (path === top) {
      return display;
    }
    if (top === '' || path.startsWith(`${top}/`)) {
      return joined(display, path.slice(top === '' ? 0 : top.length + 1));
    }
  }
  return null;
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
