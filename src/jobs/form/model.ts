import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  Job,
  JobDraft,
  JobFinding,
  JobForm,
  Site
} from 'sciencemesh-contract';
import type { CompanionStatus } from '../../companion/status';
import type { IFailure, Loadable, Outcome } from '../../companion/outcome';
import type { IJobFields } from '../../tokens';
import type { JobsModel } from '../model';
import { DryRun } from './dryrun';
import { reasonFor } from './findings';
import { hindranceOf, isNamed } from './hindrance';
import { ParameterChoices } from './parameterchoices';
import { ScriptChoice } from './scriptchoice';
import type { FormStart } from './start';
import { askForm, moved } from './start';
import { SubmissionKey } from './submissionkey';

/**
 * A job that is being put together: the draft, what a dry run found about it,
 * and its submission.
 */
export class JobFormModel implements IDisposable {
  constructor(options: JobFormModel.IOptions) {
    const { fields, jobs, start, status, trans } = options;
    this._fields = fields;
    this._jobs = jobs;
    this._status = status;
    this._trans = trans;
    this.start = start;
    this.dryRun = new DryRun({
      client: jobs.client,
      changed: () => this._onChecked()
    });
    jobs.sitesChanged.connect(this._onSites, this);
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
   * Emitted when anything here has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * The form as it was filled, or why there is none.
   */
  get loading(): Loadable<JobForm> {
    return this._loading;
  }

  /**
   * The job as the form holds it now; null before the form is there.
   */
  get draft(): JobDraft | null {
    return this._draft;
  }

  /**
   * The site that was chosen.
   */
  get site(): Site | null {
    return this._draft ? (this._jobs.site(this._draft.siteId) ?? null) : null;
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
    const siteId = this._draft?.siteId;
    return (this._jobs.jobs ?? []).filter(
      ({ siteId: other, state }) =>
        other === siteId && !['failed', 'cancelled', 'lost'].includes(state)
    );
  }

  /**
   * Values of the parameters, and how they vary.
   */
  get parameters(): ParameterChoices {
    return this._parameters;
  }

  /**
   * The script, once a dry run has made one.
   */
  get script(): ScriptChoice {
    return this._script;
  }

  /**
   * The deployment's fields with what is typed into them; null before the form
   * is there.
   */
  get fields(): IJobFields.IForm | null {
    const { _draft: draft, site } = this;
    if (draft === null || site === null) {
      return null;
    }
    const form = this._fields.form(site, draft);
    return this._typed === null ? form : { ...form, data: this._typed };
  }

  /**
   * Everything that is known to be wrong or remarkable.
   */
  get findings(): readonly JobFinding[] {
    const { check } = this.dryRun;
    return (
      check?.findings ??
      (this._loading.state === 'ready' ? this._loading.value.findings : [])
    );
  }

  /**
   * Why the last submission did not happen.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * Whether the form is being submitted, or filled for another site.
   */
  get isBusy(): boolean {
    return this._isBusy;
  }

  /**
   * Why it cannot be submitted now; null when it can.
   */
  get hindrance(): string | null {
    return hindranceOf(
      {
        draft: this._draft,
        findings: this.findings,
        isLooking: this.dryRun.isUnderWay,
        isRunning: this._status.isRunning,
        isValid: this._typed === null && this._parameters.isValid
      },
      this._trans
    );
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Why a member of the draft has its value; null where the person chose it.
   */
  reason(member: string): string | null {
    const { _draft: draft, _loading: loading } = this;
    return draft !== null && loading.state === 'ready'
      ? reasonFor(member, loading.value.reasons, loading.value.draft, draft)
      : null;
  }

  /**
   * Fill the form, or fill it afresh.
   */
  async load(): Promise<void> {
    await this._fill(this._request(null));
  }

  /**
   * Fill the form for another site: what has nothing to do with sites stays.
   */
  async chooseSite(siteId: string): Promise<void> {
    const before = this._draft;
    await this._fill(this._request(siteId), before);
  }

  /**
   * Have the site asked how it is, and look at the draft again.
   */
  async lookAgain(): Promise<void> {
    if (this._draft) {
      await this._jobs.client.look(this._draft.siteId);
      this._look(true);
    }
  }

  /**
   * Change members of the draft.
   */
  change(members: Partial<JobDraft>): void {
    if (this._draft) {
      this._draft = { ...this._draft, ...members };
      this._script.follow(this._draft);
      this._look();
    }
  }

  /**
   * Take over what was typed into the deployment's fields.
   *
   * @param errors - how many of them the schema refuses
   */
  fill(data: ReadonlyJSONObject, errors: number): void {
    const { _draft: draft, site } = this;
    if (draft === null || site === null) {
      return;
    }
    this._typed = errors > 0 ? data : null;
    if (errors > 0) {
      this._changed.emit();
    } else {
      this.change(this._fields.apply(site, draft, data));
    }
  }

  /**
   * Take over values of parameters, and how they vary.
   */
  vary(choices: ParameterChoices): void {
    this._parameters = choices;
    if (choices.isValid) {
      const { parameters, sweep } = choices;
      this.change({ parameters, sweep });
    } else {
      this._changed.emit();
    }
  }

  /**
   * Take over the script that the person has written; null for ours.
   */
  write(script: string | null): void {
    if (this._draft) {
      this._script.write(script, this._draft);
      this.change({ script });
    }
  }

  /**
   * Make the job.
   *
   * @returns null where it was not made; `failure` tells why
   */
  async submit(): Promise<Job | null> {
    const { _draft: draft } = this;
    if (draft === null || this._isBusy || this.hindrance !== null) {
      return null;
    }
    this._isBusy = true;
    this._failure = null;
    this._changed.emit();
    const answer = await this._jobs.submit(draft, this._key.of(draft));
    if (this._isDisposed) {
      return null;
    }
    this._isBusy = false;
    this._failure = answer.ok ? null : answer.failure;
    if (!answer.ok) {
      // What was refused is told beside the fields, too.
      this._look(true);
    }
    this._changed.emit();
    return answer.ok ? answer.value : null;
  }

  /**
   * The person has read why nothing was submitted.
   */
  dismissFailure(): void {
    this._failure = null;
    this._changed.emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.dryRun.dispose();
    Signal.clearData(this);
  }

  private _request(siteId: string | null): Promise<Outcome<JobForm>> {
    return askForm(this._jobs.client, this.start, siteId, this._draft);
  }

  private async _fill(
    request: Promise<Outcome<JobForm>>,
    before: JobDraft | null = null
  ): Promise<void> {
    this._isBusy = true;
    this._failure = null;
    this._changed.emit();
    const answer = await request;
    if (this._isDisposed) {
      return;
    }
    this._isBusy = false;
    if (answer.ok) {
      this._show(answer.value, before);
    } else if (this._draft === null) {
      this._loading = { state: 'failed', failure: answer.failure };
    } else {
      this._failure = answer.failure;
    }
    this._changed.emit();
  }

  private _show(form: JobForm, before: JobDraft | null): void {
    this._loading = { state: 'ready', value: form };
    this._typed = null;
    this._draft = before === null ? form.draft : moved(before, form.draft);
    if (before === null) {
      this._parameters = ParameterChoices.of(form, this._trans);
    }
    this._script = new ScriptChoice(this._draft);
    this._look(true);
  }

  private _look(isUrgent = false): void {
    if (this._draft && isNamed(this._draft)) {
      this.dryRun.look(this._draft, isUrgent);
    }
    this._changed.emit();
  }

  private _onChecked(): void {
    const { check } = this.dryRun;
    if (check) {
      this._script.propose(check);
    }
    this._changed.emit();
  }

  private _onSites(): void {
    this._changed.emit();
  }

  private _onOthers(): void {
    if (this._draft) {
      this._changed.emit();
    }
  }

  private _onStatus(): void {
    if (this._status.isRunning && this._draft === null && !this._isBusy) {
      void this.load();
    } else {
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _draft: JobDraft | null = null;
  private _failure: IFailure | null = null;
  private readonly _fields: IJobFields;
  private _isBusy = false;
  private _isDisposed = false;
  private readonly _jobs: JobsModel;
  private readonly _key = new SubmissionKey();
  private _loading: Loadable<JobForm> = { state: 'loading' };
  private _parameters = ParameterChoices.none;
  private _script = ScriptChoice.none;
  private readonly _status: CompanionStatus;
  private readonly _trans: TranslationBundle;
  /** What the fields hold while it is no valid draft. */
  private _typed: ReadonlyJSONObject | null = null;
}

/**
 * The namespace for `JobFormModel` statics.
 */
export namespace JobFormModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly fields: IJobFields;
    readonly jobs: JobsModel;
    readonly start: FormStart;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}
