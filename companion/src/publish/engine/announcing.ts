/**
 * Announces files just ahead of sending them, many at a time: that saves
 * requests, and what is announced and not sent would hinder publishing.
 */
import type {
  StoredPublicationFile,
  StoredSlot
} from '../../store/publication-records.ts';
import { Slots } from '../../transfers/slots.ts';
import { RepositoryError, type DraftState } from '../repository.ts';
import type { Consignment } from './consignment.ts';
import type { Desk } from './desk.ts';

export const BATCH_FILES = 20;
/** Where bytes go may be told for an hour only. */
const BATCH_BYTES = 256 * 1024 * 1024;

export class Announcing {
  readonly #desk: Desk;
  readonly #draft: DraftState;
  readonly #consignment: Consignment;
  readonly #turn = new Slots(1);

  constructor(desk: Desk, draft: DraftState, consignment: Consignment) {
    this.#desk = desk;
    this.#draft = draft;
    this.#consignment = consignment;
  }

  /** Where the bytes of a file go. */
  slotOf(file: StoredPublicationFile): Promise<StoredSlot> {
    return this.#turn.use(async () => {
      const known = this.#consignment.now(file).slot;
      return known ?? this.#announce(file);
    });
  }

  async #announce(file: StoredPublicationFile): Promise<StoredSlot> {
    const batch = this.#batch(file);
    try {
      return await this.#begin(file, batch);
    } catch (error) {
      const isAboutOne =
        error instanceof RepositoryError &&
        (error.code === 'refused' || error.code === 'conflict');
      if (!isAboutOne) {
        throw error;
      }
      // None of a batch is taken when one is not.
      if (error.code === 'conflict') {
        await this.#desk.change('remove', [file.key], (adapter, signal) =>
          adapter.remove(this.#draft, file.key, signal)
        );
      } else if (batch.length === 1) {
        throw error;
      }
      return this.#begin(file, [file]);
    }
  }

  /** The file, and those that will be sent after it. */
  #batch(file: StoredPublicationFile): StoredPublicationFile[] {
    const batch = [file];
    let bytes = file.size;
    for (const next of this.#consignment.all) {
      if (batch.length === BATCH_FILES || bytes + next.size > BATCH_BYTES) {
        break;
      }
      if (
        next.path > file.path &&
        next.slot === null &&
        next.state === 'planned'
      ) {
        batch.push(next);
        bytes += next.size;
      }
    }
    return batch;
  }

  async #begin(
    file: StoredPublicationFile,
    batch: readonly StoredPublicationFile[]
  ): Promise<StoredSlot> {
    const slots = await this.#desk.change(
      'begin',
      batch.map(({ key }) => key),
      (adapter, signal) =>
        adapter.begin(
          this.#draft,
          batch.map(({ checksum, key, size }) => ({ key, size, checksum })),
          signal
        )
    );
    const byKey = new Map(
      slots.map(slot => [slot.key, { ...slot, receipts: [] }])
    );
    this.#consignment.keep(
      batch.map(one => ({
        ...this.#consignment.now(one),
        slot: byKey.get(one.key) ?? null
      }))
    );
    const slot = byKey.get(file.key);
    if (slot === undefined) {
      throw new RepositoryError(
        'strange-answer',
        `The repository does not say where "${file.key}" goes.`
      );
    }
    return slot;
  }
}
