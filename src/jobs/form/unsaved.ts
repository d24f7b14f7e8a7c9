import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * Asks about changes that are not saved: a job runs what is saved.
 */
export class UnsavedDocuments {
  constructor(
    private readonly _docManager: IDocumentManager,
    private readonly _trans: TranslationBundle
  ) {}

  /**
   * Have a document saved, if it is open and has changed.
   *
   * @returns whether to go on
   */
  async settle(path: string): Promise<boolean> {
    const widget = this._docManager.findWidget(path, null);
    const context = widget && this._docManager.contextForWidget(widget);
    if (!context?.model.dirty) {
      return true;
    }
    const trans = this._trans;
    const { button } = await showDialog({
      title: trans.__('Save %1 first?', PathExt.basename(path)),
      body: trans.__(
        'It has changes that are not saved. A job runs what is saved.'
      ),
      buttons: [
        Dialog.cancelButton(),
        Dialog.createButton({
          actions: ['as-saved'],
          label: trans.__('Go on without them')
        }),
        Dialog.okButton({ label: trans.__('Save and go on') })
      ]
    });
    if (!button.accept || button.actions.includes('as-saved')) {
      return button.accept;
    }
    try {
      await context.save();
    } catch {
      // The person has left a question of JupyterLab's unanswered, e.g. which
      // of two versions to keep; of other failures it has told already.
      return false;
    }
    return !context.model.dirty;
  }
}
