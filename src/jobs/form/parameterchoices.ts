import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobForm, JobParameter, Sweep } from 'sciencemesh-contract';
import type { ParameterData } from './parameters';
import { filledParameters, keyOf, parameterData } from './parameters';
import type { Axis, ISweepChoices, Variation } from './sweep';
import { axisOf, choicesOf, NO_SWEEP, sweepOf } from './sweep';

/**
 * The values of the parameters and how they vary, as the person has written
 * them. Immutable: each change makes another one.
 */
export class ParameterChoices {
  private constructor(private readonly _options: ParameterChoices.IOptions) {}

  /**
   * Nothing to choose.
   */
  static readonly none = new ParameterChoices({
    data: {},
    declared: [],
    proposed: [],
    sweep: NO_SWEEP,
    trans: null
  });

  /**
   * What a form proposes.
   */
  static of(form: JobForm, trans: TranslationBundle): ParameterChoices {
    const { parameters, sweep } = form.draft;
    return new ParameterChoices({
      data: parameterData(parameters),
      declared: form.declared,
      proposed: parameters,
      sweep: choicesOf(parameters, sweep),
      trans
    });
  }

  /**
   * What the form holds.
   */
  get data(): ParameterData {
    return this._options.data;
  }

  /**
   * The parameters as they were proposed.
   */
  get proposed(): readonly JobParameter[] {
    return this._options.proposed;
  }

  /**
   * Parameters that the notebook or the package names.
   */
  get declared(): JobForm['declared'] {
    return this._options.declared;
  }

  /**
   * How they vary.
   */
  get variations(): ISweepChoices {
    return this._options.sweep;
  }

  /**
   * Places of the parameters whose one value has no meaning; that of one that
   * varies is not used, whatever it is.
   */
  get unclear(): readonly number[] {
    const { data, proposed, sweep } = this._options;
    return filledParameters(proposed, data).flatMap((parameter, index) =>
      parameter === null && !sweep.variations.has(index) ? [index] : []
    );
  }

  /**
   * Whether everything has a meaning.
   */
  get isValid(): boolean {
    const { variations } = this._options.sweep;
    return (
      this.unclear.length === 0 &&
      [...variations.keys()].every(index => this.axis(index)?.ok)
    );
  }

  /**
   * The values that go into the draft, while everything has a meaning.
   */
  get parameters(): JobParameter[] {
    const { data, proposed } = this._options;
    return filledParameters(proposed, data).flatMap(
      (parameter, index) => parameter ?? proposed[index] ?? []
    );
  }

  /**
   * The sweep that goes into the draft.
   */
  get sweep(): Sweep | null {
    const { proposed, sweep, trans } = this._options;
    return trans === null ? null : sweepOf(proposed, sweep, trans);
  }

  /**
   * What a parameter comes to that varies; null for one that does not.
   */
  axis(index: number): Axis | null {
    const { proposed, sweep, trans } = this._options;
    const variation = sweep.variations.get(index);
    const parameter = proposed[index];
    return variation && parameter && trans
      ? axisOf(parameter.type, variation, trans)
      : null;
  }

  /**
   * Whether what runs names a parameter itself.
   */
  isDeclared(index: number): boolean {
    const name = this._options.proposed[index]?.name;
    return this._options.declared.some(one => one.name === name);
  }

  /**
   * With one more parameter.
   */
  added(parameter: JobParameter): ParameterChoices {
    const { data } = this._options;
    const proposed = [...this._options.proposed, parameter];
    const key = keyOf(proposed.length - 1);
    const held = parameterData(proposed)[key];
    return this._with({
      data: held === undefined ? data : { ...data, [key]: held },
      proposed
    });
  }

  /**
   * Without one of the parameters.
   */
  without(index: number): ParameterChoices {
    const { data, proposed, sweep } = this._options;
    const left = proposed.flatMap((_, place) => (place === index ? [] : place));
    const variations = new Map<number, Variation>();
    const held: Record<string, ParameterData[string]> = {};
    left.forEach((before, now) => {
      const variation = sweep.variations.get(before);
      if (variation) {
        variations.set(now, variation);
      }
      const value = data[keyOf(before)];
      if (value !== undefined) {
        held[keyOf(now)] = value;
      }
    });
    return this._with({
      data: held,
      proposed: proposed.filter((_, place) => place !== index),
      sweep: { ...sweep, variations }
    });
  }

  /**
   * With what was typed into the form.
   */
  filled(data: ParameterData): ParameterChoices {
    return this._with({ data });
  }

  /**
   * With one parameter varying, or not any more.
   */
  varied(index: number, variation: Variation | null): ParameterChoices {
    const variations = new Map(this._options.sweep.variations);
    if (variation) {
      variations.set(index, variation);
    } else {
      variations.delete(index);
    }
    return this._with({ sweep: { ...this._options.sweep, variations } });
  }

  /**
   * With another way of combining, or another number of tasks at once.
   */
  combined(
    choices: Partial<Pick<ISweepChoices, 'combine' | 'atOnce'>>
  ): ParameterChoices {
    return this._with({ sweep: { ...this._options.sweep, ...choices } });
  }

  private _with(members: Partial<ParameterChoices.IOptions>): ParameterChoices {
    return new ParameterChoices({ ...this._options, ...members });
  }
}

/**
 * The namespace for `ParameterChoices` statics.
 */
export namespace ParameterChoices {
  /**
   * What the choices are made of.
   */
  export interface IOptions {
    readonly data: ParameterData;
    readonly declared: JobForm['declared'];
    readonly proposed: readonly JobParameter[];
    readonly sweep: ISweepChoices;
    readonly trans: TranslationBundle | null;
  }
}
