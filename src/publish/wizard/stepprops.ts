import type { TranslationBundle } from '@jupyterlab/translation';
import type { Publication, PublicationForm } from 'sciencemesh-contract';
import type { PublicationActions } from '../actions';
import type { WizardModel } from './model';
import type { Fixes } from './select/fixes';

/**
 * The properties of all steps.
 */
export interface IStepProps {
  readonly actions: PublicationActions;
  readonly fixes: Fixes;
  readonly form: PublicationForm;
  readonly model: WizardModel;
  readonly publication: Publication;

  /**
   * Show a file or folder in the file browser.
   */
  readonly showFile: (path: string) => void;
  readonly trans: TranslationBundle;
}
