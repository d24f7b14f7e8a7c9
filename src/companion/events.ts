import { URLExt } from '@jupyterlab/coreutils';
import type { IConnectionStatus, ServerConnection } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import type { IPoll } from '@lumino/polling';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { CompanionEvent } from 'sciencemesh-contract';
import type { CompanionStatus } from './status';

/** Milliseconds before a broken socket is opened anew. */
const SHORTEST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/**
 * What the companion tells on its own: shares, progress, checked packages.
 *
 * #### Notes
 * One WebSocket, opened anew with growing pauses when it breaks. Whatever was
 * said while it was closed is lost, so `resync` asks everybody to load afresh
 * once it is open, and in regular intervals where no socket can be had at all.
 */
export class CompanionEvents implements IDisposable {
  constructor(options: CompanionEvents.IOptions) {
    this._connection = options.connection;
    this._settings = options.serverSettings;
    this._status = options.status;
    this._fallback = new Poll({
      name: 'jupyterlab-sciencemesh:fallback',
      auto: false,
      factory: async () => this._fall(),
      frequency: fixed(options.pollingInterval),
      standby: () =>
        this._connection?.isConnected === false ? true : 'when-hidden'
    });
    this._status.changed.connect(this._onStatus, this);
    this._onStatus();
  }

  /**
   * Emitted for each event.
   */
  get received(): ISignal<this, CompanionEvent> {
    return this._received;
  }

  /**
   * Emitted when events may have been missed: load afresh.
   */
  get resync(): ISignal<this, void> {
    return this._resync;
  }

  /**
   * Whether events arrive by themselves at the moment.
   */
  get isLive(): boolean {
    return this._isLive;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Choose the seconds between two loads where no WebSocket can be had.
   */
  setPollingInterval(seconds: number): void {
    this._fallback.frequency = fixed(seconds);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._fallback.dispose();
    this._hangUp();
    Signal.clearData(this);
  }

  private _onStatus(): void {
    if (this._status.isRunning) {
      this._pause = SHORTEST_PAUSE;
      this._connect();
      void this._fallback.start();
    } else {
      this._hangUp();
      void this._fallback.stop();
    }
  }

  private _connect(): void {
    if (this._socket || this._isDisposed || !this._status.isRunning) {
      return;
    }
    if (this._connection?.isConnected === false) {
      this._connectLater();
      return;
    }
    const socket = new this._settings.WebSocket(this._url());
    this._socket = socket;
    socket.onopen = () => {
      this._isLive = true;
      this._pause = SHORTEST_PAUSE;
      this._resync.emit();
    };
    socket.onmessage = (message: MessageEvent<unknown>) => {
      this._read(message.data);
    };
    socket.onclose = () => {
      if (this._socket !== socket) {
        return;
      }
      const wasLive = this._isLive;
      this._socket = null;
      this._isLive = false;
      this._connectLater();
      if (wasLive) {
        // Most often the companion has ended; nobody knows sooner than we.
        void this._status.refresh();
      }
    };
  }

  private _connectLater(): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._connect(), this._pause);
    this._pause = Math.min(this._pause * 2, LONGEST_PAUSE);
  }

  private _hangUp(): void {
    clearTimeout(this._timer);
    const socket = this._socket;
    this._socket = null;
    this._isLive = false;
    socket?.close();
  }

  private _fall(): void {
    if (!this._isLive && this._status.isRunning) {
      this._resync.emit();
    }
  }

  private _read(data: unknown): void {
    const event = companionEvent(data);
    if (event) {
      this._received.emit(event);
    }
  }

  private _url(): string {
    const { appendToken, token, wsUrl } = this._settings;
    const url = URLExt.join(wsUrl, 'sciencemesh', 'api', 'events');
    return appendToken && token !== ''
      ? `${url}?token=${encodeURIComponent(token)}`
      : url;
  }

  private readonly _connection: IConnectionStatus | null;
  private readonly _fallback: Poll;
  private _isDisposed = false;
  private _isLive = false;
  private _pause = SHORTEST_PAUSE;
  private readonly _received = new Signal<this, CompanionEvent>(this);
  private readonly _resync = new Signal<this, void>(this);
  private readonly _settings: ServerConnection.ISettings;
  private _socket: WebSocket | null = null;
  private readonly _status: CompanionStatus;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The namespace for `CompanionEvents` statics.
 */
export namespace CompanionEvents {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly connection: IConnectionStatus | null;

    /**
     * Seconds between two loads where no WebSocket can be had.
     */
    readonly pollingInterval: number;
    readonly serverSettings: ServerConnection.ISettings;
    readonly status: CompanionStatus;
  }
}

function fixed(seconds: number): IPoll.Frequency {
  return { interval: seconds * 1000, backoff: false, max: seconds * 1000 };
}

const EVENT_TYPES: readonly string[] = [
  'hello',
  'share',
  'provider',
  'transfer',
  'package',
  'contents',
  'outbox',
  'mirror',
  'job',
  'site',
  'publication',
  'repository'
] satisfies CompanionEvent['type'][];

function companionEvent(data: unknown): CompanionEvent | null {
  if (typeof data !== 'string') {
    return null;
  }
  try {
    const value: unknown = JSON.parse(data);
    return isEvent(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * A newer companion may tell more than this page understands.
 */
function isEvent(value: unknown): value is CompanionEvent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    EVENT_TYPES.includes(value.type)
  );
}
