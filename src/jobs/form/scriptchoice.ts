import type { JobCheck, JobDraft } from 'sciencemesh-contract';

/**
 * The text that is submitted: ours, or what the person has made of it.
 */
export class ScriptChoice {
  constructor(draft: JobDraft | null) {
    this._own = draft?.script ?? null;
    this._basis = draft && basisOf(draft);
    this._isBehind = false;
  }

  /**
   * Of a form that is not there yet.
   */
  static readonly none = new ScriptChoice(null);

  /**
   * What would be submitted; null before a dry run has made it.
   */
  get text(): string | null {
    return this._own ?? this._proposed;
  }

  /**
   * The language that it is written in.
   */
  get language(): JobCheck['language'] | null {
    return this._language;
  }

  /**
   * Whether the person has written it.
   */
  get isOwn(): boolean {
    return this._own !== null;
  }

  /**
   * Whether the form was changed since the person began to write: what they
   * have written does not say the same any more.
   */
  get isBehind(): boolean {
    return this.isOwn && this._isBehind;
  }

  /**
   * Take over what a dry run made of the form.
   */
  propose(check: JobCheck): void {
    this._language = check.language;
    if (this._own === null) {
      this._proposed = check.script;
    }
  }

  /**
   * Take over what the person writes; null for ours.
   */
  write(text: string | null, draft: JobDraft): void {
    if (this._own === null || text === null) {
      this._basis = basisOf(draft);
      this._isBehind = false;
    }
    this._own = text;
  }

  /**
   * The form was changed.
   */
  follow(draft: JobDraft): void {
    this._isBehind = this._basis !== basisOf(draft);
  }

  private _basis: string | null;
  private _isBehind: boolean;
  private _own: string | null;
  private _language: JobCheck['language'] | null = null;
  private _proposed: string | null = null;
}

function basisOf(draft: JobDraft): string {
  return JSON.stringify({ ...draft, script: null });
}
