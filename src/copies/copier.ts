import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  CollisionPolicy,
  CopyAction,
  CopyPreview,
  CopyQuestion
} from 'sciencemesh-contract';
import type { CompanionClient } from '../companion/client';
import type { IFailure } from '../companion/outcome';
import type { IDriveNames } from '../drive/paths';
import type { TransfersModel } from '../transfers/model';
import { bytesText } from '../transfers/wording';
import { nameOf, placeOf } from './places';

/**
 * What a person wants to have copied, by paths of JupyterLab.
 */
export interface ICopyOrder {
  readonly action: CopyAction;
  readonly paths: readonly string[];
  readonly target: string;
}

/**
 * Has the companion copy between the drive and the person's files.
 *
 * #### Notes
 * Looks first how much it is and what is in the way, asks the person about
 * that, and leaves the rest to a transfer, which others show.
 */
export class Copier {
  constructor(options: Copier.IOptions) {
    this._options = options;
  }

  /**
   * @returns whether a transfer was begun
   */
  async copy(order: ICopyOrder): Promise<boolean> {
    const { askCollisions, drives, trans, transfers } = this._options;
    const question: CopyQuestion = {
      action: order.action,
      items: order.paths.map(path => placeOf(path, drives)),
      target: placeOf(order.target, drives)
    };
    const preview = await this._look(order, question);
    if (!preview || !this._hasRoom(preview)) {
      return false;
    }
    const collisions =
      preview.collisionCount === 0
        ? 'keep-both'
        : await askCollisions(preview, trans);
    if (collisions === null) {
      return false;
    }
    const answer = await transfers.startCopy({ ...question, collisions });
    if (!answer.ok) {
      this._tell(order, answer.failure);
    }
    return answer.ok;
  }

  /**
   * A look at a large folder takes its time, and can be ended.
   */
  private async _look(
    order: ICopyOrder,
    question: CopyQuestion
  ): Promise<CopyPreview | null> {
    const { client, trans } = this._options;
    const control = new AbortController();
    let notice: string | null = null;
    const patience = setTimeout(() => {
      notice = Notification.emit(
        trans.__('Looking at what is to be copied…'),
        'in-progress',
        {
          autoClose: false,
          actions: [
            {
              label: trans.__('Cancel'),
              caption: trans.__('Copy nothing'),
              callback: () => control.abort()
            }
          ]
        }
      );
    }, PATIENCE);
    try {
      const answer = await client.previewCopy(question, control.signal);
      if (answer.ok) {
        return answer.value;
      }
      if (!control.signal.aborted) {
        this._tell(order, answer.failure);
      }
      return null;
    } finally {
      clearTimeout(patience);
      if (notice !== null) {
        Notification.dismiss(notice);
      }
    }
  }

  private _hasRoom({ available, size }: CopyPreview): boolean {
    const { trans } = this._options;
    if (available === null || size <= available) {
      return true;
    }
    Notification.error(
      trans.__(
        'This needs %1, and there is room for %2. Choose less, or make room.',
        bytesText(size),
        bytesText(available)
      ),
      { autoClose: 10_000 }
    );
    return false;
  }

  private _tell({ paths }: ICopyOrder, { cause, message }: IFailure): void {
    const { drives, trans } = this._options;
    const [first = ''] = paths;
    console.error('A copy was not begun.', cause);
    Notification.error(
      paths.length === 1
        ? trans.__('“%1” was not copied. %2', nameOf(first, drives), message)
        : trans.__('Nothing was copied. %1', message),
      { autoClose: 15_000 }
    );
  }

  private readonly _options: Copier.IOptions;
}

/**
 * The namespace for `Copier` statics.
 */
export namespace Copier {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Ask what becomes of names that are taken.
     *
     * @returns null when nothing is to be copied
     */
    readonly askCollisions: (
      preview: CopyPreview,
      trans: TranslationBundle
    ) => Promise<CollisionPolicy | null>;
    readonly client: CompanionClient;
    readonly drives: IDriveNames;
    readonly trans: TranslationBundle;
    readonly transfers: TransfersModel;
  }
}

/** Milliseconds after which somebody wonders what is going on. */
const PATIENCE = 700;
