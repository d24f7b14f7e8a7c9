import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  JobParameter,
  JobParameterType,
  ParameterValue,
  Sweep
} from 'sciencemesh-contract';
import { typeWord } from './parameters';
import { readValue, typeOfTexts, writeValue } from './values';

/**
 * How a parameter varies, as the person has written it.
 */
export type Variation =
  | { readonly kind: 'list'; readonly text: string }
  | {
      readonly kind: 'range';
      readonly from: string;
      readonly to: string;
      readonly step: string;
    };

/**
 * Everything that the sweep editor holds.
 */
export interface ISweepChoices {
  /**
   * By the place of the parameter in the form.
   */
  readonly variations: ReadonlyMap<number, Variation>;
  readonly combine: Sweep['combine'];
  readonly atOnce: number | null;
}

/**
 * No sweep.
 */
export const NO_SWEEP: ISweepChoices = {
  variations: new Map(),
  combine: 'grid',
  atOnce: null
};

/**
 * What a variation comes to.
 */
export type Axis =
  | {
      readonly ok: true;
      readonly type: JobParameterType;
      readonly values: ParameterValue[];
    }
  | { readonly ok: false; readonly message: string };

/** As many as the contract takes for one parameter. */
export const MOST_VALUES = 10_000;

/**
 * Whether a parameter of this type can go from one number to another.
 */
export function canRange(type: JobParameterType): boolean {
  return type === 'integer' || type === 'number' || type === 'none';
}

/**
 * The values that a parameter takes.
 */
export function axisOf(
  type: JobParameterType,
  variation: Variation,
  trans: TranslationBundle
): Axis {
  return variation.kind === 'list'
    ? listAxis(type, variation.text, trans)
    : rangeAxis(type, variation, trans);
}

/**
 * How many tasks a sweep comes to.
 */
export function countTasks(sweep: Sweep | null): number {
  const lengths = sweep?.axes.map(({ values }) => values.length) ?? [];
  return sweep?.combine === 'rows'
    ? Math.min(...lengths)
    : lengths.reduce((product, length) => product * length, 1);
}

/**
 * The sweep that was chosen; null where nothing varies.
 */
export function sweepOf(
  parameters: readonly JobParameter[],
  { atOnce, combine, variations }: ISweepChoices,
  trans: TranslationBundle
): Sweep | null {
  const axes = parameters.flatMap(({ name, type }, index) => {
    const variation = variations.get(index);
    const axis = variation && axisOf(type, variation, trans);
    return axis?.ok ? [{ name, type: axis.type, values: axis.values }] : [];
  });
  return axes.length === 0 ? null : { axes, combine, atOnce };
}

/**
 * The choices that a sweep was made of.
 */
export function choicesOf(
  parameters: readonly JobParameter[],
  sweep: Sweep | null
): ISweepChoices {
  if (sweep === null) {
    return NO_SWEEP;
  }
  const { atOnce, axes, combine } = sweep;
  const variations = new Map<number, Variation>();
  for (const { name, values } of axes) {
    const text = values.map(writeValue).join('\n');
    const index = parameters.findIndex(parameter => parameter.name === name);
    if (index >= 0) {
      variations.set(index, { kind: 'list', text });
    }
  }
  return { variations, combine, atOnce };
}

/** Texts and lists may hold commas, so they stand on lines of their own. */
function listAxis(
  type: JobParameterType,
  text: string,
  trans: TranslationBundle
): Axis {
  const separator = type === 'string' || type === 'list' ? /\n/ : /[\n,]/;
  const texts = text
    .split(separator)
    .map(one => one.trim())
    .filter(one => one !== '');
  if (texts.length === 0) {
    return refused(
      trans.__('Without a value there are 0 tasks. Write at least one.')
    );
  }
  if (texts.length > MOST_VALUES) {
    return refused(tooMany(texts.length, trans));
  }
  const common = type === 'none' ? typeOfTexts(texts) : type;
  const values: ParameterValue[] = [];
  for (const one of texts) {
    const value = readValue(common, one);
    if (value === undefined) {
      return refused(
        trans.__(
          '“%1” is not of the type “%2”. Correct it.',
          one.slice(0, 60),
          typeWord(common, trans)
        )
      );
    }
    values.push(value);
  }
  return { ok: true, type: common, values };
}

function rangeAxis(
  type: JobParameterType,
  variation: { from: string; to: string; step: string },
  trans: TranslationBundle
): Axis {
  const texts = [variation.from, variation.to, variation.step];
  const [from = NaN, to = NaN, step = NaN] = texts.map(text =>
    text.trim() === '' ? NaN : Number(text)
  );
  if (![from, to, step].every(Number.isFinite)) {
    return refused(trans.__('Write numbers for from, to and step.'));
  }
  const isWhole = [from, to, step].every(Number.isSafeInteger);
  if (type === 'integer' && !isWhole) {
    return refused(trans.__('This parameter takes whole numbers.'));
  }
  if (step === 0 || (to - from) / step < 0) {
    return refused(
      trans.__(
        'With this step, “from” never gets to “to”. Correct one of them.'
      )
    );
  }
  // A step of 0.1 is none that computers know, and falls short of the end.
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > MOST_VALUES) {
    return refused(tooMany(count, trans));
  }
  const values = Array.from({ length: count }, (_, index) =>
    Number((from + index * step).toPrecision(12))
  );
  return {
    ok: true,
    type: type === 'none' ? (isWhole ? 'integer' : 'number') : type,
    values
  };
}

function refused(message: string): Axis {
  return { ok: false, message };
}

function tooMany(count: number, trans: TranslationBundle): string {
  return trans.__(
    'These are %1 values; one parameter takes %2 at most. Vary less.',
    count,
    MOST_VALUES
  );
}
