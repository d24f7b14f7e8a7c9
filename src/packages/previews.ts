import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PackageImport, PackagePreview } from 'sciencemesh-contract';
import type { Outcome } from '../companion/outcome';
import { packageIcon } from '../icons';
import type { SharesModel } from '../shares/model';
import type { ICompanion, IPackagePreviews } from '../tokens';
import type { TransfersModel } from '../transfers/model';
import { shortened } from '../transfers/wording';
import type { PackageActions } from './actions';
import type { PackageSource } from './model';
import { PackageModel } from './model';
import { PackageView } from './widget';
import { packageKindIcon } from './wording';

/**
 * Makes previews, finds them again, and keeps one a package.
 */
export class PackagePreviews implements IPackagePreviews {
  constructor(options: PackagePreviews.IOptions) {
    this._options = options;
  }

  /**
   * The previews that no document stands behind.
   */
  readonly tracker = new WidgetTracker<MainAreaWidget<PackageView>>({
    namespace: 'sciencemesh-package'
  });

  /**
   * The previews of documents.
   */
  readonly documents = new WidgetTracker<IDocumentWidget<PackageView>>({
    namespace: 'sciencemesh-package-document'
  });

  /**
   * Make the content of a preview.
   */
  createView(source: PackageSource): PackageView {
    const { actions, companion, shares, trans, transfers } = this._options;
    const view = new PackageView({
      actions,
      model: new PackageModel({ companion, shares, source, transfers }),
      status: companion.status,
      trans
    });
    this._views.add(view);
    view.disposed.connect(() => {
      this._views.delete(view);
    });
    return view;
  }

  open(packageId: string): void {
    this.reveal(packageId);
  }

  /**
   * Show the preview of a known package, and return what is in it.
   */
  reveal(packageId: string): PackageView {
    const { shell, trans } = this._options;
    const shown = [...this._views].find(
      view => view.model.packageId === packageId && view.isAttached
    );
    if (shown?.parent) {
      shell.activateById(shown.parent.id);
      return shown;
    }
    const content = this.createView({ packageId });
    const widget = new MainAreaWidget({ content });
    const { title } = widget;
    title.icon = packageIcon;
    title.label = trans.__('Package');
    content.model.changed.connect(({ preview }) => {
      if (preview) {
        title.icon = packageKindIcon(preview.kind);
        // The status bar shows it as well, and does not cut it.
        title.label = shortened(preview.title);
        title.caption = trans.__('Package: %1', preview.title);
      }
    });
    widget.toolbar.hide();
    widget.id = `jp-scimesh-package-${packageId}`;
    void this.tracker.add(widget);
    shell.add(widget, 'main', { type: 'ScienceMesh package' });
    shell.activateById(widget.id);
    return content;
  }

  async import(source: PackageImport): Promise<Outcome<PackagePreview>> {
    const answer = await this._options.companion.client.importPackage(source);
    if (answer.ok) {
      this.open(answer.value.id);
    }
    return answer;
  }

  isVisible(packageId: string): boolean {
    return [...this._views].some(
      view => view.model.packageId === packageId && view.isVisible
    );
  }

  /**
   * The preview that the person works with, if it is one.
   */
  get current(): PackageView | null {
    const { currentWidget } = this._options.shell;
    return (
      [...this._views].find(
        view =>
          currentWidget !== null &&
          currentWidget.contains(view) &&
          view.isVisible
      ) ?? null
    );
  }

  get currentId(): string | null {
    return this.current?.model.packageId ?? null;
  }

  private readonly _options: PackagePreviews.IOptions;
  private readonly _views = new Set<PackageView>();
}

/**
 * The namespace for `PackagePreviews` statics.
 */
export namespace PackagePreviews {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly actions: PackageActions;
    readonly companion: ICompanion;
    readonly shares: SharesModel;
    readonly shell: JupyterFrontEnd.IShell;
    readonly trans: TranslationBundle;
    readonly transfers: TransfersModel;
  }
}
