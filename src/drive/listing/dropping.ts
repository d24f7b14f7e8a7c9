import type { Contents } from '@jupyterlab/services';
import type { Drag } from '@lumino/dragdrop';
import type { FileDeeds } from '../browser/deeds';
import { pathsIn } from './dragging';
import { indexAt, rowAt } from './rownodes';

const TARGET = 'jp-mod-dropTarget';

/**
 * What is dropped on the rows: on a folder, or on the folder that is on show.
 */
export class Dropping {
  constructor(
    private readonly _options: {
      readonly deeds: FileDeeds;
      readonly rows: () => readonly Contents.IModel[];
    }
  ) {}

  /**
   * The folder under the pointer; null for the one on show.
   */
  folderAt(target: EventTarget | null): string | null {
    const entry = this._options.rows()[indexAt(target)];
    return entry?.type === 'directory' ? entry.path : null;
  }

  enter(event: Drag.Event): void {
    if (pathsIn(event.mimeData).length > 0) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  over(event: Drag.Event): void {
    event.preventDefault();
    event.stopPropagation();
    const folder = this.folderAt(event.target);
    const isWelcome = this._options.deeds.accepts(
      pathsIn(event.mimeData),
      folder
    );
    event.dropAction = isWelcome ? actionOf(event) : 'none';
    this._show(isWelcome && folder !== null ? rowAt(event.target) : null);
  }

  leave(event: Drag.Event): void {
    event.preventDefault();
    event.stopPropagation();
    this._show(null);
  }

  drop(event: Drag.Event): void {
    event.preventDefault();
    event.stopPropagation();
    this._show(null);
    const { deeds } = this._options;
    const paths = pathsIn(event.mimeData);
    const folder = this.folderAt(event.target);
    if (event.proposedAction === 'none' || !deeds.accepts(paths, folder)) {
      event.dropAction = 'none';
      return;
    }
    event.dropAction = actionOf(event);
    void deeds.bring(paths, folder, event.dropAction === 'copy');
  }

  private _show(row: HTMLElement | null): void {
    if (row !== this._row) {
      this._row?.classList.remove(TARGET);
      row?.classList.add(TARGET);
      this._row = row;
    }
  }

  private _row: HTMLElement | null = null;
}

/** Things move unless the person holds the key for copying. */
function actionOf(event: Drag.Event): 'copy' | 'move' {
  return event.ctrlKey || event.proposedAction === 'copy' ? 'copy' : 'move';
}
