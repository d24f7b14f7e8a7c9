/**
 * Writing files. An edit that its server cannot take now is kept in the
 * outbox, and the person goes on.
 */
import type { ContentChange, ContentModel } from 'sciencemesh-contract';
import type { Drive, Place } from '../drive/drive.ts';
import { RequestProblem } from '../http/problem.ts';
import {
  PASSING,
  StorageError,
  type Entry,
  type Written
} from '../storage/storage.ts';
import type { Listings } from './listings.ts';
import { entryOfEdit, isReadOnly, modelOf } from './models.ts';
import type { EditSource, PendingEdit, PendingEdits } from './pending-edits.ts';
import { changedProblem, isMissing } from './problems.ts';
import type { Base, EditCondition, Told, Validators } from './validators.ts';

export interface Saved {
  model: ContentModel;
  /** It was not there before. */
  created: boolean;
}

export interface SavingOptions {
  drive: Drive;
  listings: Listings;
  validators: Validators;
  edits: PendingEdits;
  announce: (change: ContentChange) => void;
}

export class Saving {
  readonly #options: SavingOptions;

  constructor(options: SavingOptions) {
    this.#options = options;
  }

  /**
   * Writes a file, or keeps the edit for later.
   *
   * @param path of the drive
   * @param base the state that the edit began with
   * @param later whether the edit is kept when the server cannot take it now
   * @throws RequestProblem 409 `changed` when the file is another by now
   */
  async save(
    path: string,
    source: EditSource,
    base: Base,
    later: 'keep' | 'fail' = 'keep'
  ): Promise<Saved> {
    const { drive, edits, validators } = this.#options;
    const place = await drive.resolve(path);
    refuseReading(place);
    const pending = edits.at(place.share.id, place.path);
    if (pending !== null && base.type !== 'any' && later === 'keep') {
      // In order: what waits goes first, and this edit is built upon it.
      if (base.type === 'hash' && base.hash !== pending.hash) {
        throw changedProblem(nameOf(place), pending.hash);
      }
      const kept = await edits.hold(
        place,
        source,
        // Should it be sent before this one is kept.
        () => validators.condition(place, { type: 'hash', hash: pending.hash }),
        false
      );
      return this.#held(place, path, kept);
    }
    const condition = validators.condition(place, base);
    try {
      const written = await this.write(place, source, condition);
      if (pending !== null) {
        await edits.drop(place.share.id, place.path);
      }
      return await this.#written(place, path, written);
    } catch (error) {
      if (!(error instanceof StorageError)) {
        throw error;
      }
      if (PASSING.has(error.code) && later === 'keep') {
        const held = await edits.hold(
          place,
          source,
          () => this.#laterCondition(place, condition),
          true
        );
        return this.#held(place, path, held);
      }
      if (error.code === 'changed' || error.code === 'exists') {
        throw changedProblem(nameOf(place), await this.#hashNow(place));
      }
      throw error;
    }
  }

  /**
   * Writes under a condition, also where the server has no validators.
   *
   * @throws StorageError
   */
  async write(
    place: Place,
    source: EditSource,
    condition: EditCondition,
    signal?: AbortSignal
  ): Promise<Written> {
    const { storage, path } = place;
    if (condition.type === 'alike') {
      await this.#checkAlike(place, condition.hash);
    }
    return storage.write(path, () => source.open(), {
      size: source.size,
      condition: condition.type === 'alike' ? { type: 'any' } : condition,
      ...(signal === undefined ? {} : { signal })
    });
  }

  /**
   * Notes what the server said after a write.
   *
   * @param known what pages know the state by already
   */
  async note(
    place: Place,
    written: Pick<Written, 'etag' | 'modified' | 'size'>,
    known?: Told
  ): Promise<Told> {
    const { validators } = this.#options;
    const { etag, modified, size } = written;
    // Some servers say nothing with their answer to a write.
    const state =
      etag === null || modified === null
        ? await place.storage.stat(place.path).catch(() => written)
        : written;
    return validators.note(
      place,
      { etag: state.etag, modified: state.modified, size: state.size ?? size },
      known
    );
  }

  async #written(place: Place, path: string, written: Written): Promise<Saved> {
    const { drive, listings, announce } = this.#options;
    const known = listings.known(place);
    const told = await this.note(place, written);
    listings.changed(place.share.id, place.path);
    const { created } = written;
    announce({ kind: created ? 'created' : 'saved', path, oldPath: null });
    const entry: Entry = {
      path: place.path,
      name: nameOf(place),
      kind: 'file',
      size: written.size,
      modified: told.modified,
      created: known?.created ?? null,
      etag: written.etag,
      mediaType: null,
      rights: known?.rights ?? null,
      problem: null
    };
    const scene = { mounted: place, reach: drive.reach(place.share) };
    const model = modelOf(scene, entry, told);
    return { model: { ...model, ...hashed(told.hash) }, created };
  }

  #held(place: Place, path: string, edit: PendingEdit): Saved {
    const { drive, announce, listings } = this.#options;
    const entry = listings.known(place) ?? entryOfEdit(place, edit);
    announce({ kind: 'saved', path, oldPath: null });
    const scene = { mounted: place, reach: drive.reach(place.share) };
    const model = modelOf(scene, entry, undefined, edit);
    return { model: { ...model, ...hashed(edit.hash) }, created: edit.isNew };
  }

  /**
   * For an edit that is sent some time later: it then replaces what the person
   * has seen, and nothing else.
   */
  #laterCondition(place: Place, condition: EditCondition): EditCondition {
    const { validators } = this.#options;
    if (condition.type !== 'any') {
      return condition;
    }
    const seen = validators.lastSeen(place);
    return seen.type === 'unknown'
      ? { type: 'new' }
      : validators.condition(place, seen);
  }

  async #checkAlike(place: Place, hash: string): Promise<void> {
    if ((await this.#hashNow(place)) !== hash) {
      throw new StorageError('changed', 'The file has changed meanwhile.');
    }
  }

  async #hashNow(place: Place): Promise<string | null> {
    try {
      const entry = await place.storage.stat(place.path);
      return this.#options.validators.told(place, entry).hash;
    } catch (error) {
      if (isMissing(error)) {
        return null;
      }
      throw error;
    }
  }
}

/** @throws RequestProblem 403 where nothing can be written */
export function refuseReading(place: Place): void {
  if (place.share.withdrawnAt !== null) {
    throw new RequestProblem(
      403,
      'share-gone',
      `"${place.name}" is no longer shared with you: nothing in it can be changed. Save a copy among your own files.`
    );
  }
  if (isReadOnly(place)) {
    throw new RequestProblem(
      403,
      'read-only',
      `"${place.name}" is shared with you for reading only. Save a copy among your own files, or ask its sender for more.`
    );
  }
}

export function nameOf(place: Place): string {
  return place.path.slice(place.path.lastIndexOf('/') + 1) || place.name;
}

function hashed(
  hash: string | null
): Pick<ContentModel, 'hash' | 'hash_algorithm'> {
  return { hash, hash_algorithm: 'etag' };
}
