import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { CheckStep } from 'sciencemesh-contract';
import type { CompanionClient } from '../companion/client';
import type { IFailure } from '../companion/outcome';

/**
 * One check of a share, step by step.
 */
export class CheckModel implements IDisposable {
  constructor(client: CompanionClient, shareId: string) {
    this._client = client;
    this._shareId = shareId;
  }

  /**
   * Emitted when a step has begun or ended.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get steps(): readonly CheckStep[] {
    return this._steps;
  }

  get isRunning(): boolean {
    return this._isRunning;
  }

  /**
   * Why there is no check at all.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  get isDisposed(): boolean {
    return this._control.signal.aborted;
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._control.abort();
      Signal.clearData(this);
    }
  }

  /**
   * Make all steps.
   */
  async run(): Promise<void> {
    this._isRunning = true;
    this._steps = [];
    this._failure = null;
    this._changed.emit();
    const { signal } = this._control;
    const answer = await this._client.checkShare(
      this._shareId,
      step => {
        this._steps = [
          ...this._steps.filter(known => known.step !== step.step),
          step
        ];
        this._changed.emit();
      },
      signal
    );
    if (signal.aborted) {
      return;
    }
    this._isRunning = false;
    this._failure = answer.ok ? null : answer.failure;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _client: CompanionClient;
  private readonly _control = new AbortController();
  private _failure: IFailure | null = null;
  private _isRunning = false;
  private readonly _shareId: string;
  private _steps: readonly CheckStep[] = [];
}
