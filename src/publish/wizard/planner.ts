import type { IDisposable } from '@lumino/disposable';
import type { PublicationPlan } from 'sciencemesh-contract';
import type { IFailure, Outcome } from '../../companion/outcome';

/**
 * Asks what would happen to a publication as it is kept; a question that is
 * overtaken by the next is broken off.
 */
export class Planner implements IDisposable {
  constructor(options: Planner.IOptions) {
    this._options = options;
  }

  /**
   * The last answer; it may be about an earlier form.
   */
  get plan(): PublicationPlan | null {
    return this._plan;
  }

  /**
   * Why the last question got no answer.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * Whether an answer is on its way.
   */
  get isUnderWay(): boolean {
    return this._asking !== null;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Ask.
   */
  async look(): Promise<void> {
    if (this._isDisposed) {
      return;
    }
    this._asking?.abort();
    const asking = new AbortController();
    this._asking = asking;
    this._options.changed();
    const answer = await this._options.check(asking.signal);
    if (this._isDisposed || asking !== this._asking) {
      return;
    }
    this._asking = null;
    this._failure = answer.ok ? null : answer.failure;
    if (answer.ok) {
      this._plan = answer.value;
    }
    this._options.changed();
  }

  dispose(): void {
    this._isDisposed = true;
    this._asking?.abort();
    this._asking = null;
  }

  private _asking: AbortController | null = null;
  private _failure: IFailure | null = null;
  private _isDisposed = false;
  private readonly _options: Planner.IOptions;
  private _plan: PublicationPlan | null = null;
}

/**
 * The namespace for `Planner` statics.
 */
export namespace Planner {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Called when a question was asked or answered.
     */
    readonly changed: () => void;
    readonly check: (signal: AbortSignal) => Promise<Outcome<PublicationPlan>>;
  }
}
