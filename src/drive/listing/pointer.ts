import type { Contents } from '@jupyterlab/services';
import type { Selection } from './choosing';
import { between, toggled } from './choosing';
import { indexAt } from './rownodes';

/** Pixels that the mouse moves before something is dragged. */
const DRAG_THRESHOLD = 5;

/**
 * What the mouse does to a listing.
 */
export interface IPointerTarget {
  /**
   * How things stand.
   */
  state(): {
    /** The index from which a range is selected. */
    readonly anchor: number;
    readonly rows: readonly Contents.IModel[];
    readonly selection: Selection;
  };
  select(selection: Selection, anchor: string | null): void;
  focus(index: number): void;
  drag(index: number, event: MouseEvent): void;
}

/**
 * The mouse over the rows: selects with it, and begins to drag.
 */
export class Pointer implements EventListenerObject {
  constructor(private readonly _target: IPointerTarget) {}

  /**
   * The mouse was pressed over a row.
   *
   * @param isToggle - whether it is over the row's checkbox
   *
   * @returns whether it was over a row
   */
  press(event: MouseEvent, isToggle: boolean): boolean {
    const target = this._target;
    const { anchor, rows, selection } = target.state();
    const index = indexAt(event.target);
    const entry = rows[index];
    if (!entry) {
      return false;
    }
    this._narrowsTo = null;
    if (event.ctrlKey || event.metaKey || isToggle) {
      target.select(toggled(selection, entry.path), entry.path);
    } else if (event.shiftKey) {
      target.select(between(rows, anchor, index), null);
    } else if (!selection[entry.path]) {
      target.select({ [entry.path]: true }, entry.path);
    } else if (event.button === 0) {
      // It may be the beginning of a drag; if not, the others go.
      this._narrowsTo = entry.path;
    }
    target.focus(index);
    if (event.button === 0) {
      this._pressed = { index, x: event.clientX, y: event.clientY };
      document.addEventListener('mousemove', this, true);
      document.addEventListener('mouseup', this, true);
    }
    return true;
  }

  handleEvent(event: MouseEvent): void {
    const pressed = this._pressed;
    if (!pressed) {
      return;
    }
    if (event.type === 'mouseup') {
      this.release();
      if (this._narrowsTo !== null) {
        this._target.select({ [this._narrowsTo]: true }, this._narrowsTo);
      }
      // The browser has taken the focus away after the press.
      this._target.focus(pressed.index);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const distance = Math.max(
      Math.abs(event.clientX - pressed.x),
      Math.abs(event.clientY - pressed.y)
    );
    if (distance >= DRAG_THRESHOLD) {
      this.release();
      this._target.drag(pressed.index, event);
    }
  }

  /**
   * Listen no longer.
   */
  release(): void {
    this._pressed = null;
    document.removeEventListener('mousemove', this, true);
    document.removeEventListener('mouseup', this, true);
  }

  private _narrowsTo: string | null = null;
  private _pressed: {
    readonly index: number;
    readonly x: number;
    readonly y: number;
  } | null = null;
}
