import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { JobsModel } from '../jobs/model';
import { ICompanion, IJobs } from '../tokens';

/**
 * Keeps the jobs and the sites.
 */
export const jobs: JupyterFrontEndPlugin<JobsModel> = {
  id: 'jupyterlab-sciencemesh:jobs',
  description: 'Keeps track of jobs on HTCondor, HPC and this machine.',
  autoStart: true,
  requires: [ICompanion],
  provides: IJobs,
  activate: (_app: JupyterFrontEnd, companion: ICompanion): JobsModel =>
    new JobsModel(companion)
};
