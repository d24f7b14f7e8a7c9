import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  Dialog,
  MainAreaWidget,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import type { ScienceMeshDrive } from '../drive';
import { detailsOf } from '../entry';
import { siblingName } from '../siblings';
import type { Decision } from './differences';
import { Differences } from './differences';
import { comparableText } from './text';

/** What the person chooses when a save has met the work of somebody else. */
type Choice = 'overwrite' | 'keep-both' | 'differences' | 'cancel';

/**
 * Asks what becomes of two versions of a file, and does it.
 */
export class Conflicts {
  constructor(options: Conflicts.IOptions) {
    this._options = options;
  }

  /**
   * A save has met the work of somebody else.
   *
   * @returns what was saved under the path of the file; null when nothing was
   */
  async resolve(
    collision: ScienceMeshDrive.ICollision
  ): Promise<Contents.IModel | null> {
    const { localPath } = collision;
    if (this._open.has(localPath)) {
      // A document saves itself every other minute; one question is enough.
      this._remind(localPath);
      return null;
    }
    this._open.set(localPath, () => undefined);
    const choice = await this._ask(localPath).finally(() =>
      this._open.delete(localPath)
    );
    switch (choice) {
      case 'overwrite':
        return this._options.drive().overwrite(localPath, collision.model);
      case 'keep-both':
        await this._keepBoth(collision);
        return null;
      case 'differences':
        await this._showDifferences(collision);
        return null;
      case 'cancel':
        return null;
    }
  }

  private async _ask(localPath: string): Promise<Choice> {
    const { trans } = this._options;
    const { button } = await showDialog({
      title: trans.__('Somebody else has changed this file'),
      body: trans.__(
        '“%1” was changed at its server since you opened it. Your edits are not saved yet.',
        PathExt.basename(localPath)
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.createButton({
          label: trans.__('Show differences'),
          caption: trans.__('Compare both versions, then decide'),
          actions: ['differences']
        }),
        Dialog.warnButton({
          label: trans.__('Overwrite'),
          caption: trans.__('Replace their version with yours'),
          actions: ['overwrite']
        }),
        Dialog.okButton({
          label: trans.__('Keep both'),
          caption: trans.__('Save yours under another name beside theirs'),
          actions: ['keep-both']
        })
      ]
    });
    const choices: readonly Choice[] = [
      'overwrite',
      'keep-both',
      'differences'
    ];
    return choices.find(choice => button.actions.includes(choice)) ?? 'cancel';
  }

  /**
   * Save the person's version beside the other one, and let its documents go on
   * under the new name.
   */
  private async _keepBoth(
    collision: ScienceMeshDrive.ICollision
  ): Promise<void> {
    const { drive: driveOf, trans } = this._options;
    const { localPath, model } = collision;
    const drive = driveOf();
    const folder = PathExt.dirname(localPath);
    const name = await siblingName(PathExt.basename(localPath), candidate =>
      isThere(drive, PathExt.join(folder, candidate))
    );
    const saved = await drive.save(PathExt.join(folder, name), {
      ...model,
      name,
      path: PathExt.join(folder, name)
    });
    // The document still waits for its save, which does not come to be.
    setTimeout(() => {
      drive.follow(localPath, saved);
      for (const context of this._contexts(saved.path)) {
        void context.save();
      }
    });
    Notification.success(
      trans.__('Your version is saved as “%1”; the other one stays.', name),
      { autoClose: 8_000 }
    );
  }

  private async _showDifferences(
    collision: ScienceMeshDrive.ICollision
  ): Promise<void> {
    const { drive, shell, trans } = this._options;
    const { localPath, model } = collision;
    const name = PathExt.basename(localPath);
    const theirs = await drive().peek(localPath, {
      content: true,
      format: model.format ?? undefined,
      type: model.type
    });
    const content = new Differences({
      decide: decision => {
        widget.dispose();
        void this._carryOut(decision, localPath);
      },
      mine: comparableText(model),
      name,
      provider: detailsOf(theirs)?.provider ?? trans.__('its server'),
      theirs: comparableText(theirs),
      trans
    });
    const widget = new MainAreaWidget({ content });
    widget.id = `jp-scimesh-differences-${UUID.uuid4()}`;
    widget.title.label = trans.__('Differences: %1', name);
    widget.title.caption = `${drive().name}:${localPath}`;
    widget.title.closable = true;
    this._open.set(localPath, () => shell.activateById(widget.id));
    widget.disposed.connect(() => this._open.delete(localPath));
    shell.add(widget, 'main');
    shell.activateById(widget.id);
  }

  /**
   * Do what was decided beside the differences, with what the document holds
   * by now.
   */
  private async _carryOut(
    decision: Decision,
    localPath: string
  ): Promise<void> {
    const { trans } = this._options;
    this._open.delete(localPath);
    try {
      for (const context of this._contexts(localPath)) {
        if (decision === 'take-theirs') {
          await context.revert();
          continue;
        }
        if (decision === 'overwrite') {
          this._options.drive().force(localPath);
          await context.save();
        } else {
          await this._keepBoth({
            conflict: { hash: null, message: '' },
            localPath,
            model: modelOf(context)
          });
        }
      }
    } catch (error) {
      Notification.error(
        error instanceof Error
          ? error.message
          : trans.__('That did not work. Try to save the document again.'),
        { autoClose: false }
      );
    }
  }

  private _contexts(localPath: string): DocumentRegistry.Context[] {
    const { docManager, drive, shell } = this._options;
    const path = `${drive().name}:${localPath}`;
    const contexts = new Set<DocumentRegistry.Context>();
    for (const widget of shell.widgets('main')) {
      const context = docManager.contextForWidget(widget);
      if (context?.path === path) {
        contexts.add(context);
      }
    }
    return [...contexts];
  }

  private _remind(localPath: string): void {
    const { trans } = this._options;
    const message = trans.__(
      '“%1” is not saved: somebody else has changed it, and waits for your decision.',
      PathExt.basename(localPath)
    );
    const known = this._reminders.get(localPath);
    if (known && Notification.update({ id: known, message })) {
      return;
    }
    this._reminders.set(
      localPath,
      Notification.warning(message, {
        autoClose: 10_000,
        actions: [
          {
            label: trans.__('Show'),
            callback: () => this._open.get(localPath)?.()
          }
        ]
      })
    );
  }

  /** What is asked at the moment, with what brings it to the front. */
  private readonly _open = new Map<string, () => void>();
  private readonly _options: Conflicts.IOptions;
  private readonly _reminders = new Map<string, string>();
}

/**
 * The namespace for `Conflicts` statics.
 */
export namespace Conflicts {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly docManager: IDocumentManager;

    /**
     * The drive, which is made with what is made here.
     */
    readonly drive: () => ScienceMeshDrive;
    readonly shell: JupyterFrontEnd.IShell;
    readonly trans: TranslationBundle;
  }
}

async function isThere(
  drive: ScienceMeshDrive,
  path: string
): Promise<boolean> {
  try {
    await drive.get(path, { content: false });
    return true;
  } catch (error) {
    if (
      error instanceof ServerConnection.ResponseError &&
      error.response.status === 404
    ) {
      return false;
    }
    throw error;
  }
}

/**
 * What a document would save.
 */
function modelOf(context: DocumentRegistry.Context): Partial<Contents.IModel> {
  const { contentsModel, model } = context;
  const isNotebook = contentsModel?.type === 'notebook';
  return {
    type: contentsModel?.type ?? 'file',
    format: isNotebook ? 'json' : 'text',
    content: isNotebook ? model.toJSON() : model.toString()
  };
}
