/**
 * Earlier states of files, where their server keeps them.
 */
import type { VersionList } from 'sciencemesh-contract';
import type { Drive, Place } from '../drive/drive.ts';
import { RequestProblem } from '../http/problem.ts';
import type { Content, FileVersions } from '../storage/storage.ts';
import type { PendingEdits } from './pending-edits.ts';
import { nameOf, refuseReading, type Saving } from './saving.ts';

export interface VersionsOptions {
  drive: Drive;
  edits: PendingEdits;
  saving: Pick<Saving, 'changed'>;
}

export class Versions {
  readonly #options: VersionsOptions;

  constructor(options: VersionsOptions) {
    this.#options = options;
  }

  /** @throws RequestProblem 501 where none are kept, StorageError */
  async list(path: string, signal: AbortSignal): Promise<VersionList> {
    const { place, versions } = await this.#find(path);
    return { items: await versions.list(place.path, { signal }) };
  }

  async read(
    path: string,
    id: string,
    signal: AbortSignal
  ): Promise<{ name: string; content: Content }> {
    const { place, versions } = await this.#find(path);
    const content = await versions.read(place.path, id, { signal });
    return { name: nameOf(place), content };
  }

  /** Makes an earlier state the present one, which becomes a version. */
  async restore(path: string, id: string): Promise<void> {
    const { edits, saving } = this.#options;
    const { place, versions } = await this.#find(path);
    refuseReading(place);
    if (edits.at(place.share.id, place.path) !== null) {
      // It would be sent afterwards, over what was restored.
      throw new RequestProblem(
        409,
        'edit-waits',
        `An edit of "${nameOf(place)}" is not at ${place.storage.label} yet. Send or discard it first: "Unsent edits" in the panel of ScienceMesh has it.`
      );
    }
    try {
      await versions.restore(place.path, id);
    } finally {
      saving.changed(place);
    }
  }

  async #find(path: string): Promise<{ place: Place; versions: FileVersions }> {
    const place = await this.#options.drive.resolve(path);
    const { versions } = place.storage;
    if (versions === undefined) {
      throw new RequestProblem(
        501,
        'no-versions',
        `No earlier versions of "${nameOf(place)}" can be had from here. Ask whoever shares it, or look at the pages of its server.`
      );
    }
    return { place, versions };
  }
}
