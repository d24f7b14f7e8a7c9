import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Replacement } from './uploads';

/**
 * Asks what becomes of a file that is there already, one question at a time.
 */
export class ReplacementQuestions {
  constructor(private readonly _trans: TranslationBundle) {}

  async ask(name: string): Promise<Replacement> {
    const asked = this._last.then(() => this._ask(name));
    this._last = asked.catch(() => undefined);
    return asked;
  }

  private async _ask(name: string): Promise<Replacement> {
    const trans = this._trans;
    const { button } = await showDialog({
      title: trans.__('Replace the file?'),
      body: trans.__('“%1” is in this folder already.', name),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Skip') }),
        Dialog.warnButton({
          label: trans.__('Replace'),
          actions: ['replace']
        }),
        Dialog.okButton({
          label: trans.__('Keep both'),
          caption: trans.__('Upload it under another name'),
          actions: ['keep-both']
        })
      ]
    });
    const answers: readonly Replacement[] = ['replace', 'keep-both'];
    return answers.find(answer => button.actions.includes(answer)) ?? 'skip';
  }

  private _last: Promise<unknown> = Promise.resolve();
}
