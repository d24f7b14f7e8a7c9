import type { Contents } from '@jupyterlab/services';
import { RowNodes } from './rownodes';
import { scrollFor, sliceAt } from './slice';

/** Pixels of a row, until one has been measured. */
const USUAL_HEIGHT = 25;

/**
 * The part of the rows that is in sight.
 */
export class Viewport {
  /**
   * @param content - scrolls
   * @param body - as high as all rows together
   * @param createRow - makes the node of a row
   */
  constructor(
    readonly content: HTMLElement,
    body: HTMLElement,
    createRow: () => HTMLElement
  ) {
    this._nodes = new RowNodes(body, createRow);
  }

  /**
   * How many rows a page has.
   */
  get page(): number {
    return Math.max(1, Math.floor(this._height / this._rowHeight) - 1);
  }

  /**
   * Pixels that the scroll bar takes.
   */
  get scrollBar(): number {
    return this.content.offsetWidth - this.content.clientWidth;
  }

  /**
   * The node of an entry, if it is in sight.
   */
  nodeOf(path: string): HTMLElement | undefined {
    return this._nodes.get(path);
  }

  /**
   * Have nodes for the rows in sight, and for those that are pinned.
   */
  arrange(
    rows: readonly Contents.IModel[],
    pinned: readonly number[]
  ): ReturnType<RowNodes['arrange']> {
    const slice = sliceAt({
      count: rows.length,
      height: this._height,
      rowHeight: this._rowHeight,
      scrollTop: this.content.scrollTop
    });
    const indices = new Set(
      pinned.filter(index => index >= 0 && index < rows.length)
    );
    for (let index = slice.start; index < slice.end; index += 1) {
      indices.add(index);
    }
    return this._nodes.arrange(
      rows,
      [...indices].sort((one, other) => one - other),
      this._rowHeight
    );
  }

  /**
   * Scroll as little as is needed to see a row.
   */
  reveal(index: number): void {
    const scrollTop = scrollFor(index, {
      height: this._height,
      rowHeight: this._rowHeight,
      scrollTop: this.content.scrollTop
    });
    if (scrollTop !== null) {
      this.content.scrollTop = scrollTop;
    }
  }

  /**
   * Scroll to the first row.
   */
  toTop(): void {
    this.content.scrollTop = 0;
  }

  /**
   * Measure a row unless that has been done: its height follows the font, which
   * the person may change.
   *
   * @returns whether rows are of another height than was thought
   */
  measure(): boolean {
    if (this._isMeasured) {
      return false;
    }
    const height = this._nodes.measure();
    this._isMeasured = height !== null;
    if (height === null || Math.abs(height - this._rowHeight) <= 0.1) {
      return false;
    }
    this._rowHeight = height;
    return true;
  }

  /**
   * Rows may be of another height from now on.
   */
  forgetHeight(): void {
    this._isMeasured = false;
  }

  private get _height(): number {
    return this.content.clientHeight;
  }

  private _isMeasured = false;
  private readonly _nodes: RowNodes;
  private _rowHeight = USUAL_HEIGHT;
}
