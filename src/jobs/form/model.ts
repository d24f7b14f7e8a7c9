import type { Job, JobFinding, JobForm, Site } from 'sciencemesh-contract';
import type { CompanionStatus } from '../../companion/status';
import type { IFailure, Loadable } from '../../companion/outcome';
import { DraftModel } from './draftmodel';
import { DryRun } from './dryrun';
import { Filling } from './filling';
import { reasonFor } from './findings';
import { hindranceOf, isNamed } from './hindrance';
import type { FormStart } from './start';
import { moved } from './start';
import { Submission } from './submission';

/**
 * A job that is being put together: the draft, what a dry run found about it,
 * and its submission.
 */
export class JobFormModel extends DraftModel {
  constructor(options: JobFormModel.IOptions) {
    super(options);
    const { jobs, start, status } = options;
    const { client } = jobs;
    const changed = (): void => this.emit();
    this._status = status;
    this.start = start;
    this.dryRun = new DryRun({ client, changed: () => this._onChecked() });
    this._filling = new Filling({ changed, client, start });
    this._submission = new Submission({ changed, jobs });
    jobs.sitesChanged.connect(this.emit, this);
    jobs.changed.connect(this._onOthers, this);
    status.changed.connect(this._onStatus, this);
    this._onStatus();
  }

  /**
   * What it was opened for.
   */
  readonly start: FormStart;

  /**
   * What is wrong with the draft.
   */
  readonly dryRun: DryRun;

  /**
   * The form as it was filled, or why there is none.
   */
  get loading(): Loadable<JobForm> {
    return this._filling.loading;
  }

  /**
   * All sites, in the administrator's order.
   */
  get sites(): readonly Site[] {
    return this._jobs.sites;
  }

  /**
   * Jobs that this one can wait for.
   */
  get others(): readonly Job[] {
    const siteId = this.draft?.siteId;
    return (this._jobs.jobs ?? []).filter(
      ({ siteId: other, state }) =>
        other === siteId && !['failed', 'cancelled', 'lost'].includes(state)
    );
  }

  /**
   * Everything that is known to be wrong or remarkable.
   */
  get findings(): readonly JobFinding[] {
    const { check } = this.dryRun;
    return (
      check?.findings ??
      (this.loading.state === 'ready' ? this.loading.value.findings : [])
    );
  }

  /**
   * Why the last submission, or the last change of the site, did not happen.
   */
  get failure(): IFailure | null {
    return this._submission.failure ?? this._filling.failure;
  }

  /**
   * Whether the form is being submitted, or filled for another site.
   */
  get isBusy(): boolean {
    return this._filling.isUnderWay || this.isSubmitting;
  }

  /**
   * Whether the form is being submitted.
   */
  get isSubmitting(): boolean {
    return this._submission.isUnderWay;
  }

  /**
   * Why it cannot be submitted now; null when it can.
   */
  get hindrance(): string | null {
    return hindranceOf(
      {
        draft: this.draft,
        findings: this.findings,
        isLooking: this.dryRun.isUnderWay,
        isRunning: this._status.isRunning,
        isValid: this.isValid
      },
      this._trans
    );
  }

  /**
   * Why a member of the draft has its value; null where the person chose it.
   */
  reason(member: string): string | null {
    const { draft, loading } = this;
    return draft !== null && loading.state === 'ready'
      ? reasonFor(member, loading.value.reasons, loading.value.draft, draft)
      : null;
  }

  /**
   * Fill the form.
   */
  async load(): Promise<void> {
    const form = await this._filling.fill(null, null);
    if (form && !this.isDisposed) {
      this.begin(form);
      this._look(true);
    } else {
      this.emit();
    }
  }

  /**
   * Fill the form for another site: what has nothing to do with sites stays,
   * also what the person changes meanwhile.
   */
  async chooseSite(siteId: string): Promise<void> {
    const form = await this._filling.fill(siteId, this.draft);
    if (form && this.draft && !this.isDisposed) {
      this.replace(moved(this.draft, form.draft));
      this._look(true);
    } else {
      this.emit();
    }
  }

  /**
   * Have the site asked how it is, and look at the draft again.
   */
  async lookAgain(): Promise<void> {
    if (this.draft) {
      await this._jobs.client.look(this.draft.siteId);
      this._look(true);
    }
  }

  /**
   * Make the job.
   *
   * @param settle - has the file saved that runs; answers whether to go on
   * @returns null where it was not made; `failure` or `hindrance` tells why
   *
   * #### Notes
   * What was found before the last change says nothing of what the form holds
   * now. So who presses the button while that is looked at waits for the end
   * of the look, and need not press it again.
   */
  async submit(
    settle: (path: string) => Promise<boolean> = async () => true
  ): Promise<Job | null> {
    if (this.draft === null || this.isBusy) {
      return null;
    }
    const { path } = this.draft.source;
    const job = await this._submission.run(async () => {
      if (!(await settle(path))) {
        return null;
      }
      if (this.hindrance !== null) {
        await this.dryRun.ended;
      }
      if (this.hindrance !== null || this.isDisposed) {
        return null;
      }
      // The companion looks again, and nobody needs two looks at once.
      this.dryRun.rest();
      return this.draft;
    });
    if (this._submission.failure) {
      // What was refused is told beside the fields, too.
      this._look(true);
    }
    return this.isDisposed ? null : job;
  }

  /**
   * The person has read why nothing happened.
   */
  dismissFailure(): void {
    this._filling.dismiss();
    this._submission.dismiss();
    this.emit();
  }

  override dispose(): void {
    this.dryRun.dispose();
    super.dispose();
  }

  protected onEdited(): void {
    this._look();
  }

  private _look(isUrgent = false): void {
    if (this.draft && isNamed(this.draft) && !this.isDisposed) {
      this.dryRun.look(this.draft, isUrgent);
    }
    this.emit();
  }

  private _onChecked(): void {
    const { check } = this.dryRun;
    if (check) {
      this.script.propose(check);
    }
    this.emit();
  }

  private _onOthers(): void {
    if (this.draft) {
      this.emit();
    }
  }

  private _onStatus(): void {
    if (this._status.isRunning && this.draft === null && !this.isBusy) {
      void this.load();
    } else {
      this.emit();
    }
  }

  private readonly _filling: Filling;
  private readonly _status: CompanionStatus;
  private readonly _submission: Submission;
}

/**
 * The namespace for `JobFormModel` statics.
 */
export namespace JobFormModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions extends DraftModel.IOptions {
    readonly start: FormStart;
    readonly status: CompanionStatus;
  }
}
