/**
 * Writing files. An edit that its server cannot take now is kept in the
 * outbox, and the person goes on.
 */
import type { ContentChange, ContentModel } from 'sciencemesh-contract';
import type { Drive, Place } from '../drive/drive.ts';
import { below } from '../drive/paths.ts';
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

/** How long the bytes of the last save are at hand. */
const RECALL_MILLISECONDS = 60_000;

export class Saving {
  readonly #options: SavingOptions;
  /** What was saved last: a checkpoint of it is usually made at once. */
  #last: { place: Place; etag: string; bytes: Buffer } | null = null;
  #forgetting: NodeJS.Timeout | undefined;

  constructor(options: SavingOptions) {
    this.#options = options;
  }

  /**
   * Writes a file, or keeps the edit for later.
   *
   * @param path of the drive
   * @param base the state that the edit began with
   * @throws RequestProblem 409 `changed` when the file is another by now
   */
  async save(path: string, source: EditSource, base: Base): Promise<Saved> {
    const { drive, edits, validators } = this.#options;
    const place = await drive.resolve(path);
    refuseReading(place);
    const pending = edits.at(place.share.id, place.path);
    if (pending !== null && base.type !== 'any') {
      // In order: what waits goes first, and this edit is built upon it.
      const isAnother =
        base.type === 'hash' ? base.hash !== pending.hash : base.type === 'new';
      if (isAnother) {
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
    // There is no place beside a file that is shared alone: the bytes go into
    // the file itself, and whoever breaks off leaves half of it.
    const guard =
      place.path === ''
        ? await edits.guard(
            place,
            source,
            this.#laterCondition(place, condition)
          )
        : null;
    try {
      const bytes = guard?.source ?? source;
      const written = await this.write(place, bytes, condition);
      await guard?.done();
      if (guard === null && pending !== null) {
        await edits.drop(place.share.id, place.path);
      }
      this.#remember(place, written, source);
      return await this.#written(place, path, written);
    } catch (error) {
      if (!(error instanceof StorageError)) {
        await guard?.later();
        throw error;
      }
      if (PASSING.has(error.code) && guard !== null) {
        return this.#held(place, path, await guard.later());
      }
      await guard?.done();
      if (PASSING.has(error.code)) {
        if (source.isThere === false) {
          throw tooLargeToKeep(error);
        }
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
    const written = await storage.write(path, () => source.open(), {
      size: source.size,
      // What has gone by is not to be read ahead of itself.
      isAtHand: source.isThere === undefined,
      condition: condition.type === 'alike' ? { type: 'any' } : condition,
      ...(signal === undefined ? {} : { signal })
    });
    // Nothing was seen of it since.
    return path === '' && written.modified === null
      ? this.#checked(place, written)
      : written;
  }

  /** Whether a file that is shared alone has arrived whole. */
  async #checked({ storage, path }: Place, written: Written): Promise<Written> {
    const { etag, modified, size } = await storage.stat(path);
    const isAnother = written.etag !== null && etag !== written.etag;
    if (!isAnother && size !== null && size !== written.size) {
      throw new StorageError(
        'broken-answer',
        `${storage.label} has ${size} of ${written.size} bytes. The file is sent again.`
      );
    }
    return { ...written, etag: written.etag ?? etag, modified };
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

  /** The bytes of a state, if they were saved just now; else null. */
  recall(place: Place, etag: string | null): Buffer | null {
    const last = this.#last;
    return last !== null &&
      last.etag === etag &&
      last.place.path === place.path &&
      last.place.share.id === place.share.id
      ? last.bytes
      : null;
  }

  /** A file of which a part has come. */
  async arriving(path: string, size: number): Promise<ContentModel> {
    const { drive } = this.#options;
    const place = await drive.resolve(path);
    refuseReading(place);
    const now = new Date().toISOString();
    return modelOf(
      { mounted: place, reach: drive.reach(place.share) },
      fileEntry(place, { size, modified: now, etag: null }, null)
    );
  }

  #remember(place: Place, { etag }: Written, { bytes }: EditSource): void {
    clearTimeout(this.#forgetting);
    this.#last =
      etag === null || bytes === undefined ? null : { place, etag, bytes };
    this.#forgetting = setTimeout(() => {
      this.#last = null;
    }, RECALL_MILLISECONDS).unref();
  }

  /** Another state of a file came to be without its bytes passing here. */
  changed(place: Place): void {
    const { listings, announce } = this.#options;
    listings.changed(place.share.id, place.path);
    const path = below(place.name, place.path);
    announce({ kind: 'saved', path, oldPath: null });
  }

  async #written(place: Place, path: string, written: Written): Promise<Saved> {
    const { drive, listings, announce } = this.#options;
    const known = listings.known(place);
    const told = await this.note(place, written);
    listings.changed(place.share.id, place.path);
    const { created } = written;
    announce({ kind: created ? 'created' : 'saved', path, oldPath: null });
    const entry = fileEntry(
      place,
      { ...written, modified: told.modified },
      known
    );
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

/** Whoever sends the bytes has them still. */
function tooLargeToKeep(error: StorageError): StorageError {
  const { code, message, retryAfter } = error;
  return new StorageError(
    code,
    `${message} It is too large to be kept here meanwhile: upload it again from where you have it.`,
    { cause: error, retryAfter }
  );
}

/** A file as it is after a write, as far as the server told. */
function fileEntry(
  place: Place,
  state: Pick<Entry, 'size' | 'modified' | 'etag'>,
  known: Entry | null
): Entry {
  const { size, modified, etag } = state;
  return {
    path: place.path,
    name: nameOf(place),
    kind: 'file',
    size,
    modified,
    created: known?.created ?? null,
    etag,
    mediaType: null,
    rights: known?.rights ?? null,
    problem: null
  };
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
