import type { TranslationBundle } from '@jupyterlab/translation';
import type { PublicationRoot, PublicationSubject } from 'sciencemesh-contract';
import {
  DRIVE_NAME,
  driveNameOf,
  isShared,
  localPath,
  shownPath
} from '../../../drive/paths';

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
  const places = new Map<string, string[]>([
    ['', []],
    [DRIVE_NAME, []]
  ]);
  for (const path of subject.paths) {
    // Whatever else has a colon lies on the server.
    const shownAs = isShared(path) ? shownPath(path) : path;
    const drive = isShared(path) ? driveNameOf(shownAs) : '';
    const names = places.get(drive) ?? [];
    places.set(drive, [...names, drive === '' ? path : localPath(shownAs)]);
  }
  return [...places]
    .map(([drive, names]) => ({
      title: titleOf(drive, trans),
      names: names.map(name => name || '/')
    }))
    .filter(({ names }) => names.length > 0);
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
      return shownPath(display);
    }
    if (top === '' || path.startsWith(`${top}/`)) {
      return joined(
        shownPath(display),
        path.slice(top === '' ? 0 : top.length + 1)
      );
    }
  }
  return null;
}

/** A drive by its name; the person knows others by the same one. */
function titleOf(drive: string, trans: TranslationBundle): string {
  switch (drive) {
    case '':
      return trans.__('Workspace');
    case DRIVE_NAME:
      return trans.__('Shared with me');
    default:
      return drive;
  }
}

function joined(folder: string, path: string): string {
  return folder === '' || folder.endsWith(':')
    ? `${folder}${path}`
    : `${folder}/${path}`;
}
