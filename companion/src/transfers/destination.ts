/**
 * Where the files of a transfer end up: a folder of this machine, or a folder
 * of a storage. A run drives either in the same way.
 */
import type { FileEntry } from './ledger.ts';

/** One file on its way, over all attempts. */
export interface Carriage {
  /** How much of it has come so far; more of it makes an attempt fruitful. */
  readonly bytes: number;
  /**
   * Brings the bytes.
   *
   * @param onAnswer called when whoever has the file answers, whatever it says
   * @throws what `toFileFailure` understands
   */
  attempt(signal: AbortSignal, onAnswer: () => void): Promise<void>;
  /** After a successful attempt: gives the file its name and notes it. */
  land(): Promise<void>;
  /** After a failed attempt; what is of use to the next one stays. */
  close(): Promise<void>;
  /** There will be no other attempt, or none that could go on. */
  discard(): Promise<void>;
}

export interface Destination {
  /**
   * Puts right what an earlier process left.
   *
   * @param moreComing tells whether landings may wait for others
   */
  prepare(moreComing: () => boolean): Promise<void>;
  /** True, and noted, when something has the name of the file already. */
  isThere(entry: FileEntry): Promise<boolean>;
  begin(entry: FileEntry): Carriage;
  /** Takes away what was there only for the run. */
  cleanUp(): Promise<void>;
  /** Makes everything that has landed survive the end of the machine. */
  sync(): Promise<void>;
}
