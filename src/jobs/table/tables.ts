import type { JupyterFrontEnd } from '@jupyterlab/application';
import { SinglePage } from '../../elements/singlepage';
import { jobIcon } from '../../icons';
import { JobsTable } from './view';

/**
 * The page with the table of all jobs.
 */
export function jobTable(
  shell: JupyterFrontEnd.IShell,
  options: JobsTable.IOptions
): SinglePage<JobsTable> {
  const { trans } = options;
  return new SinglePage({
    caption: trans.__('All jobs'),
    create: () => new JobsTable(options),
    icon: jobIcon,
    id: 'jp-scimesh-jobs',
    label: trans.__('Jobs'),
    namespace: 'sciencemesh-jobs',
    shell,
    type: 'ScienceMesh jobs'
  });
}
