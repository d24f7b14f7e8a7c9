import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { LazyPage } from '../../elements/lazypage';
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
export class TextViewer extends LazyPage<TextModel> {
  constructor(
    file: IViewedFile,
    private readonly _trans: TranslationBundle
  ) {
    super(new TextModel(file), _trans.__('Reading the file…'));
    this.addClass('jp-SciMeshViewer');
  }

  protected content(): JSX.Element {
    return <TextPage model={this.model} trans={this._trans} />;
  }
}
