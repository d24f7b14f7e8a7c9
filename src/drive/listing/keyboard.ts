import type { Contents } from '@jupyterlab/services';
import { rowFor } from './choosing';

/** Milliseconds after which typed letters begin a new word. */
const TYPING = 1_000;

/**
 * What the keyboard does to a listing.
 */
export interface IKeyboardTarget {
  /**
   * How things stand.
   */
  state(): {
    /** The index of the row with the focus. */
    readonly focused: number;

    /** How many rows a page has. */
    readonly page: number;
    readonly rows: readonly Contents.IModel[];
  };

  /**
   * Go to a row without selecting it.
   */
  focus(index: number): void;

  /**
   * Go to a row and select it, or all up to it.
   */
  move(index: number, isExtended: boolean): void;

  /**
   * Open what is selected.
   */
  open(): void;

  /**
   * Select a row in addition, or no longer.
   */
  toggle(entry: Contents.IModel): void;
}

/**
 * The keyboard over the rows: goes from one to another, by letters too,
 * selects and opens.
 */
export class Keyboard {
  constructor(private readonly _target: IKeyboardTarget) {}

  /**
   * A key was pressed.
   *
   * @returns whether it means anything
   */
  press(event: KeyboardEvent): boolean {
    const { altKey, ctrlKey, key, metaKey, shiftKey } = event;
    const target = this._target;
    if (altKey || metaKey) {
      return false;
    }
    const { focused, page, rows } = target.state();
    const next = rowFor(key, focused, { count: rows.length, page });
    if (next !== null) {
      if (ctrlKey) {
        target.focus(next);
      } else {
        target.move(next, shiftKey);
      }
      return true;
    }
    if (key === 'Enter' && !ctrlKey && !shiftKey) {
      target.open();
      return true;
    }
    const current = rows[focused];
    if (key === ' ' && ctrlKey && current) {
      target.toggle(current);
      return true;
    }
    if (key.length === 1 && !ctrlKey) {
      this._type(key);
      return true;
    }
    return false;
  }

  /**
   * Go to the row whose name begins with what is typed.
   */
  private _type(letter: string): void {
    clearTimeout(this._typing);
    this._typing = window.setTimeout(() => {
      this._typed = '';
    }, TYPING);
    this._typed += letter.toLowerCase();
    const index = this._target
      .state()
      .rows.findIndex(({ name }) => name.toLowerCase().startsWith(this._typed));
    if (index !== -1) {
      this._target.move(index, false);
    }
  }

  private _typed = '';
  private _typing = 0;
}
