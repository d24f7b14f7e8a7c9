/**
 * What was deleted, where it can be had back.
 */
import type {
  ContentChange,
  DeletedList,
  RestoreDeleted
} from 'sciencemesh-contract';
import type { Drive, Place } from '../drive/drive.ts';
import { below, namesIn, parted } from '../drive/paths.ts';
import { RequestProblem } from '../http/problem.ts';
import { StorageError, type Entry, type TrashBin } from '../storage/storage.ts';
import type { Listings } from './listings.ts';
import { isMissing } from './problems.ts';
import { refuseReading } from './saving.ts';

export interface DeletedFilesOptions {
  drive: Drive;
  listings: Pick<Listings, 'changed'>;
  announce: (change: ContentChange) => void;
}

export class DeletedFiles {
  readonly #options: DeletedFilesOptions;

  constructor(options: DeletedFilesOptions) {
    this.#options = options;
  }

  /**
   * Those of the space that a path is in, newest first.
   *
   * @param until end of the time that is looked at; null: now
   */
  async list(
    path: string,
    until: Date | null,
    signal: AbortSignal
  ): Promise<DeletedList> {
    const { place, trash } = await this.#find(path);
    const { items, since } = await trash.list({
      signal,
      ...(until === null ? {} : { until })
    });
    return {
      items: items.map(item => ({
        ...item,
        path: below(place.name, item.path)
      })),
      since: since.toISOString()
    };
  }

  /**
   * Puts something back to where it was; never over something.
   *
   * @param path of the space
   * @returns the path in the drive
   */
  async restore(
    path: string,
    { id, path: to, makeFolder = false }: RestoreDeleted
  ): Promise<string> {
    const { drive, listings, announce } = this.#options;
    const { place, trash } = await this.#find(path);
    namesIn(to);
    const target = await drive.resolve(to);
    if (target.share.id !== place.share.id || target.path === '') {
      throw new RequestProblem(
        400,
        'other-share',
        'What was deleted comes back to where it was, and to nowhere else.'
      );
    }
    refuseReading(target);
    await this.#needFolder(target, makeFolder);
    try {
      await trash.restore(id, target.path);
    } catch (error) {
      if (error instanceof StorageError && error.code === 'exists') {
        throw taken(target, error);
      }
      throw error;
    }
    listings.changed(target.share.id, target.path);
    announce({ kind: 'created', path: to, oldPath: null });
    return to;
  }

  /** Deletes one thing for good. */
  async delete(path: string, id: string): Promise<void> {
    const { place, trash } = await this.#find(path);
    refuseReading(place);
    await trash.delete(id);
  }

  async #needFolder(target: Place, makes: boolean): Promise<void> {
    const { listings, announce } = this.#options;
    const { name, storage, share } = target;
    const missing: string[] = [];
    let { folder } = parted(target.path);
    for (; folder !== ''; { folder } = parted(folder)) {
      const found = await find(target, folder);
      if (found?.kind === 'folder') {
        break;
      }
      if (found !== null) {
        throw new RequestProblem(
          409,
          'place-taken',
          `"${folder}" is a file by now, and was the folder of what was deleted. Rename it, then restore again.`
        );
      }
      missing.unshift(folder);
    }
    if (missing.length > 0 && !makes) {
      throw new RequestProblem(
        409,
        'folder-missing',
        `The folder "${missing.at(-1)}" is not there any more. Restore that first if it was deleted as well, or let it be made anew.`
      );
    }
    for (const one of missing) {
      await storage.makeFolder(one);
      listings.changed(share.id, one);
      announce({ kind: 'created', path: below(name, one), oldPath: null });
    }
  }

  async #find(path: string): Promise<{ place: Place; trash: TrashBin }> {
    const { drive } = this.#options;
    const place = drive.isRoot(path) ? null : await drive.resolve(path);
    const trash = place?.storage.trash;
    if (place === null || trash === undefined) {
      throw new RequestProblem(
        501,
        'no-trash',
        place === null
          ? 'Each folder at the top of a drive has a trash bin of its own. Open one of them first.'
          : `What was deleted in "${parted(place.name).name}" cannot be had back from here. Ask whoever shares it, or look at the pages of its server.`
      );
    }
    return { place, trash };
  }
}

async function find({ storage }: Place, path: string): Promise<Entry | null> {
  try {
    return await storage.stat(path);
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw error;
  }
}

function taken({ path }: Place, cause: unknown): RequestProblem {
  return new RequestProblem(
    409,
    'place-taken',
    `There is another "${parted(path).name}" where this was. Rename or move that one, then restore again; nothing was overwritten.`,
    { cause }
  );
}
