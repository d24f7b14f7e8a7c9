import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import { Waiting } from '../../elements/placeholder';
import type { IViewedFile } from '../source';
import { ParquetModel } from './model';

/** The page is loaded with the first viewer, not with JupyterLab. */
const ParquetPage = React.lazy(async () => {
  const { ParquetPage: component } = await import('./page');
  return { default: component };
});

/**
 * A Parquet file as a table.
 */
export class ParquetViewer extends ReactWidget {
  constructor(
    file: IViewedFile,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.model = new ParquetModel(file);
    this.addClass('jp-SciMeshViewer');
  }

  /**
   * What is shown.
   */
  readonly model: ParquetModel;

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
            <ParquetPage model={this.model} trans={this._trans} />
          </React.Suspense>
        )}
      </UseSignal>
    );
  }
}
