/**
 * Sends one file: its parts in their order, hashed in the same pass.
 */
import { stat } from 'node:fs/promises';
import type {
  StoredPublicationFile,
  StoredSlot
} from '../../store/publication-records.ts';
import { quoted } from '../findings.ts';
import {
  RepositoryError,
  type DraftState,
  type PartReceipt
} from '../repository.ts';
import type { Consignment } from './consignment.ts';
import type { Desk } from './desk.ts';
import { digestFile, Digests } from './digests.ts';
import { PublicationTrouble } from './troubles.ts';
import { Watchdog } from './watchdog.ts';

/** The file is another one than that which was planned. */
export class SourceChanged extends Error {}

/** The file is there, and its bytes are not. */
export class SourceUnreadable extends Error {}

interface Part {
  number: number;
  start: number;
  size: number;
}

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
    let slot = begun;
    const there = Math.min(size, slot.receipts.length * slot.partSize);
    consignment.progress.begin(path, there);
    await digestFile(real, there, digests, signal);
    for (let number = slot.receipts.length; number < slot.parts; number += 1) {
      const start = number * slot.partSize;
      const part = {
        number,
        start,
        size: Math.min(slot.partSize, size - start)
      };
      const receipt = await this.#sendPart(file, slot, part, digests, signal);
      digests.keep();
      slot = { ...slot, receipts: [...slot.receipts, receipt] };
      if (slot.parts > 1) {
        consignment.keep([{ ...consignment.now(file), slot }]);
      }
    }
    await assertUnchanged(file);
    const checksum = await digests.told(algorithm);
    const sha256 = await digests.told('sha256');
    const { receipts, ...rest } = slot;
    const remote = await desk.change(
      'commit',
      [key],
      (adapter, inner) =>
        adapter.commit(
          this.#options.draft,
          { ...rest, checksum },
          receipts,
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

  async #sendPart(
    file: StoredPublicationFile,
    slot: StoredSlot,
    { number, start, size }: Part,
    digests: Digests,
    outer: AbortSignal
  ): Promise<PartReceipt> {
    const { consignment, desk, draft, patience } = this.#options;
    const { progress } = consignment;
    const { path, real } = file;
    const watchdog = new Watchdog(patience, outer);
    let left = size;
    let unreadable: unknown = null;
    // A request that is made twice begins anew.
    const open = () => {
      watchdog.stir();
      progress.add(path, left - size);
      left = size;
      const body = digests.read({ real, start, size }, bytes => {
        left -= bytes;
        progress.add(path, bytes);
        consignment.stir();
        // How long it thinks about the whole is for the adapter to say.
        if (left === 0) {
          watchdog.stop();
        } else {
          watchdog.stir();
        }
      });
      body.on('error', error => {
        unreadable = error;
      });
      return body;
    };
    try {
      return await desk.change(
        'send',
        [file.key],
        (adapter, signal) =>
          adapter.send(draft, slot, number, open, size, signal),
        watchdog.signal
      );
    } catch (error) {
      progress.add(path, left - size);
      outer.throwIfAborted();
      await assertUnchanged(file);
      if (unreadable instanceof Error && 'syscall' in unreadable) {
        throw new SourceUnreadable(
          `${quoted(path)} cannot be read. Let yourself read it, or leave it out.`,
          { cause: unreadable }
        );
      }
      if (unreadable instanceof PublicationTrouble) {
        throw unreadable;
      }
      throw watchdog.hasBitten
        ? new RepositoryError(
            'timeout',
            `${desk.name} took nothing of ${quoted(path)} for ${Math.round(patience / 1000)} seconds.`,
            { cause: error, outcomeUnknown: true }
          )
        : error;
    } finally {
      watchdog.stop();
    }
  }
}

/** @throws SourceChanged */
export async function assertUnchanged(
  file: Pick<StoredPublicationFile, 'path' | 'real' | 'size' | 'modified'>
): Promise<void> {
  const now = await stat(file.real).catch(() => null);
  if (now === null) {
    throw new SourceChanged(`${quoted(file.path)} is not there any more.`);
  }
  if (now.size !== file.size || now.mtimeMs !== file.modified) {
    throw new SourceChanged(`${quoted(file.path)} changed while it was sent.`);
  }
}
