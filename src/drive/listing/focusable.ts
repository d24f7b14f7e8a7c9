import type { Contents } from '@jupyterlab/services';
import { WindowedListing } from './windowed';

/**
 * A windowed listing of whose rows one has the keyboard's focus, or gets it
 * when the listing is entered; the focus follows its entry from row to row.
 */
export abstract class FocusableListing extends WindowedListing {
  /**
   * Take the focus from a menu that was opened here and is about to close.
   */
  takeFocus(): void {
    const entry = this.rows.shown[this.focused];
    const node = entry && this.viewport.nodeOf(entry.path);
    const target = node ? this.painter.getNameNode(node) : this.node;
    target.focus({ preventScroll: true });
  }

  /**
   * Go to the first entry of a folder that was opened by keyboard.
   */
  protected abstract enter(): void;

  protected override onActivateRequest(): void {
    this.focusAt(this.focused);
  }

  protected override pinned(): readonly number[] {
    return [this.focused, this.rows.indexOf(this.edited ?? '')];
  }

  protected override onPainted(
    entries: readonly Contents.IModel[],
    nodes: readonly HTMLElement[]
  ): void {
    const focused = this.rows.shown[this.focused]?.path;
    for (const [place, node] of nodes.entries()) {
      const entry = entries[place];
      if (entry && entry.path !== this.edited) {
        const name = this.painter.getNameNode(node);
        const tabIndex = entry.path === focused ? '0' : '-1';
        if (name.getAttribute('tabindex') !== tabIndex) {
          name.setAttribute('tabindex', tabIndex);
        }
      }
    }
  }

  protected override onFolderPath(): void {
    super.onFolderPath();
    this._focusedPath = '';
    this._wantsFocus = this.node.contains(document.activeElement);
  }

  protected override onRows(): void {
    const hadFocus = this.node.contains(document.activeElement);
    super.onRows();
    if (this._wantsFocus) {
      this._wantsFocus = false;
      this.enter();
    } else if (hadFocus && this.edited === null) {
      this.focusAt(this.focused);
    }
  }

  /**
   * The index of the row that has the focus, or gets it.
   */
  protected get focused(): number {
    return Math.max(0, this.rows.indexOf(this._focusedPath));
  }

  /**
   * Go to a row without selecting it.
   */
  protected focusAt(index: number): void {
    const { shown } = this.rows;
    const target = Math.max(0, Math.min(index, shown.length - 1));
    this._focusedPath = shown[target]?.path ?? '';
    this.reveal(target);
    if (document.activeElement?.closest('.lm-Menu')) {
      // Rows may be painted anew below an open menu, which keeps the focus.
      return;
    }
    const node = this.viewport.nodeOf(this._focusedPath);
    if (node && this.edited === null) {
      this.painter.getNameNode(node).focus({ preventScroll: true });
    } else if (shown.length === 0) {
      this.node.focus();
    }
  }

  /**
   * Bring a row into sight.
   */
  protected reveal(index: number): void {
    this.viewport.reveal(index);
    this.paint();
  }

  /**
   * The path of the entry whose name is being edited.
   */
  protected edited: string | null = null;

  private _focusedPath = '';
  private _wantsFocus = false;
}
