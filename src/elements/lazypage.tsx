import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import * as React from 'react';
import { Waiting } from './placeholder';

/**
 * A page that shows a model and ends it when it is closed. What draws it may be
 * loaded with the first page of its kind (`React.lazy`), not with JupyterLab.
 */
export abstract class LazyPage<T extends LazyPage.IModel> extends ReactWidget {
  /**
   * @param model - what is shown
   * @param waiting - what is said while the page is loaded
   */
  constructor(
    readonly model: T,
    private readonly _waiting: string
  ) {
    super();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.model.dispose();
    super.dispose();
  }

  /**
   * The page as the model is now.
   */
  protected abstract content(): JSX.Element;

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this.model.changed}>
        {() => (
          <React.Suspense fallback={<Waiting label={this._waiting} />}>
            {this.content()}
          </React.Suspense>
        )}
      </UseSignal>
    );
  }
}

/**
 * The namespace for `LazyPage` statics.
 */
export namespace LazyPage {
  /**
   * What a page shows.
   */
  export interface IModel extends IDisposable {
    /**
     * Emitted when the page is to be drawn anew.
     */
    readonly changed: ISignal<unknown, unknown>;
  }
}
