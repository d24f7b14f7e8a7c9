import type { IConnectionStatus } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { CompanionClient } from './client';
import type { IFailure } from './outcome';

/**
 * Whether the companion can be asked, and if not, why.
 *
 * - `unknown`: the first answer is on its way;
 * - `starting`: it will be there in a moment;
 * - `running`;
 * - `down`: it is not there, `failure` says why and what to do;
 * - `missing`: this server has no ScienceMesh extension at all.
 */
export type CompanionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'starting'; readonly message: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'down'; readonly failure: IFailure }
  | { readonly kind: 'missing'; readonly failure: IFailure };

/**
 * Keeps an eye on the companion through the bridge.
 */
export class CompanionStatus implements IDisposable {
  constructor(options: CompanionStatus.IOptions) {
    this._client = options.client;
    this._trans = options.trans;
    const connection = options.connection;
    this._poll = new Poll({
      name: 'jupyterlab-sciencemesh:status',
      auto: false,
      factory: () => this._ask(),
      frequency: { interval: QUICK, backoff: false, max: SLOW },
      standby: () => (connection?.isConnected === false ? true : 'when-hidden')
    });
  }

  /**
   * Emitted when the state has changed.
   */
  get changed(): ISignal<this, CompanionState> {
    return this._changed;
  }

  /**
   * The last known state.
   */
  get state(): CompanionState {
    return this._state;
  }

  /**
   * Whether requests to the companion make sense now.
   */
  get isRunning(): boolean {
    return this._state.kind === 'running';
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Begin to watch.
   */
  start(): void {
    void this._poll.refresh();
  }

  /**
   * The first state that is neither unknown nor about to change.
   */
  async settled(): Promise<CompanionState> {
    while (this._state.kind === 'unknown' || this._state.kind === 'starting') {
      await this._tick();
      if (this._isDisposed) {
        break;
      }
    }
    return this._state;
  }

  /**
   * Ask again now, for example because a request has just failed.
   */
  async refresh(): Promise<void> {
    if (!this._isDisposed) {
      await this._poll.refresh();
      await this._tick();
    }
  }

  /**
   * Have the bridge start the companion anew.
   */
  async restart(): Promise<void> {
    this._set({ kind: 'starting', message: '' });
    const answer = await this._client.restart();
    if (this._isDisposed) {
      return;
    }
    if (!answer.ok) {
      this._set({ kind: 'down', failure: answer.failure });
    }
    await this.refresh();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._poll.dispose();
    Signal.clearData(this);
  }

  /**
   * Resolves with the next answer, and when there will be none any more.
   */
  private async _tick(): Promise<void> {
    try {
      await this._poll.tick;
    } catch (reason) {
      if (!this._isDisposed) {
        throw reason;
      }
    }
  }

  private async _ask(): Promise<void> {
    const answer = await this._client.status();
    if (this._isDisposed) {
      return;
    }
    if (!answer.ok) {
      const kind = answer.failure.code === 'http-404' ? 'missing' : 'down';
      this._set({
        kind,
        failure: kind === 'missing' ? this._missing() : answer.failure
      });
    } else {
      const { state, message, reason } = answer.value;
      switch (state) {
        case 'running':
          this._set({ kind: state });
          break;
        case 'starting':
          // A first start needs no words, one after a crash says why.
          this._set({ kind: state, message: reason === null ? '' : message });
          break;
        case 'stopped':
        case 'failed':
          this._set({
            kind: 'down',
            failure: {
              code: reason ?? `companion-${state}`,
              message:
                message ||
                this._trans.__(
                  'The ScienceMesh companion is not running on the Jupyter server.'
                )
            }
          });
          break;
      }
    }
    this._poll.frequency = {
      backoff: false,
      interval: this._pause(),
      max: SLOW
    };
  }

  /**
   * Milliseconds until the next look.
   */
  private _pause(): number {
    switch (this._state.kind) {
      case 'unknown':
      case 'starting':
        return QUICK;
      case 'running':
      case 'down':
        return SLOW;
      case 'missing':
        // An extension appears with a restart of the server, not by itself.
        return Poll.NEVER;
    }
  }

  private _missing(): IFailure {
    return {
      code: 'companion-missing',
      message: this._trans.__(
        'The server part of ScienceMesh is not installed or not enabled on this Jupyter server. Install jupyterlab-sciencemesh there with pip, then restart the server.'
      )
    };
  }

  private _set(state: CompanionState): void {
    const before = this._state;
    if (before.kind === state.kind && words(before) === words(state)) {
      return;
    }
    this._state = state;
    this._changed.emit(state);
  }

  private readonly _changed = new Signal<this, CompanionState>(this);
  private readonly _client: CompanionClient;
  private _isDisposed = false;
  private readonly _poll: Poll;
  private _state: CompanionState = { kind: 'unknown' };
  private readonly _trans: TranslationBundle;
}

/**
 * The namespace for `CompanionStatus` statics.
 */
export namespace CompanionStatus {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly client: CompanionClient;
    readonly connection: IConnectionStatus | null;
    readonly trans: TranslationBundle;
  }
}

function words(state: CompanionState): string {
  switch (state.kind) {
    case 'unknown':
    case 'running':
      return '';
    case 'starting':
      return state.message;
    case 'down':
    case 'missing':
      return state.failure.message;
  }
}

const QUICK = 1_000;
const SLOW = 20_000;
