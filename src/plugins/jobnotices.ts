import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { shownPath } from '../drive/paths';
import { JobActions } from '../jobs/actions';
import { JobAnnouncer } from '../jobs/announcer';
import type { JobsModel } from '../jobs/model';
import { RunningJobs } from '../jobs/running';
import { JobsStatus } from '../jobs/statusbar';
import { IJobPages, IJobs } from '../tokens';

/**
 * Tells of jobs that end.
 */
export const jobNotices: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:job-notices',
  description:
    'Shows a notification when a job ends, from which its executed notebook opens.',
  autoStart: true,
  requires: [IJobs, IJobPages, IDocumentManager],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    jobs: JobsModel,
    pages: IJobPages,
    docManager: IDocumentManager,
    translator: ITranslator | null
  ): void => {
    new JobAnnouncer({
      jobs,
      open: id => pages.open(id),
      openFile: path => {
        docManager.openOrReveal(shownPath(path));
      },
      trans: (translator ?? nullTranslator).load('jupyterlab_sciencemesh')
    });
  }
};

/**
 * Shows in the status bar how many jobs are under way.
 */
export const jobStatus: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:job-status',
  description: 'Adds an item to the status bar while jobs are under way.',
  autoStart: true,
  requires: [IStatusBar, IJobs, IJobPages],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    bar: IStatusBar,
    jobs: JobsModel,
    pages: IJobPages,
    translator: ITranslator | null
  ): void => {
    const activeStateChanged = new Signal<JobsModel, void>(jobs);
    jobs.changed.connect(() => activeStateChanged.emit());
    bar.registerStatusItem(jobStatus.id, {
      activeStateChanged,
      align: 'middle',
      isActive: () => jobs.active.length > 0,
      item: new JobsStatus({
        jobs,
        open: () => pages.showAll(),
        trans: (translator ?? nullTranslator).load('jupyterlab_sciencemesh')
      })
    });
  }
};

/**
 * Lists jobs among what runs.
 */
export const runningJobs: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:running-jobs',
  description: 'Adds the jobs that are under way to the list of what runs.',
  autoStart: true,
  requires: [IRunningSessionManagers, IJobs, IJobPages, IDocumentManager],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    managers: IRunningSessionManagers,
    jobs: JobsModel,
    pages: IJobPages,
    docManager: IDocumentManager,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const actions = new JobActions({
      docManager,
      jobs,
      open: id => pages.open(id),
      publish: null,
      rerun: id => pages.rerun(id),
      showAll: () => pages.showAll(),
      trans
    });
    managers.add(new RunningJobs({ actions, jobs, trans }));
  }
};
