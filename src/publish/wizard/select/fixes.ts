import { InputDialog, Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { PublicationFinding } from 'sciencemesh-contract';
import type { WizardModel } from '../model';
import { jupyterPath } from './places';

/**
 * Does what a finding offers.
 */
export class Fixes {
  constructor(options: Fixes.IOptions) {
    this._options = options;
  }

  /**
   * Whether this page can do what a finding offers.
   */
  isPossible({ fix, path }: PublicationFinding, model: WizardModel): boolean {
    switch (fix?.action) {
      case undefined:
        return false;
      case 'choose-licence':
        return model.open.metadata;
      case 'zip':
        return model.open.files;
      case 'leave-out':
      case 'rename':
        return model.open.files && path !== null;
      case 'run':
      case 'clear-outputs':
        return this._place(path, model) !== null;
    }
  }

  /**
   * Do it.
   */
  async apply(
    { fix, path }: PublicationFinding,
    model: WizardModel
  ): Promise<void> {
    const { trans } = this._options;
    const { form } = model;
    switch (fix?.action) {
      case undefined:
        return;
      case 'choose-licence':
        return model.trail.showField('/licences');
      case 'zip':
        return model.rearrange(trans.__('Publish as one archive'), {
          folders: 'zip'
        });
      case 'leave-out':
        if (path !== null && form) {
          model.rearrange(trans.__('Left out: %1', path), {
            excluded: [...form.excluded, path]
          });
        }
        return;
      case 'rename':
        return path === null ? undefined : this.rename(path, model);
      case 'run':
      case 'clear-outputs':
        return this._withNotebook(fix.action, path, model);
    }
  }

  /**
   * Ask what a file is called at the repository; here it keeps its name.
   */
  async rename(path: string, model: WizardModel): Promise<void> {
    const { trans } = this._options;
    const { form } = model;
    const { button, value } = await InputDialog.getText({
      title: trans.__('Name at the repository'),
      label: trans.__(
        'Here the file keeps its name. At the repository it is called:'
      ),
      text: form?.names[path] ?? path,
      selectionRange: path.length - PathExt.extname(path).length,
      okLabel: trans.__('Rename')
    });
    const name = value?.trim() ?? '';
    if (!button.accept || name === '' || form === null) {
      return;
    }
    const others = Object.fromEntries(
      Object.entries(form.names).filter(([known]) => known !== path)
    );
    model.rearrange(trans.__('Renamed: %1', path), {
      names: name === path ? others : { ...others, [path]: name }
    });
  }

  private async _withNotebook(
    action: 'run' | 'clear-outputs',
    path: string | null,
    model: WizardModel
  ): Promise<void> {
    const { commands, docManager, trans } = this._options;
    const place = this._place(path, model);
    if (place === null) {
      return;
    }
    const name = PathExt.basename(place);
    const { button, value: isSaved } = await InputDialog.getBoolean({
      title:
        action === 'run'
          ? trans.__('Run all cells of “%1”?', name)
          : trans.__('Clear the outputs of “%1”?', name),
      label: trans.__('Save it afterwards'),
      value: true,
      okLabel: action === 'run' ? trans.__('Run') : trans.__('Clear')
    });
    if (!button.accept) {
      return;
    }
    const widget = docManager.openOrReveal(place);
    const context = widget && docManager.contextForWidget(widget);
    if (!widget || !context) {
      Notification.error(
        trans.__('“%1” could not be opened. Is it still there?', name)
      );
      return;
    }
    await context.ready;
    await widget.revealed;
    try {
      if (action === 'run') {
        await context.sessionContext.ready;
        await commands.execute('notebook:run-all-cells');
      } else {
        await commands.execute('notebook:clear-all-cell-outputs');
      }
      if (isSaved === true) {
        await context.save();
      }
    } catch (cause) {
      console.error(cause);
      Notification.error(
        trans.__('“%1” is as it was. Run or clear it yourself, and save.', name)
      );
    }
    model.lookAgain();
  }

  private _place(path: string | null, model: WizardModel): string | null {
    const roots = model.planner?.plan?.roots;
    return path === null || roots === undefined
      ? null
      : jupyterPath(roots, path);
  }

  private readonly _options: Fixes.IOptions;
}

/**
 * The namespace for `Fixes` statics.
 */
export namespace Fixes {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly commands: CommandRegistry;
    readonly docManager: IDocumentManager;
    readonly trans: TranslationBundle;
  }
}
