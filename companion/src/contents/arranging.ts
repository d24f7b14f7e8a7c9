/**
 * Making, copying, renaming and deleting.
 */
import { Readable } from 'node:stream';
import type {
  ContentChange,
  ContentModel,
  ContentType
} from 'sciencemesh-contract';
import type { Drive, Place } from '../drive/drive.ts';
import { below, namesIn, parted } from '../drive/paths.ts';
import { RequestProblem } from '../http/problem.ts';
import { StorageError } from '../storage/storage.ts';
import { copyName, withFreeName } from './free-names.ts';
import type { Listings } from './listings.ts';
import { emptyNotebook, notebookBytes } from './notebook-content.ts';
import type { PendingEdits } from './pending-edits.ts';
import { isMissing } from './problems.ts';
import { refuseGone } from './raw-files.ts';
import type { Reading } from './reading.ts';
import { refuseReading } from './saving.ts';
import { copyAcross, copyWithin } from './server-copies.ts';
import type { Validators } from './validators.ts';

export interface ArrangingOptions {
  drive: Drive;
  listings: Listings;
  validators: Validators;
  edits: PendingEdits;
  reading: Reading;
  announce: (change: ContentChange) => void;
  /** Hears of files whose checkpoints have another path, or none, now. */
  onMoved: (shareId: string, from: string, to: string | null) => void;
}

export class Arranging {
  readonly #options: ArrangingOptions;

  constructor(options: ArrangingOptions) {
    this.#options = options;
  }

