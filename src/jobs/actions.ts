import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Job } from 'sciencemesh-contract';
import type { Outcome } from '../companion/outcome';
import { shownPath } from '../drive/paths';
import { shortened } from '../transfers/wording';
import type { JobsModel } from './model';

/**
 * What a person does with a job, asked for where it cannot be taken back. What
 * goes wrong is told in a notification that stays.
 */
export class JobActions {
  constructor(options: JobActions.IOptions) {
    this._options = options;
  }

  /**
   * Emitted when an action has begun or ended.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Whether something is being done with a job.
   */
  isBusy(id: string): boolean {
    return this._busy.has(id);
  }

  /**
   * End a job, or some tasks of it, when the person has confirmed it.
   */
  async cancel(
    job: Job,
    tasks: readonly number[] | null = null
  ): Promise<void> {
    const { jobs, trans } = this._options;
    const { button } = await showDialog({
      title: trans.__('Cancel “%1”?', shortened(job.name)),
      body:
        tasks === null
          ? trans.__(
              'It ends at %1. What it has made so far is brought here.',
              job.siteName
            )
          : trans._n(
              '%1 task ends; the others go on.',
              '%1 tasks end; the others go on.',
              tasks.length
            ),
      // Enter keeps it: the harmless answer comes first.
      defaultButton: 0,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Keep it') }),
        Dialog.warnButton({ label: trans.__('Cancel job') })
      ]
    });
    if (button.accept) {
      await this._run(job, () => jobs.act(job.id, 'cancel', tasks));
    }
  }

  /**
   * End a job; the person has confirmed it.
   */
  async cancelNow(job: Job): Promise<void> {
    await this._run(job, () => this._options.jobs.act(job.id, 'cancel'));
  }

  /**
   * Hold or release a job, or bring its results again.
   */
  async act(job: Job, action: 'hold' | 'release' | 'collect'): Promise<void> {
    await this._run(job, () => this._options.jobs.act(job.id, action));
  }

  /**
   * Take a job off the list; the person says what becomes of its files.
   */
  async forget(job: Job): Promise<void> {
    const { jobs, trans } = this._options;
    const { button, isChecked } = await showDialog({
      title: trans.__('Take “%1” off the list?', shortened(job.name)),
      body: trans.__('Its page goes, with its output and its history.'),
      checkbox:
        job.results === null
          ? null
          : {
              label: trans.__(
                'Delete its results in %1, too',
                shownPath(job.results)
              ),
              checked: false
            },
      defaultButton: 0,
      buttons: [
        Dialog.cancelButton(),
        Dialog.warnButton({ label: trans.__('Take off') })
      ]
    });
    if (button.accept) {
      const files = isChecked ? 'delete' : 'keep';
      await this._run(job, () => jobs.forget(job.id, files));
    }
  }

  /**
   * Show the form that runs a job again, with changes.
   */
  get rerun(): ((jobId: string) => void) | null {
    return this._options.rerun;
  }

  /**
   * Begin to publish what a job has left at a repository.
   */
  get publish(): ((jobId: string) => void) | null {
    return this._options.publish;
  }

  /**
   * Show the page of a job.
   *
   * @param task - to be in front, of a sweep
   */
  open(jobId: string, task?: number): void {
    this._options.open(jobId, task);
  }

  /**
   * Show the table of all jobs.
   */
  showAll(): void {
    this._options.showAll();
  }

  /**
   * Open a file of a job, e.g. an executed notebook.
   *
   * @param path - as jobs name it
   * @param factory - the kind of widget; left out for the usual one
   */
  openFile(path: string, factory?: string): void {
    this._options.docManager.openOrReveal(shownPath(path), factory);
  }

  /**
   * Where a file of Jupyter's can be fetched from.
   */
  async downloadUrl(path: string): Promise<string> {
    return this._options.docManager.services.contents.getDownloadUrl(
      shownPath(path)
    );
  }

  /**
   * Have the browser keep a file of Jupyter's.
   */
  async download(path: string): Promise<void> {
    const link = document.createElement('a');
    link.href = await this.downloadUrl(path);
    link.download = '';
    link.click();
  }

  /**
   * Have the companion ask a site how it is, now.
   */
  async look(siteId: string): Promise<void> {
    const answer = await this._options.jobs.client.look(siteId);
    this._tell(answer);
  }

  private async _run(
    { id }: Job,
    action: () => Promise<Outcome<unknown>>
  ): Promise<void> {
    if (this._busy.has(id)) {
      return;
    }
    this._busy.add(id);
    this._changed.emit();
    this._tell(await action());
    this._busy.delete(id);
    this._changed.emit();
  }

  private _tell(answer: Outcome<unknown>): void {
    if (!answer.ok) {
      Notification.error(answer.failure.message, { autoClose: false });
    }
  }

  private readonly _busy = new Set<string>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _options: JobActions.IOptions;
}

/**
 * The namespace for `JobActions` statics.
 */
export namespace JobActions {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly docManager: IDocumentManager;
    readonly jobs: JobsModel;
    readonly open: (jobId: string, task?: number) => void;

    /**
     * Null where nothing publishes.
     */
    readonly publish: ((jobId: string) => void) | null;

    /**
     * Null where nothing submits jobs.
     */
    readonly rerun: ((jobId: string) => void) | null;
    readonly showAll: () => void;
    readonly trans: TranslationBundle;
  }
}
