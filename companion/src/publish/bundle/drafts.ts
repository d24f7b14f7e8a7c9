/**
 * The bundles that are being filled, or are made. Each is known by the path
 * that its archive gets.
 */
import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { RepositoryError, type DraftState } from '../repository.ts';
import { DraftFolder, type Draft } from './draft-folder.ts';
import { failure } from './failures.ts';
import { archiveName } from './names.ts';
import { asState } from './states.ts';

export interface BundleOptions {
  /** Absolute path of a folder for what is being made. */
  folder: string;
  /** Absolute path of Jupyter's root. */
  root: string;
  /** Where archives go, relative to that. */
  target: string;
}

export class Drafts {
  readonly #options: BundleOptions;

  constructor(options: BundleOptions) {
    this.#options = options;
  }

  folder(id: string): DraftFolder {
    return new DraftFolder(this.#options.folder, id);
  }

  async all(): Promise<Draft[]> {
    const folders = await DraftFolder.all(this.#options.folder);
    const drafts = await Promise.all(folders.map(folder => folder.read()));
    return drafts.filter(draft => draft !== null);
  }

  async known(id: string): Promise<Draft> {
    const draft = await this.folder(id).read();
    if (draft === null) {
      throw new RepositoryError(
        'not-found',
        'There is no such bundle (any more). Make a new one.'
      );
    }
    return draft;
  }

  async open(id: string): Promise<Draft> {
    const draft = await this.known(id);
    if (draft.state === 'published') {
      throw new RepositoryError(
        'refused',
        'The archive is made, and does not change any more. Make a new version.'
      );
    }
    return draft;
  }

  async keep(draft: Draft): Promise<DraftState> {
    await this.folder(draft.id).write(draft).catch(failure);
    return asState(draft);
  }

  async make(title: string, previous: string | null): Promise<DraftState> {
    const taken = new Set((await this.all()).map(({ id }) => id));
    for (let number = 1; ; number += 1) {
      const id = posix.join(this.#options.target, archiveName(title, number));
      const there = await stat(join(this.#options.root, id)).catch(() => null);
      if (there === null && !taken.has(id)) {
        return this.keep({
          id,
          title,
          createdAt: new Date().toISOString(),
          revision: 1,
          state: 'draft',
          previous
        });
      }
    }
  }
}
