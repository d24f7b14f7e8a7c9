/**
 * Sends the parts of one file: in their order and hashed in the same pass, or
 * several at a time where the repository allows that.
 */
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
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
import {
  arrivedInRow,
  arrivedReceipts,
  hasArrived,
  withReceipt
} from './arrived-parts.ts';
import type { Consignment } from './consignment.ts';
import type { Desk } from './desk.ts';
import type { Digests } from './digests.ts';
import { chunksOf, streamOf, type Piece } from './pieces.ts';
import { PublicationTrouble } from './troubles.ts';
import { Watchdog } from './watchdog.ts';

/** The file is another one than that which was planned. */
export class SourceChanged extends Error {}

/** The file is there, and its bytes are not. */
export class SourceUnreadable extends Error {}

export interface PartSendingOptions {
  desk: Desk;
  draft: DraftState;
  consignment: Consignment;
  /** Milliseconds that a part may stand still. */
  patience: number;
  file: StoredPublicationFile;
  /** Of the parts that are there from the first on. */
  digests: Digests;
  signal: AbortSignal;
}

/** Makes the stream of a part, as often as a request needs it. */
type Open = (onBytes: (bytes: number) => void) => Readable;

export class PartSending {
  readonly #options: PartSendingOptions;

  constructor(options: PartSendingOptions) {
    this.#options = options;
  }

  /** @returns the slot with what the repository said of all parts */
  send(slot: StoredSlot): Promise<StoredSlot> {
    const left = slot.parts - arrivedReceipts(slot).length;
    const hands = Math.min(left, slot.together ?? 1);
    return hands > 1 ? this.#together(slot, hands) : this.#inTurn(slot);
  }

  async #inTurn(begun: StoredSlot): Promise<StoredSlot> {
    const { digests, signal } = this.#options;
    let slot = begun;
    for (let number = arrivedInRow(slot); number < slot.parts; number += 1) {
      const piece = this.#piece(slot, number);
      if (hasArrived(slot, number)) {
        await digests.add(piece, signal);
        continue;
      }
      const open: Open = onBytes => digests.read(piece, onBytes);
      const receipt = await this.#sendPart(slot, number, open, signal);
      digests.keep();
      slot = this.#arrived(slot, number, receipt);
    }
    return slot;
  }

  /**
   * Checksums need the parts in their order, so that they are read a second
   * time beside, while they are in memory: that the bytes are those that were
   * sent is known when the repository has made the same checksum of them.
   *
   * Each part is written down when it has arrived, whichever comes first:
   * however this ends, only those are sent again that were on their way, no
   * more than `hands`.
   */
  async #together(begun: StoredSlot, hands: number): Promise<StoredSlot> {
    const { digests, signal: outer } = this.#options;
    const ending = new AbortController();
    const signal = AbortSignal.any([outer, ending.signal]);
    const failures: unknown[] = [];
    const fail = (error: unknown) => {
      failures.push(error);
      ending.abort(error);
    };
    let slot = begun;
    let next = arrivedInRow(begun);
    let hashing = Promise.resolve();
    const hand = async () => {
      while (next < begun.parts && !signal.aborted) {
        const number = next;
        next += 1;
        const piece = this.#piece(begun, number);
        const hashed = hashing.then(() => digests.add(piece, signal));
        hashed.catch(fail);
        hashing = hashed;
        if (!hasArrived(begun, number)) {
          const open: Open = onBytes => streamOf(chunksOf(piece), onBytes);
          const receipt = await this.#sendPart(begun, number, open, signal);
          slot = this.#arrived(slot, number, receipt);
        }
        await hashed;
      }
    };
    await Promise.all(Array.from({ length: hands }, () => hand().catch(fail)));
    outer.throwIfAborted();
    if (failures.length > 0) {
      throw failures[0];
    }
    return slot;
  }

  #piece({ partSize }: StoredSlot, number: number): Piece {
    const { real, size } = this.#options.file;
    const start = number * partSize;
    return { real, start, size: Math.min(partSize, size - start) };
  }

  #arrived(
    before: StoredSlot,
    number: number,
    receipt: PartReceipt
  ): StoredSlot {
    const { consignment, file } = this.#options;
    const slot = withReceipt(before, number, receipt);
    if (slot.parts > 1) {
      consignment.keep([{ ...consignment.now(file), slot }]);
    }
    return slot;
  }

  async #sendPart(
    slot: StoredSlot,
    number: number,
    open: Open,
    outer: AbortSignal
  ): Promise<PartReceipt> {
    const { consignment, desk, draft, file, patience } = this.#options;
    const { progress } = consignment;
    const { key, path } = file;
    const { size } = this.#piece(slot, number);
    const watchdog = new Watchdog(patience, outer);
    let left = size;
    let failure: unknown = null;
    // A request that is made twice begins anew.
    const body = () => {
      watchdog.stir();
      progress.add(path, left - size);
      left = size;
      const bytes = open(count => {
        left -= count;
        progress.add(path, count);
        consignment.stir();
        // How long it thinks about the whole is for the adapter to say.
        if (left === 0) {
          watchdog.stop();
        } else {
          watchdog.stir();
        }
      });
      bytes.on('error', error => {
        failure = error;
      });
      return bytes;
    };
    try {
      return await desk.change(
        'send',
        [key],
        (adapter, signal) =>
          adapter.send(draft, slot, number, body, size, signal),
        watchdog.signal
      );
    } catch (error) {
      progress.add(path, left - size);
      outer.throwIfAborted();
      if (isOfDisk(failure) || failure instanceof PublicationTrouble) {
        throw failure;
      }
      throw watchdog.hasBitten
        ? new RepositoryError(
            'timeout',
            `${desk.name} took nothing of ${quoted(path)} for ${Math.round(patience / 1000)} seconds.`,
            { cause: error, outcomeUnknown: true }
          )
        : error;
    } finally {
      watchdog.end();
    }
  }
}

/** It was said by the file system, not by the repository. */
export function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

export function unreadable(path: string, cause: unknown): SourceUnreadable {
  return new SourceUnreadable(
    `${quoted(path)} cannot be read. Let yourself read it, or leave it out.`,
    { cause }
  );
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
