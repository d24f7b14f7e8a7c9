import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { JobExplanation } from 'sciencemesh-contract';
import type { IFailure, Outcome } from '../../companion/outcome';

/**
 * Why a job waits, at length. It costs its site a question, so that it is
 * asked only when a person wants to know.
 */
export class WaitingReasons {
  constructor(ask: () => Promise<Outcome<JobExplanation>>) {
    this._ask = ask;
  }

  /**
   * Emitted when something below has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * What the site says; null until it has been asked.
   */
  get text(): string | null {
    return this._text;
  }

  /**
   * Why the last question was not answered.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  get isAsking(): boolean {
    return this._isAsking;
  }

  /**
   * Ask the site, unless it is being asked.
   */
  async ask(): Promise<void> {
    if (this._isAsking) {
      return;
    }
    this._isAsking = true;
    this._changed.emit();
    const answer = await this._ask();
    this._isAsking = false;
    this._failure = answer.ok ? null : answer.failure;
    if (answer.ok) {
      this._text = answer.value.text;
    }
    this._changed.emit();
  }

  private readonly _ask: () => Promise<Outcome<JobExplanation>>;
  private readonly _changed = new Signal<this, void>(this);
  private _failure: IFailure | null = null;
  private _isAsking = false;
  private _text: string | null = null;
}
