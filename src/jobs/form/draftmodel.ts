import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { JobDraft, JobForm, Site } from 'sciencemesh-contract';
import type { IJobFields } from '../../tokens';
import type { JobsModel } from '../model';
import { ParameterChoices } from './parameterchoices';
import { ScriptChoice } from './scriptchoice';

/**
 * A draft that a person edits: its members, what is typed into fields and has
 * no meaning yet, the values of parameters, and the script.
 */
export abstract class DraftModel implements IDisposable {
  constructor({ fields, jobs, trans }: DraftModel.IOptions) {
    this._fields = fields;
    this._jobs = jobs;
    this._trans = trans;
  }

  /**
   * Emitted when anything here has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
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
   * Whether all that was typed has a meaning.
   */
  get isValid(): boolean {
    return this._typed === null && this._parameters.isValid;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Change members of the draft.
   */
  change(members: Partial<JobDraft>): void {
    if (this._draft) {
      this._draft = { ...this._draft, ...members };
      this._script.follow(this._draft);
      this.onEdited();
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
      this.emit();
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
      this.emit();
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

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  /**
   * Called when the person has edited the draft.
   */
  protected abstract onEdited(): void;

  /**
   * Edit this form.
   */
  protected begin(form: JobForm): void {
    this._parameters = ParameterChoices.of(form, this._trans);
    this.replace(form.draft);
  }

  /**
   * Edit another draft with the same parameters.
   */
  protected replace(draft: JobDraft): void {
    this._typed = null;
    this._draft = draft;
    this._script = new ScriptChoice(draft);
    this.onEdited();
  }

  protected emit(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  protected readonly _jobs: JobsModel;
  protected readonly _trans: TranslationBundle;
  private readonly _changed = new Signal<this, void>(this);
  private _draft: JobDraft | null = null;
  private readonly _fields: IJobFields;
  private _isDisposed = false;
  private _parameters = ParameterChoices.none;
  private _script = ScriptChoice.none;
  /** What the fields hold while it is no valid draft. */
  private _typed: ReadonlyJSONObject | null = null;
}

/**
 * The namespace for `DraftModel` statics.
 */
export namespace DraftModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly fields: IJobFields;
    readonly jobs: JobsModel;
    readonly trans: TranslationBundle;
  }
}
