import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { LazyPage } from '../../elements/lazypage';
import type { PublicationActions } from '../actions';
import type { WizardModel } from './model';
import type { Fixes } from './select/fixes';

/**
 * The page is loaded with the first publication, not with JupyterLab.
 */
const WizardPage = React.lazy(async () => {
  const { WizardPage: component } = await import('./page');
  return { default: component };
});

/**
 * Publishes files at a repository, one step after the other.
 */
export class PublishWizard extends LazyPage<WizardModel> {
  constructor(options: PublishWizard.IOptions) {
    super(options.model, options.trans.__('Opening the page…'));
    this._options = options;
    this.addClass('jp-SciMeshPackage');
    this.addClass('jp-SciMeshPublish');
    this.node.tabIndex = -1;
  }

  protected content(): JSX.Element {
    return <WizardPage {...this._options} />;
  }

  private readonly _options: PublishWizard.IOptions;
}

/**
 * The namespace for `PublishWizard` statics.
 */
export namespace PublishWizard {
  /**
   * Options of the constructor, and properties of the page.
   */
  export interface IOptions {
    readonly actions: PublicationActions;
    readonly fixes: Fixes;
    readonly model: WizardModel;

    /**
     * Show a file or folder in the file browser.
     */
    readonly showFile: (path: string) => void;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}
