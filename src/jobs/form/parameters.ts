import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { UiSchema } from '@rjsf/utils';
import type {
  JobForm,
  JobParameter,
  JobParameterType,
  ParameterValue
} from 'sciencemesh-contract';
import { readValue, typeOfTexts, writeValue } from './values';

/**
 * What the form of parameters holds: one member a parameter, `p0`, `p1` and so
 * on.
 *
 * #### Notes
 * Names of parameters come from strangers (`__proto__`, `ui:field`), so they
 * are titles and never keys of the form.
 */
export type ParameterData = ReadonlyJSONObject;

/** As many characters as one line shows. */
const LONG_TEXT = 60;

/**
 * The key of a parameter in the form.
 */
export function keyOf(index: number): string {
  return `p${index}`;
}

/**
 * The JSON Schema of the form.
 *
 * @param parameters - as they were proposed, which settles their types
 */
export function parameterSchema(
  parameters: readonly JobParameter[],
  declared: JobForm['declared'],
  trans: TranslationBundle
): ReadonlyJSONObject {
  const descriptions = new Map(
    declared.map(({ description, name }) => [name, description])
  );
  return {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map((parameter, index) => {
        const told = descriptions.get(parameter.name) ?? '';
        const hint = hintOf(parameter, trans);
        const description = [told, hint].filter(Boolean).join(' · ');
        return [
          keyOf(index),
          {
            title: parameter.name,
            ...(description === '' ? {} : { description }),
            ...typeOfField(parameter)
          }
        ];
      })
    )
  };
}

/**
 * How the form shows its fields: long texts have room, and keep their lines.
 */
export function parameterUi(
  parameters: readonly JobParameter[]
): Readonly<Record<string, UiSchema<ReadonlyJSONObject>>> {
  return Object.fromEntries(
    parameters.flatMap(({ type, value }, index) =>
      type === 'string' &&
      typeof value === 'string' &&
      (value.length > LONG_TEXT || value.includes('\n'))
        ? [
            [
              keyOf(index),
              { 'ui:widget': 'textarea', 'ui:options': { rows: 4 } }
            ]
          ]
        : []
    )
  );
}

/**
 * The word for a type.
 */
export function typeWord(
  type: JobParameterType,
  trans: TranslationBundle
): string {
  switch (type) {
    case 'string':
      return trans.__('text');
    case 'integer':
      return trans.__('whole number');
    case 'number':
      return trans.__('number');
    case 'boolean':
      return trans.__('true or false');
    case 'list':
      return trans.__('list');
    case 'none':
      return trans.__('None');
  }
}

/**
 * How a list is written.
 */
export function listHint(trans: TranslationBundle): string {
  return trans.__('a list, e.g. [1, 2, 3] or ["a", "b"]');
}

/**
 * The values as the form holds them.
 */
export function parameterData(
  parameters: readonly JobParameter[]
): ParameterData {
  return Object.fromEntries(
    parameters.flatMap((parameter, index) => {
      const { type, value } = parameter;
      return value === null
        ? []
        : [[keyOf(index), type === 'list' ? writeValue(value) : value]];
    })
  );
}

/**
 * The parameters with what the form holds; null for those that it cannot mean.
 */
export function filledParameters(
  parameters: readonly JobParameter[],
  data: ParameterData
): (JobParameter | null)[] {
  return parameters.map(({ name, type }, index) => {
    const held = data[keyOf(index)];
    const text = typeof held === 'string' ? held : undefined;
    if (type === 'none') {
      return text === undefined || text.trim() === ''
        ? { name, type, value: null }
        : typed(name, typeOfTexts([text]), text);
    }
    if (type === 'string') {
      return { name, type, value: text ?? '' };
    }
    if (type === 'boolean') {
      return { name, type, value: held === true };
    }
    if (typeof held === 'number') {
      return type === 'integer' && !Number.isSafeInteger(held)
        ? null
        : { name, type, value: held };
    }
    return text === undefined ? null : typed(name, type, text);
  });
}

function typed(
  name: string,
  type: JobParameter['type'],
  text: string
): JobParameter | null {
  const value: ParameterValue | undefined = readValue(type, text);
  return value === undefined ? null : { name, type, value };
}

function typeOfField({ type, value }: JobParameter): ReadonlyJSONObject {
  switch (type) {
    case 'integer':
    case 'number':
      return typeof value === 'string' ? { type: 'string' } : { type };
    case 'boolean':
      return { type: 'boolean' };
    case 'string':
    case 'list':
    case 'none':
      return { type: 'string' };
  }
}

function hintOf(
  { type }: JobParameter,
  trans: TranslationBundle
): string | null {
  switch (type) {
    case 'list':
      return listHint(trans);
    case 'none':
      return trans.__('None; leave it empty to keep that');
    default:
      return null;
  }
}
