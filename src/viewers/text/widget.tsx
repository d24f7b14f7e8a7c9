import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import { Waiting } from '../../elements/placeholder';
import type { IViewedFile } from '../source';
import { TextModel } from './model';

/** The page is loaded with the first viewer, not with JupyterLab. */
const TextPage = React.lazy(async () => {
  const { TextPage: component } = await import('./page');
  return { default: component };
});

/**
 * The first page of a text file of any size, and the others on request.
 */
export class TextViewer extends ReactWidget {
  constructor(
    file: IViewedFile,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.model = new TextModel(file);
    this.addClass('jp-SciMeshViewer');
  }

  /**
   * What is shown.
   */
  readonly model: TextModel;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.model.dispose();
    super.dispose();
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this.model.changed}>
        {() => (
          <React.Suspense
            fallback={<Waiting label={this._trans.__('Reading the file…')} />}
          >
            <TextPage model={this.model} trans={this._trans} />
          </React.Suspense>
        )}
      </UseSignal>
    );
  }
}
