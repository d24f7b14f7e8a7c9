/**
 * The append-only journal of one transfer, `<data>/transfers/<id>.jsonl`.
 *
 * A record counts once its line is in the file, which survives the end of the
 * process at any moment. `sync` makes it survive the end of the machine too;
 * that is asked for where something is promised to a person.
 */
import { constants } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { syncFile, syncFolder } from './durability.ts';
import type { JournalRecord } from './journal-records.ts';

/** Lines held before they are written; a plan may have very many files. */
const LINES_AT_ONCE = 2000;

export class TransferJournal {
  readonly #handle: FileHandle;
  #bytes: number;
  #lines: number;
  #waiting: string[] = [];
  /** The write that will take what is waiting. */
  #next: Promise<void> | null = null;
  /** The last write that was begun or planned. */
  #last: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, bytes: number, lines: number) {
    this.#handle = handle;
    this.#bytes = bytes;
    this.#lines = lines;
  }

  /**
   * Begins a journal, or replaces one by a shorter account of the same; when
   * this resolves, the records are durable.
   */
  static async create(
    path: string,
    records: Iterable<JournalRecord>
  ): Promise<TransferJournal> {
    const temporary = `${path}.new`;
    const handle = await open(temporary, 'w', 0o600);
    const journal = new TransferJournal(handle, 0, 0);
    try {
      for (const record of records) {
        const written = journal.append(record);
        if (journal.#waiting.length >= LINES_AT_ONCE) {
          await written;
        }
      }
      await journal.sync();
      await rename(temporary, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await handle.close();
      throw error;
    }
    return journal;
  }

  /**
   * Goes on with a journal.
   *
   * @param bytes how much of it could be read; a torn end is cut off
   * @param lines how many records that are
   */
  static async reopen(
    path: string,
    { bytes, lines }: { bytes: number; lines: number }
  ): Promise<TransferJournal> {
    const handle = await open(path, constants.O_WRONLY);
    await handle.truncate(bytes);
    return new TransferJournal(handle, bytes, lines);
  }

  /** How many records it has. */
  get lines(): number {
    return this.#lines;
  }

  /** Resolves when the record is written; many share one write. */
  append(record: JournalRecord): Promise<void> {
    this.#waiting.push(`${JSON.stringify(record)}\n`);
    this.#next ??= this.#plan();
    return this.#next;
  }

  /** Makes everything appended so far durable. */
  async sync(): Promise<void> {
    await this.#last;
    await syncFile(this.#handle);
  }

  async close(): Promise<void> {
    try {
      await this.#last;
    } finally {
      await this.#handle.close();
    }
  }

  #plan(): Promise<void> {
    const write = this.#writeAfter(this.#last);
    // Whoever appended hears of a failure; nobody else has to.
    write.catch(() => undefined);
    this.#last = write;
    return write;
  }

  async #writeAfter(previous: Promise<void>): Promise<void> {
    // After a failed write nothing more is written: order is meaning here.
    await previous;
    // Lets all that happens in this turn of the loop go into one write.
    await nextTurn();
    const text = Buffer.from(this.#waiting.join(''));
    this.#lines += this.#waiting.length;
    this.#waiting = [];
    this.#next = null;
    let written = 0;
    while (written < text.length) {
      const { bytesWritten } = await this.#handle.write(
        text,
        written,
        text.length - written,
        this.#bytes + written
      );
      written += bytesWritten;
    }
    this.#bytes += written;
  }
}
