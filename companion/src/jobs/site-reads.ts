/**
 * What tasks print at sites where their files are not to be seen from here:
 * read once for all pages, and again after some seconds at the earliest.
 */
import { BatchError, type OutputPiece } from '../compute/batch-system.ts';

/** Between two reads of the same stream. */
const BETWEEN_MILLISECONDS = 5_000;
const READ_BYTES = 256 * 1024;
/** Of each stream, the last that was read. */
const KEPT_BYTES = 1024 * 1024;
const FORGOTTEN_MILLISECONDS = 60_000;

/** Asks the site for a piece. */
export type Ask = (from: number, maximum: number) => Promise<OutputPiece>;

interface Kept {
  /** Position of the first byte. */
  start: number;
  bytes: Buffer;
  size: number | null;
  /** Why the last read gave nothing. */
  failure: BatchError | null;
  readAt: number;
}

export class SiteReads {
  readonly #kept = new Map<string, Kept>();
  readonly #reading = new Map<string, Promise<void>>();

  /**
   * @param key of the stream of a task
   * @throws BatchError as the site did, for some seconds the same one
   */
  async read(
    key: string,
    from: number,
    maximum: number,
    ask: Ask
  ): Promise<OutputPiece> {
    await this.#reading.get(key);
    let kept = this.#kept.get(key);
    if (kept === undefined || !answers(kept, from)) {
      // Whoever else waited for the same read may have begun the next one.
      const reading = this.#reading.get(key) ?? this.#begin(key, from, ask);
      await reading;
      kept = this.#kept.get(key);
    }
    if (kept === undefined) {
      throw new BatchError('aborted', 'Reading was ended.');
    }
    if (kept.failure !== null) {
      throw kept.failure;
    }
    // Shorter than what was read of it already: it was begun anew.
    const isAnew = kept.size !== null && from > kept.size;
    const at = isAnew ? kept.start : Math.max(from, kept.start);
    const offset = at - kept.start;
    return {
      bytes: kept.bytes.subarray(offset, offset + maximum),
      from: at,
      size: kept.size
    };
  }

  #begin(key: string, from: number, ask: Ask): Promise<void> {
    const reading = this.#ask(key, from, ask).finally(() =>
      this.#reading.delete(key)
    );
    this.#reading.set(key, reading);
    return reading;
  }

  async #ask(key: string, from: number, ask: Ask): Promise<void> {
    this.#forgetOld();
    const before = this.#kept.get(key);
    // What lies before is gone; one page must not take it from the others.
    const goesOn = before !== undefined && from <= endOf(before);
    const start = goesOn ? endOf(before) : from;
    try {
      const piece = await ask(start, READ_BYTES);
      const isAnew = piece.size !== null && piece.size < start;
      this.#kept.set(
        key,
        isAnew
          ? joined(null, await ask(0, READ_BYTES))
          : joined(goesOn ? before : null, piece)
      );
    } catch (error) {
      if (!(error instanceof BatchError)) {
        throw error;
      }
      const none = { start: from, bytes: Buffer.alloc(0), size: null };
      this.#kept.set(key, {
        ...(before ?? none),
        failure: error,
        readAt: Date.now()
      });
    }
  }

  #forgetOld(): void {
    for (const [key, { readAt }] of this.#kept) {
      if (Date.now() - readAt > FORGOTTEN_MILLISECONDS) {
        this.#kept.delete(key);
      }
    }
  }
}

function endOf({ start, bytes }: Kept): number {
  return start + bytes.length;
}

/** Whether what is kept is fresh, and is about what lies behind a position. */
function answers(kept: Kept, from: number): boolean {
  return (
    Date.now() - kept.readAt < BETWEEN_MILLISECONDS &&
    (kept.failure !== null ||
      from <= endOf(kept) ||
      from >= (kept.size ?? endOf(kept)))
  );
}

/** A piece that begins further on replaces what was before it. */
function joined(before: Kept | null, { bytes, from, size }: OutputPiece): Kept {
  const follows = before !== null && from === endOf(before);
  const all = follows
    ? Buffer.concat([before.bytes, bytes])
    : Buffer.from(bytes);
  const dropped = Math.max(0, all.length - KEPT_BYTES);
  return {
    start: (follows ? before.start : from) + dropped,
    bytes: all.subarray(dropped),
    size,
    failure: null,
    readAt: Date.now()
  };
}
