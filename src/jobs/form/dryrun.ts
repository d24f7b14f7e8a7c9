import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { JobCheck, JobDraft } from 'sciencemesh-contract';
import type { IFailure } from '../../companion/outcome';
import type { JobsClient } from '../client';

/** Milliseconds without a change before a draft is looked at. */
const PAUSE = 400;

/**
 * Looks at a draft whenever it has changed; a look that is overtaken by the
 * next change is broken off.
 */
export class DryRun implements IDisposable {
  constructor(options: DryRun.IOptions) {
    this._options = options;
  }

  /**
   * What the last look found; it may be about an earlier draft.
   */
  get check(): JobCheck | null {
    return this._check;
  }

  /**
   * Why the last look was not possible.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * Whether a draft waits to be looked at, or is.
   */
  get isUnderWay(): boolean {
    return this._ending !== null;
  }

  /**
   * Resolves when the draft of the last change has been looked at.
   */
  get ended(): Promise<void> {
    return this._ending?.promise ?? Promise.resolve();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Look at a draft after a short pause, or at once.
   */
  look(draft: JobDraft, isUrgent = false): void {
    this._break();
    this._draft = draft;
    this._ending ??= new PromiseDelegate();
    this._timer = setTimeout(() => void this._ask(), isUrgent ? 0 : PAUSE);
  }

  /**
   * Leave it: nobody waits for what would be found.
   */
  rest(): void {
    this._break();
    this._end();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.rest();
  }

  private _break(): void {
    this._asking?.abort();
    this._asking = null;
    clearTimeout(this._timer);
  }

  private _end(): void {
    this._ending?.resolve();
    this._ending = null;
  }

  private async _ask(): Promise<void> {
    const draft = this._draft;
    if (draft === null || this._isDisposed) {
      return;
    }
    const asking = new AbortController();
    this._asking = asking;
    const answer = await this._options.client.check(draft, asking.signal);
    if (this._isDisposed || asking !== this._asking) {
      return;
    }
    this._asking = null;
    this._failure = answer.ok ? null : answer.failure;
    if (answer.ok) {
      this._check = answer.value;
    }
    this._end();
    this._options.changed();
  }

  private _asking: AbortController | null = null;
  private _check: JobCheck | null = null;
  private _draft: JobDraft | null = null;
  private _ending: PromiseDelegate<void> | null = null;
  private _failure: IFailure | null = null;
  private _isDisposed = false;
  private readonly _options: DryRun.IOptions;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The namespace for `DryRun` statics.
 */
export namespace DryRun {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Called when a look is over.
     */
    readonly changed: () => void;
    readonly client: JobsClient;
  }
}
