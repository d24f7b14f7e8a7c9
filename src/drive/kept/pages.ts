import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { deleteIcon } from '@jupyterlab/ui-components';
import type { Widget } from '@lumino/widgets';
import type { CompanionClient } from '../../companion/client';
import type { CompanionStatus } from '../../companion/status';
import { versionIcon } from '../../icons';
import { detailsOf } from '../entry';
import { companionPath, contentsPath, driveNameOf } from '../paths';
import type { ISpace } from './deleted';
import { DeletedModel } from './deleted';
import { DeletedPage } from './deletedpage';
import { reloadDocuments } from './reload';
import { VersionsModel } from './versions';
import { VersionsPage } from './versionspage';

/**
 * The pages about what servers keep, one for each file and space.
 */
export class KeptPages {
  constructor(options: KeptPages.IOptions) {
    this._options = options;
  }

  /**
   * Show the earlier states of a file.
   */
  showVersions(entry: Contents.IModel): void {
    const { client, docManager, shell, status, trans } = this._options;
    const name = PathExt.basename(entry.path);
    this._show({
      id: `jp-scimesh-versions-${entry.path}`,
      icon: versionIcon,
      label: trans.__('Versions: %1', name),
      caption: trans.__('Earlier versions of %1', entry.path),
      make: () => {
        const model = new VersionsModel({
          client,
          path: companionPath(entry.path),
          reload: () => reloadDocuments(entry.path, docManager, shell)
        });
        return {
          model,
          content: new VersionsPage({
            model,
            open: url => {
              window.open(url, '_blank', 'noopener,noreferrer');
            },
            provider: detailsOf(entry)?.provider ?? driveNameOf(entry.path),
            status,
            trans
          })
        };
      }
    });
  }

  /**
   * Show what was deleted.
   *
   * @param spaces - one at least; the person chooses among several
   * @param provider - what the person knows it as
   */
  showDeleted(spaces: readonly ISpace[], provider: string): void {
    const { client, status, trans } = this._options;
    const paths = spaces.map(({ path }) => path);
    this._show({
      id: `jp-scimesh-deleted-${paths.join('|')}`,
      icon: deleteIcon,
      label: trans.__('Deleted files'),
      caption: trans.__(
        'Deleted files: %1',
        spaces.map(({ name }) => name).join(', ')
      ),
      make: () => {
        const model = new DeletedModel({
          client,
          onRestored: (_, path) => this._tell(contentsPath(path)),
          spaces
        });
        return {
          model,
          content: new DeletedPage({ model, provider, status, trans })
        };
      }
    });
  }

  /** Brings a page to the front with what holds now, or makes it. */
  private _show(page: {
    readonly id: string;
    readonly icon: LabIcon;
    readonly label: string;
    readonly caption: string;
    readonly make: () => {
      readonly model: { load(): Promise<void> };
      readonly content: Widget;
    };
  }): void {
    const { shell } = this._options;
    const known = this._open.get(page.id);
    if (known) {
      void known();
      shell.activateById(page.id);
      return;
    }
    const { content, model } = page.make();
    const widget = new MainAreaWidget({ content });
    widget.id = page.id;
    widget.title.icon = page.icon;
    widget.title.label = page.label;
    widget.title.caption = page.caption;
    widget.title.closable = true;
    widget.toolbar.hide();
    this._open.set(page.id, () => model.load());
    widget.disposed.connect(() => this._open.delete(page.id));
    void model.load();
    shell.add(widget, 'main', { type: 'ScienceMesh' });
    shell.activateById(widget.id);
  }

  private _tell(path: string): void {
    const { follow, trans } = this._options;
    Notification.success(
      trans.__('“%1” is back where it was.', PathExt.basename(path)),
      {
        autoClose: 8_000,
        actions: [{ label: trans.__('Show'), callback: () => follow(path) }]
      }
    );
  }

  /** What loads each page that is open, by their ids. */
  private readonly _open = new Map<string, () => Promise<void>>();
  private readonly _options: KeptPages.IOptions;
}

/**
 * The namespace for `KeptPages` statics.
 */
export namespace KeptPages {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly client: CompanionClient;
    readonly docManager: IDocumentManager;

    /**
     * Lead to a path of JupyterLab.
     */
    readonly follow: (path: string) => void;
    readonly shell: JupyterFrontEnd.IShell;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}
