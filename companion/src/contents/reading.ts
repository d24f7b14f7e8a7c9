/**
 * Looking at folders and files: `GET` of the Contents API.
 */
import type { ContentModel, ContentType } from 'sciencemesh-contract';
import type { Drive, Place } from '../drive/drive.ts';
import { below } from '../drive/paths.ts';
import { RequestProblem } from '../http/problem.ts';
import { StorageError, type Entry } from '../storage/storage.ts';
import { readAll, tooLargeToOpen, type DocumentFormat } from './bytes.ts';
import { withContent } from './documents.ts';
import { goneShare } from './gone-share.ts';
import { checkType, isFolder, isNoFolder } from './kinds.ts';
import type { Listed, Listings } from './listings.ts';
import {
  entryOfEdit,
  modelOf,
  rootModel,
  shareEntry,
  shareModel,
  typeOf
} from './models.ts';
import type { PendingEdit, PendingEdits } from './pending-edits.ts';
import { isMissing } from './problems.ts';
import type { Told, Validators } from './validators.ts';

export interface ReadOptions {
  /** What the page takes it for; null leaves that to the name. */
  type: ContentType | null;
  format: DocumentFormat | null;
  content: boolean;
  hash: boolean;
}

/** A folder with what is in it, as it arrives. */
export interface FolderAnswer {
  model: ContentModel;
  /** Models without content. */
  entries: AsyncIterable<ContentModel[]>;
  /**
   * The same object as long as the server says that nothing has changed; null
   * where the entries alone tell.
   */
  listing: object | null;
  /** Edits that the server lacks, which stand among the entries. */
  edits: readonly PendingEdit[];
}

/** A model; that of a folder comes with what is in it. */
export type ReadAnswer = FolderAnswer | { model: ContentModel; entries: null };

export interface ReadingOptions {
  drive: Drive;
  listings: Listings;
  validators: Validators;
  edits: PendingEdits;
  /** Bytes of a file that goes into a document. */
  largestDocument: number;
}

export class Reading {
  readonly #options: ReadingOptions;

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  /**
   * @param path of the drive; empty for its root
   * @throws RequestProblem, StorageError
   */
  async get(path: string, options: ReadOptions): Promise<ReadAnswer> {
    const { drive, edits } = this.#options;
    if (drive.isRoot(path)) {
      return this.#root(path, options);
    }
    const place = await drive.resolve(path);
    const edit = edits.at(place.share.id, place.path);
    if (edit !== null) {
      return this.#pending(place, path, edit, options);
    }
    const { share } = place;
    if (share.withdrawnAt !== null) {
      return goneShare(this.#options.listings, place, path, options);
    }
    try {
      return await this.#present(place, path, options);
    } catch (error) {
      if (error instanceof StorageError && error.code === 'share-gone') {
        return goneShare(this.#options.listings, place, path, options);
      }
      throw error;
    }
  }

  /** The model of something that was just made or changed. */
  async look(place: Place, hash: boolean): Promise<ContentModel> {
    const entry = await place.storage.stat(place.path);
    return this.#modelOf(place, entry, hash);
  }

  async #root(
    path: string,
    { type, content }: ReadOptions
  ): Promise<ReadAnswer> {
    const { drive, edits } = this.#options;
    if (type !== null && type !== 'directory') {
      throw isFolder('The drive', type);
    }
    const model = rootModel(path);
    if (!content) {
      return { model, entries: null };
    }
    const mounted = await drive.mounted(path);
    mounted.forEach(({ share }) => drive.lookAgain(share));
    const models = mounted.map(one =>
      shareModel(
        { mounted: one, reach: drive.reach(one.share) },
        edits.at(one.share.id, '')
      )
    );
    return { model, entries: inOneGo(models), listing: null, edits: [] };
  }

  /** Something at a server that is there. */
  async #present(
    place: Place,
    path: string,
    options: ReadOptions
  ): Promise<ReadAnswer> {
    if (!options.content) {
      const entry = await this.#stat(place);
      checkType(entry, path, options.type);
      return {
        model: this.#modelOf(place, entry, options.hash, options.type),
        entries: null
      };
    }
    const type = options.type ?? this.#guess(place);
    if (type !== 'directory' && type !== null) {
      const file = this.#file(place, path, options);
      // Nextcloud 34 and ownCloud 10 share folders as files.
      return options.type === null && place.path === ''
        ? file.catch((error: unknown) => {
            if (
              error instanceof RequestProblem &&
              error.code === 'wrong-kind'
            ) {
              return this.#folder(place, path);
            }
            throw error;
          })
        : file;
    }
    try {
      return await this.#folder(place, path);
    } catch (error) {
      if (!(error instanceof StorageError && error.code === 'wrong-kind')) {
        throw error;
      }
      if (options.type === 'directory') {
        throw isNoFolder(path);
      }
      return this.#file(place, path, options);
    }
  }

