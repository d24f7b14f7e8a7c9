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

/** A root with the place that the person knows it by. */
export interface PlacedRoot extends Root {
  /** As JupyterLab names it, without slashes around it. */
  display: string;
}

/**
 * Paths from the folder on that holds all of it: one folder is published as
 * its content, a file as its name.
 */
export function rootsOf(found: readonly Found[]): PlacedRoot[] {
  const [first] = found;
  if (first === undefined) {
    return [];
  }
  const displays = found.map(({ display }) => cleaned(display));
  if (new Set(displays).size === 1) {
    const path =
      first.kind === 'folder' ? '' : posix.basename(displays[0] ?? '');
    return [{ real: first.path, path, display: trimmed(first.display) }];
  }
  const top = displays
    .map(display => display.split('/').slice(0, -1))
    .reduce((common, folders) => {
      const end = common.findIndex((name, at) => name !== folders[at]);
      return end === -1 ? common : common.slice(0, end);
    });
  return found.map(({ display, path }, at) => ({
    real: path,
    path: (displays[at] ?? '').split('/').slice(top.length).join('/'),
    display: trimmed(display)
  }));
}

function trimmed(display: string): string {
  return display
    .replace(/^ScienceMesh:\/+/, 'ScienceMesh:')
    .replace(/^\/+|\/+$/g, '');
}

/** The drive is one folder beside Jupyter's own. */
function cleaned(display: string): string {
  const path = posix.normalize(
    display.replace(/^ScienceMesh:\/*/, 'ScienceMesh/')
  );
  return path.replace(/^\/+|\/+$/g, '');
}
