import type { PublicationState } from 'sciencemesh-contract';
import type { Step } from './steps';
import { naturalStep } from './steps';

/**
 * The step that is in front, and what is to be looked at there.
 */
export class Trail {
  /**
   * @param changed - called when another step has come to the front
   */
  constructor(changed: () => void) {
    this._changed = changed;
  }

  /**
   * The step that is in front.
   */
  get step(): Step {
    return this._step;
  }

  set step(step: Step) {
    this._wanted = null;
    this._show(step);
  }

  /**
   * Show the field of the metadata that a finding is about.
   *
   * @param pointer - a JSON pointer
   */
  showField(pointer: string): void {
    this._wanted = pointer;
    this._show('describe');
  }

  /**
   * What of the metadata is to be looked at, as a JSON pointer; it is told
   * once, to the form that comes up.
   */
  takeWanted(): string | null {
    const wanted = this._wanted;
    this._wanted = null;
    return wanted;
  }

  /**
   * The publication has come from one state to another: who watches goes
   * along, who looks at something else is left there.
   */
  follow(before: PublicationState, after: PublicationState): void {
    const isWatched =
      this._step === naturalStep(before) ||
      (before === 'form' && this._step === 'draft') ||
      (before === 'uploading' && this._step === 'verify');
    if (isWatched && after !== 'form') {
      this._show(naturalStep(after));
    }
  }

  private _show(step: Step): void {
    if (step !== this._step) {
      this._step = step;
      this._changed();
    }
  }

  private readonly _changed: () => void;
  private _step: Step = 'select';
  private _wanted: string | null = null;
}
