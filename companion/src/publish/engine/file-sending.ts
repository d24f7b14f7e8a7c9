/**
 * Sends one file, and sees that it arrived as it is here.
 */
import type {
  StoredPublicationFile,
  StoredSlot
} from '../../store/publication-records.ts';
import type { DraftState } from '../repository.ts';
import {
  arrivedBytes,
  arrivedInRow,
  arrivedReceipts
} from './arrived-parts.ts';
import type { Consignment } from './consignment.ts';
import type { Desk } from './desk.ts';
import { Digests } from './digests.ts';
import {
  assertUnchanged,
  isOfDisk,
  PartSending,
  unreadable
} from './part-sending.ts';

export interface FileSendingOptions {
  desk: Desk;
  draft: DraftState;
  consignment: Consignment;
  patience: number;
}

export class FileSending {
  readonly #options: FileSendingOptions;

  constructor(options: FileSendingOptions) {
    this.#options = options;
  }

  /** @param ending ends it before it is done */
  async send(
    file: StoredPublicationFile,
    begun: StoredSlot,
    ending: AbortSignal
  ): Promise<void> {
    const { consignment, desk } = this.#options;
    const algorithm = desk.open.abilities.checksum;
    const { key, path, real, size } = file;
    const signal = AbortSignal.any([desk.signal, ending]);
    await assertUnchanged(file);
    using digests = Digests.of(algorithm, size);
    consignment.progress.begin(path, arrivedBytes(begun, size));
    const hashed = Math.min(size, arrivedInRow(begun) * begun.partSize);
    const parts = new PartSending({ ...this.#options, file, digests, signal });
    const sent = await digests
      .add({ real, start: 0, size: hashed }, signal)
      .then(() => parts.send(begun))
      .catch(async (error: unknown) => {
        await assertUnchanged(file);
        throw isOfDisk(error) ? unreadable(path, error) : error;
      });
    await assertUnchanged(file);
    const checksum = await digests.told(algorithm);
    const sha256 = await digests.told('sha256');
    const remote = await desk.change(
      'commit',
      [key],
      (adapter, inner) =>
        adapter.commit(
          this.#options.draft,
          { ...sent, checksum },
          arrivedReceipts(sent),
          inner
        ),
      signal
    );
    consignment.progress.end(path);
    const isAgreed = remote.size === size && remote.checksum === checksum;
    consignment.keep([
      {
        ...consignment.now(file),
        state: isAgreed ? 'verified' : 'sent',
        sent: size,
        checksum,
        sha256,
        remoteChecksum: remote.checksum,
        slot: null,
        message: null
      }
    ]);
  }

  /** What is there of a file is of no use: it will be announced again. */
  async drop(file: StoredPublicationFile): Promise<void> {
    const { consignment, desk, draft } = this.#options;
    const now = consignment.now(file);
    const { slot } = now;
    await desk.change('remove', [file.key], async (adapter, signal) => {
      if (slot !== null) {
        await adapter.abandon?.(draft, slot, signal);
      }
      await adapter.remove(draft, file.key, signal);
    });
    consignment.keep([{ ...now, slot: null, sent: 0, state: 'planned' }]);
  }
}
