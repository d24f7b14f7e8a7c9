import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { LazyPage } from '../../elements/lazypage';
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
export class ParquetViewer extends LazyPage<ParquetModel> {
  constructor(
    file: IViewedFile,
    private readonly _trans: TranslationBundle
  ) {
    super(new ParquetModel(file), _trans.__('Reading the file…'));
    this.addClass('jp-SciMeshViewer');
  }

  protected content(): JSX.Element {
    return <ParquetPage model={this.model} trans={this._trans} />;
  }
}
