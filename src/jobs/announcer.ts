import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Job } from 'sciencemesh-contract';
import { shortened } from '../transfers/wording';
import type { JobsModel } from './model';

/**
 * Tells of jobs that end while the page is open; who has seen the end needs no
 * notification over it.
 */
export class JobAnnouncer {
  constructor(options: JobAnnouncer.IOptions) {
    this._options = options;
    options.jobs.ended.connect(this._onEnded, this);
    options.jobs.changed.connect(this._onChanged, this);
  }

  private _onEnded(_: JobsModel, job: Job): void {
    const { open, openFile, trans } = this._options;
    const { notebook } = job;
    if (job.seen || job.state === 'cancelled') {
      return;
    }
    const notice = Notification.emit(
      endWords(job, trans),
      job.state === 'done' ? 'success' : 'error',
      {
        // A failure waits for somebody who comes back.
        autoClose: job.state === 'done' ? 12_000 : false,
        actions: [
          ...(notebook === null
            ? []
            : [
                {
                  label: trans.__('Open executed notebook'),
                  callback: () => openFile(notebook)
                }
              ]),
          {
            label: trans.__('Show job'),
            callback: () => open(job.id)
          }
        ]
      }
    );
    this._notices.set(job.id, notice);
  }

  private _onChanged(jobs: JobsModel): void {
    for (const [id, notice] of this._notices) {
      if (jobs.get(id)?.seen !== false) {
        this._notices.delete(id);
        Notification.dismiss(notice);
      }
    }
  }

  private readonly _notices = new Map<string, string>();
  private readonly _options: JobAnnouncer.IOptions;
}

/**
 * The namespace for `JobAnnouncer` statics.
 */
export namespace JobAnnouncer {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly jobs: JobsModel;

    /**
     * Show the page of a job.
     */
    readonly open: (jobId: string) => void;
    readonly openFile: (path: string) => void;
    readonly trans: TranslationBundle;
  }
}

function endWords(job: Job, trans: TranslationBundle): string {
  const name = shortened(job.name);
  const { failed, total } = job.tasks;
  if (job.state === 'done') {
    return trans.__('“%1” is done on %2.', name, job.siteName);
  }
  if (job.state === 'lost') {
    return trans.__('“%1” is lost: %2', name, job.message ?? '');
  }
  return total > 1
    ? trans.__('“%1”: %2 of %3 tasks failed.', name, failed, total)
    : trans.__('“%1” failed: %2', name, job.message ?? '');
}