  /** What it was when its folder was listed; null when that is not known. */
  #guess(place: Place): ContentType | null {
    if (place.path === '') {
      return place.share.kind === 'file' ? typeOf(place.name) : null;
    }
    const known = this.#options.listings.known(place);
    return known?.kind === 'file' ? typeOf(known.name) : null;
  }

  async #folder(place: Place, path: string): Promise<ReadAnswer> {
    const listed = await this.#options.listings.list(place);
    if (listed.folder.kind !== 'folder') {
      throw new StorageError('wrong-kind', `"${path}" is a file.`);
    }
    const { edits } = this.#options;
    const waiting = edits.in(place.share.id, place.path);
    return {
      model: this.#modelOf(place, { ...listed.folder, path: place.path }),
      entries: this.#entries(place, listed, waiting),
      listing: listed.folder,
      edits: waiting
    };
  }

  /** What a folder holds, with the edits that its server lacks. */
  async *#entries(
    place: Place,
    listed: Listed,
    edits: readonly PendingEdit[]
  ): AsyncGenerator<ContentModel[]> {
    const { drive } = this.#options;
    const scene = { mounted: place, reach: drive.reach(place.share) };
    const waiting = new Map(edits.map(edit => [edit.path, edit]));
    const told = (entry: Entry) => ({ hash: null, modified: entry.modified });
    for await (const batch of listed.batches) {
      yield batch.map(entry => {
        const edit = waiting.get(entry.path) ?? null;
        waiting.delete(entry.path);
        return modelOf(scene, entry, told(entry), edit);
      });
    }
    yield [...waiting.values()].map(edit => {
      const entry = entryOfEdit({ ...place, path: edit.path }, edit);
      return modelOf(scene, entry, told(entry), edit);
    });
  }

  async #file(
    place: Place,
    path: string,
    options: ReadOptions
  ): Promise<ReadAnswer> {
    const { largestDocument } = this.#options;
    const ending = new AbortController();
    const { signal } = ending;
    // Rights and kind are not in the answer that holds the bytes.
    const reading = place.storage.read(place.path, { signal });
    // Ended early, it fails with nobody listening.
    reading.catch(() => undefined);
    try {
      const entry = await this.#stat(place);
      checkType(entry, path, options.type);
      if (entry.kind === 'folder') {
        throw isFolder(path, options.type ?? 'file');
      }
      if (entry.problem !== null) {
        throw new RequestProblem(400, 'unusable', entry.problem);
      }
      const size = entry.size ?? 0;
      if (size > largestDocument) {
        throw tooLargeToOpen(entry.name, size, largestDocument);
      }
      const content = await reading;
      const bytes = await readAll(content.body, entry.name, largestDocument);
      const state = {
        ...entry,
        size: bytes.length,
        etag: content.etag ?? entry.etag,
        modified: content.modified ?? entry.modified
      };
      const model = this.#modelOf(place, state, options.hash, options.type);
      return {
        model: withContent(model, bytes, options.format),
        entries: null
      };
    } catch (error) {
      ending.abort();
      throw error;
    }
  }

  /** A file whose newest state is not at its server yet. */
  async #pending(
    place: Place,
    path: string,
    edit: PendingEdit,
    options: ReadOptions
  ): Promise<ReadAnswer> {
    const { listings, edits, largestDocument } = this.#options;
    const entry =
      place.path === ''
        ? shareEntry(place)
        : (listings.known(place) ?? entryOfEdit(place, edit));
    checkType(entry, path, options.type);
    const model = this.#modelOf(place, entry, options.hash, options.type, edit);
    if (!options.content) {
      return { model, entries: null };
    }
    if (edit.size > largestDocument) {
      throw tooLargeToOpen(entry.name, edit.size, largestDocument);
    }
    const bytes = await edits.read(edit);
    return { model: withContent(model, bytes, options.format), entries: null };
  }

  async #stat(place: Place): Promise<Entry> {
    try {
      return await place.storage.stat(place.path);
    } catch (error) {
      if (isMissing(error)) {
        throw new RequestProblem(
          404,
          'not-found',
          `There is no "${below(place.name, place.path)}" (any more). Reload the folder.`,
          { cause: error }
        );
      }
      throw error;
    }
  }

  #modelOf(
    place: Place,
    entry: Entry,
    hash = false,
    type: ContentType | null = null,
    edit: PendingEdit | null = null
  ): ContentModel {
    const { drive, validators } = this.#options;
    const told: Told =
      entry.kind === 'folder'
        ? { hash: null, modified: entry.modified }
        : validators.told(place, entry);
    const scene = { mounted: place, reach: drive.reach(place.share) };
    const model = modelOf(scene, { ...entry, path: place.path }, told, edit);
    if (entry.kind === 'folder') {
      return model;
    }
    return {
      ...model,
      // A notebook may be asked for as a file, and any file as a notebook.
      type: type ?? model.type,
      mimetype: type === 'notebook' ? null : model.mimetype,
      ...(hash ? { hash: edit?.hash ?? told.hash, hash_algorithm: 'etag' } : {})
    };
  }
}

async function* inOneGo(
  models: ContentModel[]
): AsyncGenerator<ContentModel[]> {
  yield models;
}
