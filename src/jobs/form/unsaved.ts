import { Dialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';
import { withoutKernel } from './kernelnotes';

/**
 * Asks about changes that are not saved: jobs run, and repositories get, what
 * is saved.
 */
export class UnsavedDocuments {
  constructor(
    private readonly _docManager: IDocumentManager,
    private readonly _trans: TranslationBundle,
    private readonly _why: string
  ) {}

  /**
   * Have a document saved, if it is open and the person has changed it.
   *
   * @returns whether to go on
   */
  async settle(path: string): Promise<boolean> {
    const widget = this._docManager.findWidget(path, null);
    const context = widget && this._docManager.contextForWidget(widget);
    if (!context?.model.dirty || (await this._isAsSaved(context))) {
      return true;
    }
    const trans = this._trans;
    const { button } = await new PatientDialog({
      title: trans.__('Save %1 first?', PathExt.basename(path)),
      body: `${trans.__('It has changes that are not saved.')} ${this._why}`,
      buttons: [
        Dialog.cancelButton(),
        Dialog.createButton({
          actions: ['as-saved'],
          label: trans.__('Go on without them')
        }),
        Dialog.okButton({ label: trans.__('Save and go on') })
      ]
    }).launch();
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

  /**
   * A notebook has changed, too, when its kernel has started: JupyterLab notes
   * what that calls itself. Nobody is to be asked about that.
   */
  private async _isAsSaved({
    contentsModel,
    model,
    path
  }: DocumentRegistry.Context): Promise<boolean> {
    if (contentsModel?.type !== 'notebook') {
      return false;
    }
    try {
      const { contents } = this._docManager.services;
      const saved = await contents.get(path, { content: true });
      return JSONExt.deepEqual(
        withoutKernel(saved.content as ReadonlyPartialJSONValue),
        withoutKernel(model.toJSON())
      );
    } catch {
      // It cannot be read now; then the person decides.
      return false;
    }
  }
}

/**
 * A question that the second click of a double click on a button does not
 * dismiss: that one falls on the page behind, where the button was.
 */
class PatientDialog extends Dialog<unknown> {
  override handleEvent(event: Event): void {
    const isSecond =
      event instanceof MouseEvent && event.type === 'click' && event.detail > 1;
    if (
      !isSecond ||
      this.node.querySelector('.jp-Dialog-content')?.contains(targetOf(event))
    ) {
      super.handleEvent(event);
    }
  }
}

function targetOf({ target }: Event): Node | null {
  return target instanceof Node ? target : null;
}
