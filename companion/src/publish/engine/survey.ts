/**
 * What a publication would take along: the files of its subject, their names
 * at the repository, and what is wrong with them.
 */
import { createHash } from 'node:crypto';
import type { StoredPublication } from '../../store/publication-records.ts';
import type { SelectedFile } from '../selected-file.ts';
import { rootsOf, type PlacedRoot } from '../selection/roots.ts';
import { surveySelection, type Selection } from '../selection/survey.ts';
import type { LocatedSubject, SubjectsPort } from './ports.ts';

/** A form is looked through with each change of it; a disk is not. */
const FRESH_MILLISECONDS = 3000;

export interface Surveyed {
  located: LocatedSubject;
  roots: PlacedRoot[];
  selection: Selection;
}

/** Made by us, in the place of what the person may have of the same name. */
const CRATE = ['ro-crate-metadata.json', 'ro-crate-preview.html'];

export class Surveys {
  readonly #subjects: SubjectsPort;
  readonly #last = new Map<
    string,
    { excluded: string; at: number; surveyed: Promise<Surveyed> }
  >();

  constructor(subjects: SubjectsPort) {
    this.#subjects = subjects;
  }

  /** As it was a moment ago at most. */
  recent(
    publication: Pick<StoredPublication, 'id' | 'subject' | 'form'>,
    signal: AbortSignal
  ): Promise<Surveyed> {
    const { id, form } = publication;
    const excluded = JSON.stringify(form.excluded);
    const last = this.#last.get(id);
    if (
      last?.excluded === excluded &&
      Date.now() - last.at < FRESH_MILLISECONDS
    ) {
      return last.surveyed;
    }
    const surveyed = this.now(publication, signal);
    const entry = { excluded, at: Date.now(), surveyed };
    this.#last.set(id, entry);
    surveyed.then(
      () => {
        entry.at = Date.now();
      },
      () => this.#last.delete(id)
    );
    return surveyed;
  }

  async now(
    {
      subject,
      form
    }: Pick<StoredPublication, 'subject'> & {
      form: Pick<StoredPublication['form'], 'excluded'>;
    },
    signal: AbortSignal
  ): Promise<Surveyed> {
    const located = await this.#subjects.locate(subject, signal);
    const roots = rootsOf(located.found);
    const selection = await surveySelection(roots, form.excluded, signal);
    return { located, roots, selection };
  }

  forget(id: string): void {
    this.#last.delete(id);
  }
}

/** The files with the crate that describes them, as far as it is known. */
export function withCrate(
  files: readonly SelectedFile[],
  crate: readonly SelectedFile[]
): SelectedFile[] {
  const made = new Set(crate.map(({ path }) => path));
  return [...files.filter(({ path }) => !made.has(path)), ...crate].sort(
    ({ path: a }, { path: b }) => (a < b ? -1 : 1)
  );
}

/** Stands for the crate before it is written; nothing needs none. */
export function crateToCome(files: readonly SelectedFile[]): SelectedFile[] {
  if (files.length === 0) {
    return [];
  }
  const there = new Set(files.map(({ path }) => path));
  return CRATE.filter(path => !there.has(path)).map(path => ({
    path,
    real: '',
    size: 0,
    modified: 0
  }));
}

/** Tells whether files, names or what is said of them have changed. */
export function fingerprint(
  files: readonly SelectedFile[],
  { doi, form }: Pick<StoredPublication, 'doi' | 'form'>
): string {
  const hash = createHash('sha256');
  const { folders, metadata, names } = form;
  hash.update(JSON.stringify([folders, metadata, names, doi]));
  for (const { path, size, modified } of files) {
    hash.update(JSON.stringify([path, size, modified]));
  }
  return hash.digest('hex');
}
