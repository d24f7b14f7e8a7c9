import type { IDisposable } from '@lumino/disposable';
import type { Transfer, TransferFile } from 'sciencemesh-contract';
import type { TransfersModel } from '../transfers/model';
import { isRunning } from '../transfers/model';

/**
 * How each file of the newest working copy fares, while bytes move and after.
 *
 * #### Notes
 * Progress comes as events without the files, of which there may be ten
 * thousand: so these are asked for, less often the more there are.
 */
export class Arrivals implements IDisposable {
  constructor(options: Arrivals.IOptions) {
    this._options = options;
  }

  /**
   * The files by their path; another map whenever one of them has changed.
   */
  get files(): ReadonlyMap<string, TransferFile> {
    return this._files;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Take note of where the transfer stands.
   */
  follow(transfer: Transfer | null): void {
    if (transfer?.id !== this._id) {
      this._id = transfer?.id;
      this._files = new Map();
      this._seen = '';
      this._due = 0;
    }
    if (!transfer) {
      return;
    }
    const seen = `${transfer.state} ${transfer.endedAt ?? ''}`;
    const isDue = isRunning(transfer) && Date.now() >= this._due;
    if (seen !== this._seen || isDue) {
      this._seen = seen;
      this._due = Date.now() + Math.max(PAUSE, transfer.fileCount);
      void this._load(transfer.id);
    }
  }

  dispose(): void {
    this._isDisposed = true;
  }

  private async _load(id: string): Promise<void> {
    const round = ++this._round;
    const answer = await this._options.transfers.files(id);
    const isNewest = round === this._round && id === this._id;
    if (!this._isDisposed && isNewest && answer.ok) {
      this._files = new Map(answer.value.map(file => [file.path, file]));
      this._options.changed();
    }
  }

  private _due = 0;
  private _files: ReadonlyMap<string, TransferFile> = new Map();
  private _id: string | undefined;
  private _isDisposed = false;
  private readonly _options: Arrivals.IOptions;
  private _round = 0;
  private _seen = '';
}

/**
 * The namespace for `Arrivals` statics.
 */
export namespace Arrivals {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Hears that files have changed.
     */
    readonly changed: () => void;
    readonly transfers: Pick<TransfersModel, 'files'>;
  }
}

/** Milliseconds between two looks at a few files. */
const PAUSE = 1_000;
