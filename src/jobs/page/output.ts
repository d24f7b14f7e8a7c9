import type { JobOutput } from 'sciencemesh-contract';
import type { IFailure, Outcome } from '../../companion/outcome';

/** Which of the two that a job prints to. */
export type Stream = 'stdout' | 'stderr';

/**
 * What is on show of what a job prints.
 */
export interface IPrinted {
  readonly text: string;

  /**
   * Bytes before the text that are not shown.
   */
  readonly skipped: number;

  /**
   * Why there is nothing (new).
   */
  readonly message: string | null;
}

/**
 * Follows what a job prints, and keeps the end of it: a page stays usable
 * whatever comes, a gigabyte without a line break as well.
 */
export class OutputFollower {
  /**
   * @param ask - for the piece that begins at a byte; undefined for the end
   */
  constructor(
    ask: (from: number | undefined) => Promise<Outcome<JobOutput>>,
    most = MOST_CHARACTERS
  ) {
    this._ask = ask;
    this._most = most;
  }

  get printed(): IPrinted {
    return this._printed;
  }

  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * Whether all that will ever be printed is here.
   */
  get isOver(): boolean {
    return this._isOver;
  }

  /**
   * Read what is new.
   *
   * @returns whether anything has changed
   */
  async follow(): Promise<boolean> {
    for (let piece = 0; piece < MOST_PIECES; piece += 1) {
      const answer = await this._ask(this._next);
      if (!answer.ok) {
        this._failure = answer.failure;
        return true;
      }
      this._failure = null;
      const before = this._printed;
      this._take(answer.value);
      if (!answer.value.more) {
        this._isOver = !answer.value.live && answer.value.message === null;
        return (
          piece > 0 ||
          before.text !== this._printed.text ||
          before.message !== this._printed.message
        );
      }
    }
    return true;
  }

  private _take({ from, message, next, skipped, text }: JobOutput): void {
    const whole = this._printed.text + text;
    const kept = whole.slice(-this._most);
    this._printed = {
      text: kept,
      // The first answer tells what was left out before it.
      skipped:
        (this._next === undefined ? from : this._printed.skipped + skipped) +
        (whole.length - kept.length),
      message
    };
    this._next = next;
  }

  private readonly _ask: (
    from: number | undefined
  ) => Promise<Outcome<JobOutput>>;
  private _failure: IFailure | null = null;
  private _isOver = false;
  private readonly _most: number;
  private _next: number | undefined;
  private _printed: IPrinted = { text: '', skipped: 0, message: null };
}

/** As much as a browser lays out without a pause. */
const MOST_CHARACTERS = 200_000;

/** Pieces that one look reads, so that a flood does not take the page. */
const MOST_PIECES = 8;
