import type { ReadonlyJSONObject, ReadonlyJSONValue } from '@lumino/coreutils';
import type { PackageParameter, ParameterValue } from 'sciencemesh-contract';

/**
 * The content of the form: one member a parameter, `p0`, `p1` and so on.
 *
 * #### Notes
 * Names of parameters come from strangers (`__proto__`, `a.b`, `ui:field`), so
 * they are shown as titles and never used as keys of the form.
 */
export type FormData = ReadonlyJSONObject;

/**
 * The JSON Schema of the form.
 */
export function formSchema(
  parameters: readonly PackageParameter[]
): ReadonlyJSONObject {
  return {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map((parameter, index) => [key(index), field(parameter)])
    ),
    required: parameters.flatMap((parameter, index) =>
      parameter.required ? [key(index)] : []
    )
  };
}

/**
 * The values with which the package came.
 */
export function initialFormData(
  parameters: readonly PackageParameter[]
): FormData {
  return Object.fromEntries(
    parameters.flatMap((parameter, index) => {
      const value = fitting(parameter);
      return value === undefined ? [] : [[key(index), value]];
    })
  );
}

/**
 * What the form holds, by the names of the parameters; those that the person
 * left as they came are left out, so that the notebook's own values stay.
 */
export function changedParameters(
  parameters: readonly PackageParameter[],
  data: FormData
): Record<string, ParameterValue> {
  const initial = initialFormData(parameters);
  return Object.fromEntries(
    parameters.flatMap((parameter, index) => {
      const value = data[key(index)];
      return JSON.stringify(value) === JSON.stringify(initial[key(index)])
        ? []
        : [[parameter.name, parameterValue(value)]];
    })
  );
}

function key(index: number): string {
  return `p${index}`;
}

function field(parameter: PackageParameter): ReadonlyJSONObject {
  const texts: ReadonlyJSONObject = {
    title: parameter.name,
    ...(parameter.description ? { description: parameter.description } : {})
  };
  switch (parameter.type) {
    case 'string':
    case 'file':
      return { ...texts, type: 'string' };
    case 'integer':
    case 'number':
    case 'boolean':
      return { ...texts, type: parameter.type };
    case 'files':
      return { ...texts, type: 'array', items: { type: 'string' } };
  }
}

/**
 * The value that came, as the field of its type takes it; none where it does
 * not fit, as crates write numbers and truth values as text.
 */
function fitting(parameter: PackageParameter): ReadonlyJSONValue | undefined {
  const { type, value } = parameter;
  if (value === null) {
    return undefined;
  }
  switch (type) {
    case 'string':
    case 'file':
      return Array.isArray(value) ? JSON.stringify(value) : String(value);
    case 'integer':
    case 'number': {
      const number = typeof value === 'string' ? Number(value) : value;
      return typeof number === 'number' &&
        Number.isFinite(number) &&
        value !== ''
        ? number
        : undefined;
    }
    case 'boolean':
      return typeof value === 'boolean'
        ? value
        : value === 'true' || value === 'false'
          ? value === 'true'
          : undefined;
    case 'files':
      return Array.isArray(value) ? value.map(String) : [String(value)];
  }
}

function parameterValue(value: ReadonlyJSONValue | undefined): ParameterValue {
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.filter(
      (one): one is string | number | boolean =>
        typeof one === 'string' ||
        typeof one === 'number' ||
        typeof one === 'boolean'
    );
  }
  return null;
}
