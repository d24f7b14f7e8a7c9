import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { CompanionStatus } from '../companion/status';
import { Waiting } from '../elements/placeholder';
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
export class PackageView extends ReactWidget {
  constructor(options: PackageView.IOptions) {
    super();
    this._options = options;
    this.model = options.model;
    this.addClass('jp-SciMeshPackage');
    // Commands of the page are for whoever is in it, not for its tab alone.
    this.node.tabIndex = -1;
  }

  /**
   * What is shown.
   */
  readonly model: PackageModel;

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
            fallback={
              <Waiting label={this._options.trans.__('Reading the package…')} />
            }
          >
            <PackagePage {...this._options} />
          </React.Suspense>
        )}
      </UseSignal>
    );
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
