import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Provider } from 'sciencemesh-contract';
import type { SharesModel } from './model';
import { troubleTitle } from './wording';

/**
 * Tells once that a login has ended while the page is open. Who has the list in
 * sight reads it there.
 */
export class SignInAnnouncer {
  constructor(options: SignInAnnouncer.IOptions) {
    this._options = options;
    options.shares.changed.connect(this._onChanged, this);
  }

  private _onChanged({ isOnShow, providers }: SharesModel): void {
    for (const provider of providers.all) {
      const { id, state } = provider;
      const before = this._states.get(id);
      this._states.set(id, state);
      if (state !== 'signed-out' || isOnShow) {
        this._dismiss(id);
      } else if (before !== undefined && before !== state) {
        this._notices.set(id, this._tell(provider));
      }
    }
  }

  private _tell(provider: Provider): string {
    const { show, trans } = this._options;
    const title = troubleTitle(provider, trans);
    const { advice } = provider;
    return Notification.warning(
      advice === null ? title : trans.__('%1. %2', title, advice),
      {
        // It waits for somebody who comes back.
        autoClose: false,
        actions: [{ label: trans.__('Show'), callback: show }]
      }
    );
  }

  private _dismiss(id: string): void {
    const notice = this._notices.get(id);
    if (notice !== undefined) {
      this._notices.delete(id);
      Notification.dismiss(notice);
    }
  }

  private readonly _notices = new Map<string, string>();
  private readonly _options: SignInAnnouncer.IOptions;
  private readonly _states = new Map<string, Provider['state']>();
}

/**
 * The namespace for `SignInAnnouncer` statics.
 */
export namespace SignInAnnouncer {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly shares: SharesModel;

    /**
     * Bring the list of shares to the front.
     */
    readonly show: () => void;
    readonly trans: TranslationBundle;
  }
}
