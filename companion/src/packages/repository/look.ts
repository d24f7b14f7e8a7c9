/**
 * What is in a repository, as far as a person needs it to begin.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchedRepository } from '../generated/context.ts';
import { entryNotebook } from '../generated/repository.ts';
import { environmentFindings } from '../reading/environment-files.ts';

/** More than anybody reads; the rest is found in the file browser. */
const MAXIMUM_NOTEBOOKS = 100;
/** Looked at in all; a repository may hold whole data sets. */
const MAXIMUM_ENTRIES = 50_000;

/** Copies of other people's work, and Jupyter's own copies. */
const PASSED_BY = /^(?:\..*|__pycache__|node_modules|site-packages)$/;

/** Where configuration is looked for (repo2docker documentation). */
const BINDER_FOLDERS = ['binder', '.binder', ''];

/**
 * Looks through a folder of a working copy. Links are not followed.
 *
 * @param copy absolute folder of the working copy
 * @param folder of the repository, relative to it
 * @param hinted notebook to begin with, relative to the repository, as the
 * package says; counts only when it is there
 */
export async function lookAround(
  copy: string,
  folder: string,
  hinted: string | null
): Promise<FetchedRepository> {
  const notebooks = await notebooksIn(copy, folder);
  const entry = entryNotebook(notebooks, hinted);
  const others = notebooks.filter(path => path !== entry);
  return {
    notebooks: [...(entry === null ? [] : [entry]), ...others].slice(
      0,
      MAXIMUM_NOTEBOOKS
    ),
    entry,
    environment: await environmentIn(copy, folder),
    readme: await readmeIn(copy, folder)
  };
}

/** Those at the top first. */
async function notebooksIn(copy: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  let level = [folder];
  let seen = 0;
  while (level.length > 0 && seen < MAXIMUM_ENTRIES) {
    const next: string[] = [];
    for (const path of level) {
      for (const entry of await entriesOf(join(copy, path))) {
        seen += 1;
        if (PASSED_BY.test(entry.name)) {
          continue;
        }
        if (entry.isDirectory()) {
          next.push(`${path}/${entry.name}`);
        } else if (entry.isFile() && /\.ipynb$/i.test(entry.name)) {
          found.push(`${path}/${entry.name}`);
        }
      }
    }
    level = next;
  }
  return found;
}

/** What the first of the folders says counts, the others are ignored. */
async function environmentIn(copy: string, folder: string): Promise<string[]> {
  for (const name of BINDER_FOLDERS) {
    const path = name === '' ? folder : `${folder}/${name}`;
    const files = (await entriesOf(join(copy, path)))
      .filter(entry => entry.isFile())
      .map(entry => `${path}/${entry.name}`);
    if (name === '' || files.length > 0) {
      return files.filter(file => environmentFindings([file]).length > 0);
    }
  }
  return [];
}

/** The one that reads best where there are several. */
async function readmeIn(copy: string, folder: string): Promise<string | null> {
  const names = (await entriesOf(join(copy, folder)))
    .filter(entry => entry.isFile())
    .map(({ name }) => name);
  const patterns = [/^readme\.md$/i, /^readme(?:\.(?:rst|txt|org|adoc))?$/i];
  const [found] = patterns.flatMap(pattern =>
    names.filter(name => pattern.test(name))
  );
  return found === undefined ? null : `${folder}/${found}`;
}

async function entriesOf(path: string): Promise<Dirent[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}
