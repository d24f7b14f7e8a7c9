import type { TranslationBundle } from '@jupyterlab/translation';
import type { CompanionStatus } from '../../companion/status';
import type { JobActions } from '../actions';
import type { JobPageModel } from './model';

/**
 * The properties of the parts of a job's page.
 */
export interface IPageProps {
  readonly actions: JobActions;
  readonly model: JobPageModel;
  readonly status: CompanionStatus;
  readonly trans: TranslationBundle;
}
