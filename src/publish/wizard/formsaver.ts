import { JSONExt } from '@lumino/coreutils';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { Publication, PublicationForm } from 'sciencemesh-contract';
import type { IFailure, Outcome } from '../../companion/outcome';

/** Milliseconds without a change before the form is kept. */
const PAUSE = 500;

/**
 * Whether what was typed is kept: yes, it is about to be, it could not be, or
 * somebody else has changed the same form.
 */
export type SaveState = 'saved' | 'saving' | 'failed' | 'conflict';

/**
 * Keeps a form at the companion while a person types.
 */
export class FormSaver implements IDisposable {
  constructor(options: FormSaver.IOptions) {
    this._options = options;
    this._kept = options.form;
    this._form = options.form;
  }

  /**
   * The form with all that was typed.
   */
  get form(): PublicationForm {
    return this._form;
  }

  get state(): SaveState {
    if (this._theirs !== null) {
      return 'conflict';
    }
    if (this._failure !== null) {
      return 'failed';
    }
    return this._isWriting || this._isChanged ? 'saving' : 'saved';
  }

  /**
   * Whether everything that was typed can be kept: half a date cannot.
   */
  get isComplete(): boolean {
    return isSame(this._form, this._options.keepable(this._form));
  }

  /**
   * Why the last try did not work.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Take over a change; it is kept after a short pause.
   */
  change(form: PublicationForm): void {
    this._form = form;
    this._isChanged = !isSame(this._options.keepable(form), this._kept);
    if (this._theirs === null) {
      this._wait();
    }
    this._options.changed();
  }

  /**
   * Take over what the companion tells: a change on another page, unless it is
   * our own.
   */
  follow({ form }: Publication): void {
    if (isSame(form, this._kept)) {
      return;
    }
    const mine = this._options.keepable(this._form);
    if (this._isWriting || isSame(form, mine)) {
      return;
    }
    if (this._isChanged) {
      this._theirs = form;
      clearTimeout(this._timer);
    } else {
      this._kept = form;
      this._form = form;
    }
    this._options.changed();
  }

  /**
   * After a conflict: keep what was typed here, or what another page has kept.
   */
  settle(mine: boolean): void {
    const theirs = this._theirs;
    if (theirs === null) {
      return;
    }
    this._theirs = null;
    this._kept = theirs;
    this._isChanged = mine;
    if (mine) {
      this._wait();
    } else {
      this._form = theirs;
    }
    this._options.changed();
  }

  /**
   * Keep what was typed, now.
   *
   * @returns whether all of it is kept
   */
  async flush(): Promise<boolean> {
    clearTimeout(this._timer);
    while (this._isWriting || (this._isChanged && this._theirs === null)) {
      if (this._isWriting) {
        await this._writing;
      } else if (!(await this._write())) {
        return false;
      }
    }
    return this.state === 'saved';
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    // What was typed last is kept although nobody waits for it.
    void this.flush();
    this._isDisposed = true;
  }

  private _wait(): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => void this.flush(), PAUSE);
  }

  private async _write(): Promise<boolean> {
    const form = this._options.keepable(this._form);
    this._isWriting = true;
    this._isChanged = false;
    const request = this._options.save(form);
    this._writing = request;
    const answer = await request;
    this._isWriting = false;
    this._failure = answer.ok ? null : answer.failure;
    if (answer.ok) {
      this._kept = answer.value.form;
    } else {
      this._isChanged = true;
    }
    if (!this._isDisposed) {
      this._options.changed();
    }
    return answer.ok;
  }

  private _failure: IFailure | null = null;
  private _form: PublicationForm;
  private _isChanged = false;
  private _isDisposed = false;
  private _isWriting = false;
  /** As the companion has it. */
  private _kept: PublicationForm;
  private readonly _options: FormSaver.IOptions;
  private _theirs: PublicationForm | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _writing: Promise<Outcome<Publication>> | null = null;
}

/**
 * The namespace for `FormSaver` statics.
 */
export namespace FormSaver {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Called when the form, or whether it is kept, has changed.
     */
    readonly changed: () => void;
    readonly form: PublicationForm;

    /**
     * The part of a form that the companion takes.
     */
    readonly keepable: (form: PublicationForm) => PublicationForm;
    readonly save: (form: PublicationForm) => Promise<Outcome<Publication>>;
  }
}

function isSame(one: PublicationForm, other: PublicationForm): boolean {
  return JSONExt.deepEqual(asJson(one), asJson(other));
}

/** What is undefined does not travel. */
function asJson(form: PublicationForm): ReadonlyPartialJSONObject {
  return JSON.parse(JSON.stringify(form)) as ReadonlyPartialJSONObject;
}
