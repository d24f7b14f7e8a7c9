import type { FileBrowser } from '@jupyterlab/filebrowser';
import type { IDisposable } from '@lumino/disposable';
import type { Drag } from '@lumino/dragdrop';
import type { IDriveNames } from '../drive/paths';
import type { ICopyOrder } from './copier';
import { isBetween } from './places';

/** Paths that are dragged, as file browsers of JupyterLab tell them. */
const CONTENTS_MIME = 'application/x-jupyter-icontents';

const TARGET = 'jp-mod-dropTarget';
const ROWS = '.jp-DirListing-item, .jp-SciMeshDrive-row';

const EVENTS = ['lm-dragenter', 'lm-dragover', 'lm-dragleave', 'lm-drop'];

/**
 * Takes what is dropped on a file browser from another drive.
 *
 * #### Notes
 * The listing of JupyterLab would call methods that throw for two drives
 * (jupyterlab#7755), so the event is taken on its way down to it. Drags within
 * one drive never stop here.
 */
export class CrossDriveDrop implements IDisposable {
  constructor(options: CrossDriveDrop.IOptions) {
    this._options = options;
    for (const name of EVENTS) {
      options.browser.node.addEventListener(name, this, { capture: true });
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    for (const name of EVENTS) {
      const { node } = this._options.browser;
      node.removeEventListener(name, this, { capture: true });
    }
  }

  /**
   * @private Called by the browser, for `addEventListener`.
   */
  handleEvent(event: Event): void {
    const drag = event as Drag.Event;
    const paths = pathsIn(drag);
    const target = this._targetOf(drag);
    const { drives, isOurs } = this._options;
    if (!isOurs(paths, target) || !isBetween(paths, target, drives)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    switch (event.type) {
      case 'lm-dragover':
        drag.dropAction = shownAction(drag);
        this._mark(this._folderUnder(drag) ? rowOf(drag) : null);
        break;
      case 'lm-dragleave':
        this._mark(null);
        break;
      case 'lm-drop': {
        this._mark(null);
        const action = actionOf(drag);
        drag.dropAction = shownAction(drag);
        this._options.copy({ action, paths, target });
        break;
      }
    }
  }

  /**
   * The folder that receives what is dropped: the row or the crumb under the
   * pointer, else the folder on show.
   */
  private _targetOf(event: Drag.Event): string {
    const { model } = this._options.browser;
    const crumb = elementOf(event)?.closest<HTMLElement>(
      '.jp-BreadCrumbs [data-path]'
    )?.dataset.path;
    if (crumb !== undefined) {
      return crumb.startsWith(model.rootPath)
        ? crumb
        : `${model.rootPath}${crumb.replace(/^\/+/, '')}`;
    }
    return this._folderUnder(event) ?? model.path;
  }

  private _folderUnder(event: Drag.Event): string | null {
    const entry = this._options.browser.modelForClick(event);
    return entry?.type === 'directory' ? entry.path : null;
  }

  private _mark(row: Element | null): void {
    if (row !== this._marked) {
      this._marked?.classList.remove(TARGET);
      row?.classList.add(TARGET);
      this._marked = row;
    }
  }

  private _isDisposed = false;
  private _marked: Element | null = null;
  private readonly _options: CrossDriveDrop.IOptions;
}

/**
 * The namespace for `CrossDriveDrop` statics.
 */
export namespace CrossDriveDrop {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly browser: FileBrowser;
    readonly copy: (order: ICopyOrder) => void;
    readonly drives: IDriveNames;

    /**
     * Whether all of it is in one of our drives or among the person's own files.
     */
    readonly isOurs: (paths: readonly string[], target: string) => boolean;
  }
}

/** Between drives things are copied unless the person holds Shift. */
function actionOf(event: Drag.Event): 'copy' | 'move' {
  return event.shiftKey ? 'move' : 'copy';
}

/**
 * What the pointer shows: JupyterLab's own listing offers moves only, and a
 * drag that answers with anything else is not dropped at all.
 */
function shownAction(event: Drag.Event): Drag.Event['dropAction'] {
  const { proposedAction, supportedActions } = event;
  return supportedActions === 'all' ||
    supportedActions.includes(actionOf(event))
    ? actionOf(event)
    : proposedAction;
}

function pathsIn({ mimeData }: Drag.Event): string[] {
  const paths: unknown = mimeData.getData(CONTENTS_MIME);
  return Array.isArray(paths)
    ? paths.filter(path => typeof path === 'string')
    : [];
}

function elementOf({ target }: Drag.Event): Element | null {
  return target instanceof Element ? target : null;
}

function rowOf(event: Drag.Event): Element | null {
  return elementOf(event)?.closest(ROWS) ?? null;
}
