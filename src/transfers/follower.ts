import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { Transfer } from 'sciencemesh-contract';
import type { IPackagePreviews, IPreferences } from '../tokens';
import type { TransfersModel } from './model';
import { outcome } from './outcome';
import { pendingText, progress } from './wording';
import type { WorkingCopies } from './workingcopies';

/**
 * Keeps the person up to date about transfers whose preview is out of sight,
 * and opens the notebook when all is there.
 */
export class TransferFollower implements IDisposable {
  constructor(options: TransferFollower.IOptions) {
    this._options = options;
  }

  /**
   * Begin to follow, transfers that run already included.
   */
  start(): void {
    const { transfers } = this._options;
    transfers.changed.connect(this._onChanged, this);
    transfers.ended.connect(this._onEnded, this);
    this._onChanged();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _onChanged(): void {
    for (const transfer of this._options.transfers.running) {
      this._tellProgress(transfer);
    }
  }

  private _tellProgress(transfer: Transfer): void {
    const { trans, transfers } = this._options;
    const now = Date.now();
    const notice = this._notices.get(transfer.id);
    if (notice ? now - notice.toldAt < PAUSE : !this._takesLong(transfer)) {
      return;
    }
    const message = pendingText(transfer, trans);
    // Where the preview shows the progress, no toast is put over it; one that
    // is there already goes on telling.
    const quiet = this._isInSight(transfer) && !notice?.isToast;
    const options = {
      autoClose: quiet ? 0 : false,
      progress: progress(transfer) ?? undefined,
      actions: [
        this._showAction(transfer),
        {
          label: trans.__('Cancel'),
          caption: trans.__('Stop; what has arrived stays'),
          callback: () => void transfers.cancel(transfer.id)
        }
      ]
    } satisfies Notification.IOptions<null>;
    if (notice) {
      // Does nothing once the person has dismissed it.
      Notification.update({
        id: notice.id,
        message,
        type: 'in-progress',
        ...options
      });
      this._notices.set(transfer.id, {
        ...notice,
        isToast: !quiet,
        toldAt: now
      });
    } else {
      const id = Notification.emit(message, 'in-progress', options);
      this._notices.set(transfer.id, { id, isToast: !quiet, toldAt: now });
    }
  }

  private _onEnded(_: unknown, transfer: Transfer): void {
    const { preferences, transfers, workingCopies } = this._options;
    const opens =
      transfers.isStartedHere(transfer.id) &&
      preferences.openNotebook &&
      isUsable(transfer) &&
      transfer.notebook !== null &&
      !this._opened.has(endOf(transfer));
    this._since.delete(transfer.id);
    this._tellEnd(transfer, opens);
    if (opens) {
      this._opened.add(endOf(transfer));
      void workingCopies.open(transfer);
    }
  }

  private _tellEnd(transfer: Transfer, opens: boolean): void {
    const { trans, transfers, workingCopies } = this._options;
    const notice = this._notices.get(transfer.id);
    const show = this._showAction(transfer);
    const open: Notification.IAction = {
      label: trans.__('Open'),
      caption: trans.__('Open the working copy'),
      displayType: 'accent',
      callback: () => void workingCopies.open(transfer)
    };
    const retry: Notification.IAction = {
      label: trans.__('Retry'),
      caption: trans.__('Fetch what could not be fetched'),
      callback: () => void transfers.retry(transfer.id)
    };
    const inSight = this._isInSight(transfer);
    const told = outcome(transfer, opens, trans);
    const options = {
      autoClose: inSight || (told.type === 'success' && opens) ? 0 : told.stays,
      progress: undefined,
      actions: isUsable(transfer)
        ? [
            opens || transfer.kind !== 'package' ? show : open,
            ...(transfer.state === 'incomplete' ? [retry] : [])
          ]
        : [show, ...(transfer.state === 'failed' ? [retry] : [])]
    } satisfies Notification.IOptions<null>;
    if (notice?.isToast && options.autoClose === 0) {
      // A toast does not become quiet: it would go on saying "Fetching".
      Notification.dismiss(notice.id);
    }
    const isUpdated =
      notice !== undefined &&
      Notification.update({
        id: notice.id,
        message: told.message,
        type: told.type,
        ...options
      });
    const id = isUpdated
      ? notice.id
      : Notification.emit(told.message, told.type, options);
    // It goes on being the notice of this transfer, which may be retried.
    this._notices.set(transfer.id, {
      id,
      isToast: options.autoClose !== 0,
      toldAt: 0
    });
  }

  /**
   * Lead to what a transfer is about: its package, or where its files go.
   */
  private _showAction(transfer: Transfer): Notification.IAction {
    const { previews, trans, workingCopies } = this._options;
    const { packageId } = transfer;
    return packageId === null
      ? {
          label: trans.__('Show'),
          caption: trans.__('Show the folder that receives the files'),
          callback: () => void workingCopies.openFolder(transfer.folder)
        }
      : {
          label: trans.__('Show'),
          caption: trans.__('Show the preview of the package'),
          callback: () => previews.open(packageId)
        };
  }

  /**
   * Most copies are over before anybody has read that they have begun.
   */
  private _takesLong({ id, kind }: Transfer): boolean {
    if (kind === 'package') {
      return true;
    }
    const since = this._since.get(id);
    if (since === undefined) {
      this._since.set(id, Date.now());
      setTimeout(() => {
        if (!this._isDisposed) {
          this._onChanged();
        }
      }, PATIENCE);
      return false;
    }
    return Date.now() - since >= PATIENCE;
  }

  private _isInSight({ packageId }: Transfer): boolean {
    return packageId !== null && this._options.previews.isVisible(packageId);
  }

  private _isDisposed = false;
  private readonly _notices = new Map<string, INotice>();
  private readonly _opened = new Set<string>();
  private readonly _options: TransferFollower.IOptions;
  private readonly _since = new Map<string, number>();
}

/**
 * The namespace for `TransferFollower` statics.
 */
export namespace TransferFollower {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly preferences: IPreferences;
    readonly previews: IPackagePreviews;
    readonly trans: TranslationBundle;
    readonly transfers: TransfersModel;
    readonly workingCopies: WorkingCopies;
  }
}

/**
 * What the person was told last about a transfer.
 */
interface INotice {
  /**
   * Names the notification.
   */
  readonly id: string;

  /**
   * Whether it pops up, or waits in the notification centre.
   */
  readonly isToast: boolean;
  readonly toldAt: number;
}

/** Milliseconds after which a copy is worth a word. */
const PATIENCE = 800;

/** Milliseconds between two words about the same transfer. */
const PAUSE = 1_000;

/**
 * Whether there is a working copy to go to.
 */
function isUsable(transfer: Transfer): boolean {
  return transfer.state === 'done' || transfer.state === 'incomplete';
}

/**
 * One end of a transfer: one that is retried ends more than once.
 */
function endOf(transfer: Transfer): string {
  return `${transfer.id} ${transfer.endedAt ?? ''}`;
}
