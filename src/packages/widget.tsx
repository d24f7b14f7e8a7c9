import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { CompanionStatus } from '../companion/status';
import { LazyPage } from '../elements/lazypage';
import type { PackageActions } from './actions';
import type { PackageModel } from './model';

/**
 * The page is loaded with the first preview, not with JupyterLab.
 */
const PackagePage = React.lazy(async () => {
  const { PackagePage: component } = await import('./page');
  return { default: component };
});

/**
 * The preview of a package: what is in it, and the button that opens it.
 */
export class PackageView extends LazyPage<PackageModel> {
  constructor(options: PackageView.IOptions) {
    super(options.model, options.trans.__('Reading the package…'));
    this._options = options;
    this.addClass('jp-SciMeshPackage');
    // Commands of the page are for whoever is in it, not for its tab alone.
    this.node.tabIndex = -1;
  }

  protected content(): JSX.Element {
    return <PackagePage {...this._options} />;
  }

  private readonly _options: PackageView.IOptions;
}

/**
 * The namespace for `PackageView` statics.
 */
export namespace PackageView {
  /**
   * Options of the constructor, and properties of the page.
   */
  export interface IOptions {
    readonly actions: PackageActions;
    readonly model: PackageModel;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}
