import { gStyle, settings } from 'jsroot/core';
import { cleanup, draw } from 'jsroot/draw';
import type { Painter } from 'jsroot/draw';
import type { StoredObject } from 'jsroot/io';

/**
 * The one drawing that is shown.
 */
export class Drawing {
  constructor(private readonly _element: HTMLElement) {
    // Its buttons save pictures, which the sandbox does not let out.
    settings.ToolBar = false;
    // Room for the title of the axis, which ROOT leaves to its users.
    gStyle.fPadLeftMargin = 0.14;
    new ResizeObserver(() => this._fit()).observe(_element);
  }

  /**
   * Draw an object in place of the last.
   */
  async show(object: StoredObject): Promise<void> {
    this._object = object;
    await this.redraw();
  }

  /**
   * Follow the theme of JupyterLab.
   */
  async setTheme(isDark: boolean): Promise<void> {
    settings.DarkMode = isDark;
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
    await this.redraw();
  }

  /**
   * Draw again what is shown.
   */
  async redraw(): Promise<void> {
    if (!this._object) {
      return;
    }
    this._wasDrawnAtNoSize = this._element.clientWidth === 0;
    cleanup(this._element);
    this._painter = (await draw(this._element, this._object)) ?? null;
  }

  private _fit(): void {
    if (this._element.clientWidth === 0) {
      return;
    }
    if (this._wasDrawnAtNoSize) {
      // A tab in the back has no size; what is drawn there stays empty.
      void this.redraw();
      return;
    }
    const canvas = this._painter?.getCanvPainter?.() ?? this._painter;
    canvas?.checkResize?.();
  }

  private _object: StoredObject | null = null;
  private _painter: Painter | null = null;
  private _wasDrawnAtNoSize = false;
}
