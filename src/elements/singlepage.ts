import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { Widget } from '@lumino/widgets';

/**
 * A page of the main area of which one is enough.
 */
export class SinglePage<T extends Widget> {
  constructor(options: SinglePage.IOptions<T>) {
    this._options = options;
    this.tracker = new WidgetTracker({ namespace: options.namespace });
  }

  /**
   * The page, if it is open.
   */
  readonly tracker: WidgetTracker<MainAreaWidget<T>>;

  /**
   * Bring the page to the front, or make it.
   */
  show(): T {
    const page = this.tracker.find(() => true) ?? this._create();
    this._options.shell.activateById(page.id);
    return page.content;
  }

  private _create(): MainAreaWidget<T> {
    const { caption, create, icon, id, label, shell, type } = this._options;
    const widget = new MainAreaWidget({ content: create() });
    widget.id = id;
    widget.title.icon = icon;
    widget.title.label = label;
    widget.title.caption = caption;
    widget.toolbar.hide();
    void this.tracker.add(widget);
    shell.add(widget, 'main', { type });
    return widget;
  }

  private readonly _options: SinglePage.IOptions<T>;
}

/**
 * The namespace for `SinglePage` statics.
 */
export namespace SinglePage {
  /**
   * Options of the constructor.
   */
  export interface IOptions<T> {
    readonly caption: string;

    /**
     * Make what the page shows.
     */
    readonly create: () => T;
    readonly icon: LabIcon;
    readonly id: string;
    readonly label: string;

    /**
     * Under which JupyterLab knows that it was open.
     */
    readonly namespace: string;
    readonly shell: JupyterFrontEnd.IShell;
    readonly type: string;
  }
}
