/**
 * Checkpoints, one a file as in jupyter_server: copies in the data folder. A
 * server may keep versions of its own, but makes one of every save, and throws
 * them away when it likes: going back to one of those would be a surprise.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Drive, Place } from '../drive/drive.ts';
import { RequestProblem } from '../http/problem.ts';
import type { CheckpointRow, CheckpointStore } from '../store/checkpoints.ts';
import { readAll } from './bytes.ts';
import type { PendingEdits } from './pending-edits.ts';
import { nameOf, refuseReading, type Saving } from './saving.ts';

/** A larger file is not copied. */
const LARGEST = 50 * 1024 * 1024;
/** Of all copies together; the oldest go first. */
const LARGEST_SUM = 1024 * 1024 * 1024;

/** What pages know of a checkpoint (REST API of jupyter_server 2). */
export interface CheckpointModel {
  id: string;
  last_modified: string;
}

export interface CheckpointsOptions {
  drive: Drive;
  store: CheckpointStore;
  saving: Saving;
  edits: PendingEdits;
  /** Of the copies. */
  folder: string;
}

type NewRow = Omit<CheckpointRow, 'size'>;

export class Checkpoints {
  readonly #options: CheckpointsOptions;

  constructor(options: CheckpointsOptions) {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#options = options;
  }

  async list(path: string): Promise<CheckpointModel[]> {
    const place = await this.#options.drive.resolve(path);
    const row = this.#options.store.at(place.share.id, place.path);
    return row === null ? [] : [modelOf(row)];
  }

  /**
   * Makes one of the present state, in place of the one before.
   *
   * @throws RequestProblem 403 where nothing can be restored anyway
   */
  async create(path: string): Promise<CheckpointModel> {
    const { drive, store, edits } = this.#options;
    const place = await drive.resolve(path);
    refuseReading(place);
    const edit = edits.at(place.share.id, place.path);
    const before = store.at(place.share.id, place.path);
    const row = {
      id: randomUUID(),
      shareId: place.share.id,
      path: place.path,
      createdAt: new Date().toISOString()
    };
    const made =
      edit === null
        ? await this.#ofServer(place, row)
        : await this.#copy(row, await edits.read(edit));
    store.put(made);
    if (before !== null) {
      await this.#removeCopy(before);
    }
    await this.#shrink();
    return modelOf(made);
  }

  /** Makes an earlier state the present one. */
  async restore(path: string, id: string): Promise<void> {
    const { drive, saving } = this.#options;
    const place = await drive.resolve(path);
    refuseReading(place);
    const row = this.#find(place, id);
    const source = {
      size: row.size,
      open: () => createReadStream(this.#file(id))
    };
    await saving.save(path, source, { type: 'any' });
  }

  async delete(path: string, id: string): Promise<void> {
    const row = this.#find(await this.#options.drive.resolve(path), id);
    this.#options.store.remove(row.id);
    await this.#removeCopy(row);
  }

  /** A file or folder has another path, or none, now. */
  moved(shareId: string, from: string, to: string | null): void {
    const { store } = this.#options;
    for (const row of store.under(shareId, from)) {
      if (to === null) {
        store.remove(row.id);
        void this.#removeCopy(row);
      } else {
        store.move(row.id, to + row.path.slice(from.length));
      }
    }
  }

  /** Throws away copies that no checkpoint refers to. */
  async sweep(): Promise<void> {
    const { store, folder } = this.#options;
    const known = new Set(store.copies().map(({ id }) => id));
    for (const name of await readdir(folder)) {
      if (!known.has(name)) {
        await unlink(join(folder, name));
      }
    }
  }

  async #ofServer(place: Place, row: NewRow): Promise<CheckpointRow> {
    const entry = await place.storage.stat(place.path);
    if (entry.kind === 'folder') {
      throw new RequestProblem(
        400,
        'wrong-kind',
        'Folders have no checkpoints.'
      );
    }
    if ((entry.size ?? 0) > LARGEST) {
      // The status that pages take for "none here" without a word.
      throw new RequestProblem(
        403,
        'too-large-to-keep',
        `"${nameOf(place)}" is too large for a checkpoint.`
      );
    }
    const saved = this.#options.saving.recall(place, entry.etag);
    if (saved !== null) {
      return this.#copy(row, saved);
    }
    const { body } = await place.storage.read(place.path);
    return this.#copy(row, await readAll(body, nameOf(place), LARGEST));
  }

  async #copy(row: NewRow, bytes: Buffer): Promise<CheckpointRow> {
    const unfinished = this.#file(`${row.id}.part`);
    await writeFile(unfinished, bytes, { mode: 0o600, flush: true });
    await rename(unfinished, this.#file(row.id));
    return { ...row, size: bytes.length };
  }

  #find(place: Place, id: string): CheckpointRow {
    const row = this.#options.store.at(place.share.id, place.path);
    if (row?.id !== id) {
      throw new RequestProblem(
        404,
        'checkpoint-not-found',
        'This checkpoint does not exist (any more).'
      );
    }
    return row;
  }

  async #shrink(): Promise<void> {
    const { store } = this.#options;
    const copies = store.copies();
    let sum = copies.reduce((total, { size }) => total + size, 0);
    for (const row of copies) {
      if (sum <= LARGEST_SUM) {
        break;
      }
      sum -= row.size;
      store.remove(row.id);
      await this.#removeCopy(row);
    }
  }

  async #removeCopy({ id }: CheckpointRow): Promise<void> {
    await unlink(this.#file(id)).catch(() => undefined);
  }

  #file(name: string): string {
    return join(this.#options.folder, name);
  }
}

function modelOf({ id, createdAt }: CheckpointRow): CheckpointModel {
  return { id, last_modified: createdAt };
}
