/**
 * Which place each selected file or folder has among what is published.
 */
import { posix } from 'node:path';
import type { Root } from './survey.ts';

/** A file or folder of a subject, found on this machine. */
export interface Found {
  /** As JupyterLab names it. */
  display: string;
  /** Absolute path. */
  path: string;
  kind: 'file' | 'folder';
}

/**
 * Paths from the folder on that holds all of it: one folder is published as
 * its content, a file as its name.
 */
export function rootsOf(found: readonly Found[]): Root[] {
  const [first] = found;
  if (first === undefined) {
    return [];
  }
  const displays = found.map(({ display }) => cleaned(display));
  if (new Set(displays).size === 1) {
    const path = first.kind === 'folder' ? '' : posix.basename(first.display);
    return [{ real: first.path, path }];
  }
  const top = displays
    .map(display => display.split('/').slice(0, -1))
    .reduce((common, folders) => {
      const end = common.findIndex((name, at) => name !== folders[at]);
      return end === -1 ? common : common.slice(0, end);
    });
  return found.map(({ path }, at) => ({
    real: path,
    path: (displays[at] ?? '').split('/').slice(top.length).join('/')
  }));
}

/** The drive is one folder beside Jupyter's own. */
function cleaned(display: string): string {
  const path = posix.normalize(
    display.replace(/^ScienceMesh:\/*/, 'ScienceMesh/')
  );
  return path.replace(/^\/+|\/+$/g, '');
}