  /**
   * Makes something empty under a name that is free.
   *
   * @param folder of the drive
   * @param extension with its dot, for files
   */
  async newUntitled(
    folder: string,
    type: ContentType,
    extension: string
  ): Promise<ContentModel> {
    const place = await this.#writable(folder);
    switch (type) {
      case 'directory':
        return this.#makeFree(place, 'Untitled Folder', ' ', target =>
          target.storage.makeFolder(target.path)
        );
      case 'notebook':
        return this.#makeFree(place, 'Untitled.ipynb', '', target =>
          writeNew(target, emptyBytes(type))
        );
      case 'file':
        return this.#makeFree(place, `untitled${extension}`, '', target =>
          writeNew(target, emptyBytes(type))
        );
      default:
        throw new TypeError(type satisfies never);
    }
  }

  /**
   * Makes an empty file or a folder of a given name.
   *
   * @returns the model, and whether it was not there before
   */
  async make(
    path: string,
    type: ContentType
  ): Promise<{ model: ContentModel; created: boolean }> {
    const place = await this.#writable(path);
    try {
      await (type === 'directory'
        ? place.storage.makeFolder(place.path)
        : writeNew(place, emptyBytes(type)));
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'exists') {
        throw error;
      }
      const model = await this.#options.reading.look(place, false);
      if (type !== 'directory') {
        throw new RequestProblem(400, 'no-content', 'No file content provided');
      }
      if (model.type !== 'directory') {
        throw new RequestProblem(
          400,
          'wrong-kind',
          `"${path}" is a file: no folder can be made there.`
        );
      }
      return { model, created: false };
    }
    return { model: await this.#made(place), created: true };
  }

  /**
   * Copies a file or folder at its server, into a folder or to a new name.
   *
   * @param from path of the drive
   * @param to path of the drive: an existing folder
   */
  async copy(from: string, to: string): Promise<ContentModel> {
    const { drive } = this.#options;
    const source = await drive.resolve(from);
    const target = await this.#writable(to);
    refuseGone(source);
    const { name } = parted(from);
    return this.#makeFree(target, copyName(name), '-Copy', place =>
      place.share.id === source.share.id
        ? copyWithin(source, place)
        : copyAcross(source, place)
    );
  }

  /** Gives something another path in the same share. */
  async rename(from: string, to: string): Promise<ContentModel> {
    const { drive, reading, edits, validators, onMoved } = this.#options;
    if (from === to) {
      return reading.look(await drive.resolve(from), false);
    }
    const source = await this.#inside(from, 'rename');
    const target = await this.#target(to);
    if (source.share.id !== target.share.id) {
      throw new RequestProblem(
        400,
        'other-share',
        'Files cannot be moved from one share to another. Copy it there, then delete it here.'
      );
    }
    const { id } = source.share;
    const waiting = edits.at(id, source.path);
    try {
      await source.storage.move(source.path, target.path);
    } catch (error) {
      if (error instanceof StorageError && error.code === 'exists') {
        throw new RequestProblem(
          409,
          'exists',
          `"${to}" is there already. Choose another name.`,
          { cause: error }
        );
      }
      if (!(waiting?.isNew === true && isMissing(error))) {
        throw error;
      }
    }
    edits.move(id, source.path, target.path);
    validators.moved(id, source.path, target.path);
    onMoved(id, source.path, target.path);
    this.#changed(source);
    this.#changed(target);
    this.#options.announce({ kind: 'renamed', path: to, oldPath: from });
    const answer = await reading.get(to, {
      type: null,
      format: null,
      content: false,
      hash: false
    });
    return answer.model;
  }

  /** Deletes a file, or a folder with all below. */
  async delete(path: string): Promise<void> {
    const { edits, validators, announce, onMoved } = this.#options;
    const place = await this.#inside(path, 'delete');
    const { id } = place.share;
    const waiting = edits.at(id, place.path);
    try {
      await place.storage.delete(place.path);
    } catch (error) {
      if (!(waiting !== null && isMissing(error))) {
        throw error;
      }
    }
    await edits.drop(id, place.path);
    validators.removed(id, place.path);
    onMoved(id, place.path, null);
    this.#changed(place);
    announce({ kind: 'deleted', path, oldPath: null });
  }

  async #makeFree(
    folder: Place,
    wanted: string,
    insert: string,
    make: (target: Place) => Promise<void>
  ): Promise<ContentModel> {
    const at = (name: string): Place => ({
      ...folder,
      path: below(folder.path, name)
    });
    const name = await withFreeName(wanted, insert, async candidate => {
      // The extension comes from the page.
      namesIn(candidate);
      if (candidate.includes('/')) {
        throw new RequestProblem(
          400,
          'path-refused',
          `"${candidate}" can be no name.`
        );
      }
      await make(at(candidate));
    });
    return this.#made(at(name));
  }

  async #made(place: Place): Promise<ContentModel> {
    const { reading, announce } = this.#options;
    this.#changed(place);
    const path = below(place.name, place.path);
    announce({ kind: 'created', path, oldPath: null });
    return reading.look(place, false);
  }

  #changed(place: Place): void {
    this.#options.listings.changed(place.share.id, place.path);
  }

  async #writable(path: string): Promise<Place> {
    const { drive } = this.#options;
    if (drive.isRoot(path)) {
      throw atRoot('make');
    }
    const place = await drive.resolve(path);
    refuseReading(place);
    return place;
  }

  async #target(path: string): Promise<Place> {
    const place = await this.#writable(path);
    if (place.path === '') {
      throw atRoot('make');
    }
    return place;
  }

  async #inside(path: string, verb: 'rename' | 'delete'): Promise<Place> {
    const { drive } = this.#options;
    const place = drive.isRoot(path) ? null : await drive.resolve(path);
    if (place === null || place.path === '') {
      throw atRoot(verb);
    }
    refuseReading(place);
    return place;
  }
}

async function writeNew(target: Place, bytes: Buffer): Promise<void> {
  await target.storage.write(target.path, () => Readable.from([bytes]), {
    size: bytes.length,
    condition: { type: 'new' }
  });
}

function emptyBytes(type: 'file' | 'notebook'): Buffer {
  return type === 'notebook'
    ? notebookBytes(emptyNotebook()).bytes
    : Buffer.alloc(0);
}

function atRoot(verb: 'make' | 'rename' | 'delete'): RequestProblem {
  const sentences = {
    make: 'Only shares are at the top of this drive. Open one of them first.',
    rename:
      'A share keeps the name that its sender gave it; it cannot be renamed here.',
    delete:
      'A share cannot be deleted. To take it out of the drive, hide it in the list of shares.'
  };
  return new RequestProblem(403, 'share-itself', sentences[verb]);
}
