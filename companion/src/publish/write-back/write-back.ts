/**
 * Writes the DOI of a publication into the files that it is made of, and takes
 * it back when the draft is discarded.
 */
import type { SelectedFile } from '../selected-file.ts';
import { crates } from './crates.ts';
import { notebooks } from './notebooks.ts';
import { replaceText } from './replacing.ts';
import type { Stamp, Stamped } from './stamp.ts';

export interface WriteBackOrder {
  files: readonly SelectedFile[];
  /** Without a resolver. */
  doi: string;
  /** Of the record, or its draft. */
  url: string | null;
  signal: AbortSignal;
}

type Kind = 'crate' | 'citation' | 'notebook';

/** What a job ran stays as it was sent: its record holds the checksum. */
const SENT_TO_A_JOB = /^job-source(?:-\d+)?\//;

/** Paths of the files into which the DOI belongs. */
export function pathsToWriteTo(files: readonly SelectedFile[]): string[] {
  return files.flatMap(({ path }) => (kindOf(path) === null ? [] : path));
}

/**
 * May be called again. Files that cannot be changed without harm are left:
 * those that are no valid documents, that may not be written, or that somebody
 * is writing just now.
 *
 * @returns paths of the files that hold the DOI now
 */
export function writeBack(order: WriteBackOrder): Promise<string[]> {
  return each(order, 'write');
}

/** @returns paths of the files that hold the DOI no more */
export function takeBack(order: WriteBackOrder): Promise<string[]> {
  return each(order, 'take');
}

/** The crate and the citation describe the whole where they are at the top. */
function kindOf(path: string): Kind | null {
  switch (path) {
    case 'ro-crate-metadata.json':
      return 'crate';
    case 'CITATION.cff':
      return 'citation';
    default:
      return path.endsWith('.ipynb') && !SENT_TO_A_JOB.test(path)
        ? 'notebook'
        : null;
  }
}

async function each(
  { doi, files, signal, url }: WriteBackOrder,
  deed: keyof Stamped
): Promise<string[]> {
  const stamp: Stamp = { doi, url };
  const done: string[] = [];
  for (const { path, real } of files) {
    const kind = kindOf(path);
    if (kind === null) {
      continue;
    }
    const stamped = await stampedOf(kind);
    if (await replaceText(real, text => stamped[deed](text, stamp), signal)) {
      done.push(path);
    }
  }
  return done;
}

async function stampedOf(kind: Kind): Promise<Stamped> {
  switch (kind) {
    case 'crate':
      return crates;
    case 'notebook':
      return notebooks;
    case 'citation':
      // Few publications have one, and a reader of YAML is large.
      return (await import('./citations.ts')).citations;
  }
}
