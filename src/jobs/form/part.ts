import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobDraft } from 'sciencemesh-contract';
import type { JobFormModel } from './model';

/**
 * The properties of the parts of the form.
 */
export interface IPartProps {
  readonly draft: JobDraft;
  readonly model: JobFormModel;
  readonly trans: TranslationBundle;
}
