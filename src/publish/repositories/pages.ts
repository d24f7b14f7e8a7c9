import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { publishIcon } from '../../icons';
import { RepositoriesPage } from './page';

/**
 * Shows the page of the repositories, of which one is enough.
 */
export class RepositoriesPages {
  constructor(options: RepositoriesPages.IOptions) {
    this._options = options;
  }

  /**
   * The page, if it is open.
   */
  readonly tracker = new WidgetTracker<MainAreaWidget<RepositoriesPage>>({
    namespace: 'sciencemesh-repositories'
  });

  /**
   * Bring the page to the front.
   *
   * @param id - of the repository whose token is asked for
   */
  show(id: string | null): void {
    const page = this.tracker.find(() => true) ?? this._create();
    this._options.shell.activateById(page.id);
    if (id !== null) {
      page.content.signIn(id);
    }
  }

  private _create(): MainAreaWidget<RepositoriesPage> {
    const { shell, trans } = this._options;
    const content = new RepositoriesPage(this._options);
    const widget = new MainAreaWidget({ content });
    widget.id = 'jp-scimesh-repositories';
    widget.title.icon = publishIcon;
    widget.title.label = trans.__('Repositories');
    widget.title.caption = trans.__('Repositories that files are published at');
    widget.toolbar.hide();
    void this.tracker.add(widget);
    shell.add(widget, 'main', { type: 'ScienceMesh repositories' });
    return widget;
  }

  private readonly _options: RepositoriesPages.IOptions;
}

/**
 * The namespace for `RepositoriesPages` statics.
 */
export namespace RepositoriesPages {
  /**
   * Options of the constructor.
   */
  export interface IOptions extends RepositoriesPage.IOptions {
    readonly shell: JupyterFrontEnd.IShell;
  }
}
