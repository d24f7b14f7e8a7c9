import {
  Dialog,
  InputDialog,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { IFailure } from '../companion/outcome';
import { isOpenable } from '../elements/link';
import type { SharesModel } from '../shares/model';
import { unreadable } from '../shares/wording';
import type { ICompanion } from '../tokens';
import type { PackageActions } from './actions';
import { PACKAGE_FACTORY } from './document';
import type { PackagePreviews } from './previews';

/**
 * The ways that lead to a preview, with the questions that they take.
 */
export class PackageOpener {
  constructor(options: PackageOpener.IOptions) {
    this._options = options;
  }

  /**
   * Show what a received share contains; a share that is no package shows in
   * the list.
   */
  async openShare(shareId: string): Promise<void> {
    const { companion, previews, shares, showPanel, trans } = this._options;
    const known = shares.get(shareId);
    const answer = known
      ? ({ ok: true, value: known } as const)
      : await companion.client.share(shareId);
    if (!answer.ok) {
      await this._showFailure(answer.failure);
      return;
    }
    const { value: share } = answer;
    if (share.package) {
      previews.open(share.package.id);
      return;
    }
    await showPanel();
    const message = unreadable(share, shares.providers.of(share), trans);
    if (message !== null) {
      await this._showFailure({ code: 'package-unreadable', message });
    }
  }

  /**
   * Make a working copy of a package, after asking where to.
   *
   * @param packageId - null for the package on show
   */
  async openAsNotebook(packageId: string | null): Promise<void> {
    const { actions, previews } = this._options;
    const view =
      packageId === null ? previews.current : previews.reveal(packageId);
    if (view && (await view.model.ready)) {
      await actions.open(view.model, false);
    }
  }

  /**
   * Preview a crate document, a crate archive or a folder with a crate.
   *
   * @param path - null to ask for it
   */
  async openFile(path: string | null): Promise<void> {
    const { docManager, previews } = this._options;
    const chosen = path ?? (await this._askFile());
    if (chosen === null) {
      return;
    }
    const { contents } = docManager.services;
    const model = await contents.get(chosen, { content: false });
    if (model.type !== 'directory') {
      docManager.openOrReveal(chosen, PACKAGE_FACTORY);
      return;
    }
    const answer = await previews.import({ path: contents.localPath(chosen) });
    if (!answer.ok) {
      await this._showFailure(answer.failure);
    }
  }

  /**
   * Preview what lies at a web address.
   *
   * #### Notes
   * The address is asked for even when the command brings one along: fetching
   * it is a request to the outside, which takes a person's click.
   */
  async openUrl(url: string | null): Promise<void> {
    const { previews, trans } = this._options;
    const { button, value } = await InputDialog.getText({
      title: trans.__('Open package from URL'),
      label: trans.__('Address of a crate document or a crate archive (https)'),
      text: url ?? '',
      okLabel: trans.__('Open')
    });
    const address = value?.trim() ?? '';
    if (!button.accept || address === '') {
      return;
    }
    if (!isOpenable(address)) {
      await this._showFailure({
        code: 'url-invalid',
        message: trans.__(
          'This is not an https address. Copy the whole address from your browser, then try again.'
        )
      });
      return;
    }
    const notice = Notification.emit(
      trans.__('Reading the package at %1', new URL(address).host),
      'in-progress',
      { autoClose: false }
    );
    const answer = await previews.import({ url: address });
    if (answer.ok) {
      Notification.dismiss(notice);
    } else {
      Notification.update({
        id: notice,
        message: answer.failure.message,
        type: 'error',
        autoClose: false
      });
    }
  }

  private async _askFile(): Promise<string | null> {
    const { docManager, trans, translator } = this._options;
    const { button, value } = await FileDialog.getOpenFiles({
      manager: docManager,
      title: trans.__('Open package from file'),
      label: trans.__(
        'A crate document (ro-crate-metadata.json), a crate archive (zip), or a folder with a crate in it.'
      ),
      filter: model =>
        model.type === 'directory' || CANDIDATE.test(model.name) ? {} : null,
      translator
    });
    return (button.accept && value?.[0]?.path) || null;
  }

  private async _showFailure(failure: IFailure): Promise<void> {
    const { trans } = this._options;
    await showDialog({
      title: trans.__('The package cannot be opened'),
      body: failure.message,
      buttons: [Dialog.cancelButton({ label: trans.__('Close') })]
    });
  }

  private readonly _options: PackageOpener.IOptions;
}

/**
 * The namespace for `PackageOpener` statics.
 */
export namespace PackageOpener {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly actions: PackageActions;
    readonly companion: ICompanion;
    readonly docManager: IDocumentManager;
    readonly previews: PackagePreviews;
    readonly shares: SharesModel;
    readonly showPanel: () => Promise<unknown>;
    readonly trans: TranslationBundle;
    readonly translator: ITranslator;
  }
}

/** Files that may be a package. */
const CANDIDATE = /\.(jsonld|json|zip)$/i;
