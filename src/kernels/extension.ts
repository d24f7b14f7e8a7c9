import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { ISessionContext } from '@jupyterlab/apputils';
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Debouncer } from '@lumino/polling';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import type { ICompanion } from '../tokens';
import { WorkingCopyBar } from './bar';
import { holdKernel } from './gate';
import { placeKernel } from './place';
import { WorkingCopy } from './workingcopy';

/** Milliseconds that a kernel is at rest before its folder is looked through. */
const REST = 1_000;

/**
 * Gives notebooks of the drive a working copy of their folder: their kernels
 * wait for it, and a bar above the notebook tells of it.
 */
export class WorkingCopyExtension implements DocumentRegistry.WidgetExtension {
  constructor(options: WorkingCopyExtension.IOptions) {
    this._options = options;
  }

  /**
   * Called for each notebook before its content is there.
   */
  createNew(
    widget: IDocumentWidget,
    context: DocumentRegistry.Context
  ): IDisposable | void {
    const folder = this._options.folderOf(context.path);
    if (folder === null) {
      return;
    }
    const { companion, trans } = this._options;
    const { sessionContext } = context;
    const copy = new WorkingCopy({ companion, path: folder });
    const bar = new WorkingCopyBar({ copy, trans });
    const scan = new Debouncer(() => copy.scan(), REST);
    const onStatus = (_: ISessionContext, status: Kernel.Status): void => {
      if (status === 'idle') {
        void scan.invoke();
      }
    };
    placeKernel(sessionContext, context.path);
    holdKernel(sessionContext, () => copy.arrived);
    sessionContext.statusChanged.connect(onStatus);
    if (widget instanceof MainAreaWidget) {
      widget.contentHeader.addWidget(bar);
    }
    void copy.refresh();
    return new DisposableDelegate(() => {
      sessionContext.statusChanged.disconnect(onStatus);
      scan.dispose();
      bar.dispose();
      copy.dispose();
    });
  }

  private readonly _options: WorkingCopyExtension.IOptions;
}

/**
 * The namespace for `WorkingCopyExtension` statics.
 */
export namespace WorkingCopyExtension {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly companion: ICompanion;

    /**
     * What a document's kernel works in, as the companion names it; null for
     * documents elsewhere.
     */
    readonly folderOf: (path: string) => string | null;
    readonly trans: TranslationBundle;
  }
}
