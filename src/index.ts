import { announcements } from './plugins/announcements';
import { check } from './plugins/check';
import { companion } from './plugins/companion';
import { copies } from './plugins/copies';
import { drive } from './plugins/drive';
import { driveBrowser } from './plugins/drivebrowser';
import { driveOutbox } from './plugins/driveoutbox';
import { fileBrowser } from './plugins/filebrowser';
import { hdf5 } from './plugins/hdf5';
import { jobFields, jobForm } from './plugins/jobform';
import { jobNotices, jobStatus, runningJobs } from './plugins/jobnotices';
import { jobPages } from './plugins/jobpages';
import { jobs } from './plugins/jobs';
import { kernels } from './plugins/kernels';
import { launcher } from './plugins/launcher';
import { link } from './plugins/link';
import { packages } from './plugins/packages';
import { panel } from './plugins/panel';
import { progress, statusBar } from './plugins/progress';
import { publications } from './plugins/publications';
import { publishEntry } from './plugins/publishentry';
import {
  publishNotices,
  publishStatus,
  runningUploads
} from './plugins/publishnotices';
import { publishPages } from './plugins/publishpages';
import { publishSection } from './plugins/publishsection';
import { repositories } from './plugins/repositories';
import { search } from './plugins/search';
import { settings } from './plugins/settings';
import { shares } from './plugins/shares';
import { transfers } from './plugins/transfers';
import { viewers } from './plugins/viewers';

// For extensions of deployments; see docs/job-fields.md.
export { IJobFields } from './tokens';

/**
 * The plugins of the extension.
 */
export default [
  settings,
  companion,
  shares,
  transfers,
  packages,
  panel,
  drive,
  driveBrowser,
  copies,
  search,
  check,
  driveOutbox,
  announcements,
  progress,
  statusBar,
  fileBrowser,
  hdf5,
  jobs,
  jobFields,
  jobForm,
  jobPages,
  jobNotices,
  jobStatus,
  runningJobs,
  kernels,
  launcher,
  link,
  publications,
  publishEntry,
  publishNotices,
  publishPages,
  publishSection,
  publishStatus,
  repositories,
  runningUploads,
  viewers
];
