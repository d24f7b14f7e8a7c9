import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { Waiting } from '../../elements/placeholder';
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
export class PublishWizard extends ReactWidget {
  constructor(options: PublishWizard.IOptions) {
    super();
    this._options = options;
    this.model = options.model;
    this.addClass('jp-SciMeshPackage');
    this.addClass('jp-SciMeshPublish');
    this.node.tabIndex = -1;
  }

  /**
   * What is published.
   */
  readonly model: WizardModel;

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
              <Waiting label={this._options.trans.__('Opening the page…')} />
            }
          >
            <WizardPage {...this._options} />
          </React.Suspense>
        )}
      </UseSignal>
    );
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
