/**
 * Types and values of parameters, whatever their producer calls them.
 */
import type { ParameterType, ParameterValue } from 'sciencemesh-contract';

const TYPES: readonly [RegExp, ParameterType][] = [
  [
    /^(?:files|datasets|data_?collection(?:_input)?|collection|(?:array|list)(?: of |<|\[).*(?:file|directory).*|(?:file|directory)\[\])$/,
    'files'
  ],
  [
    /^(?:file|files?_?input|data_?file|data_?input|data|dataset|directory|folder|image|imageobject|mediaobject|archive|data_\d{4})$/,
    'file'
  ],
  [/^(?:boolean|bool|flag|checkbox)$/, 'boolean'],
  [
    /^(?:u?int(?:8|16|32|64)?|[iu](?:8|16|32|64)|long|integer|nonnegativeinteger|positiveinteger)$/,
    'integer'
  ],
  [/^(?:number|num|float(?:32|64)?|f32|f64|double|decimal|real)$/, 'number'],
  [
    /^(?:string|str|text|url|uri|date|datetime|time|enum|select|password)$/,
    'string'
  ]
];

/** Longer than the name of any type, also of "array of …". */
const LONGEST_TYPE = 200;

/**
 * Reads a type as written: `Boolean`, `http://schema.org/Integer`, `f32`,
 * `data_file`, an EDAM data term. Null when it says nothing.
 */
export function readType(written: string): ParameterType | null {
  const name = (written.split(/[#/:]/).findLast(part => part !== '') ?? '')
    .trim()
    .slice(0, LONGEST_TYPE)
    .toLowerCase();
  return TYPES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

export interface TypedValue {
  type: ParameterType;
  value: ParameterValue;
  /** The value does not fit the stated type and was kept as text. */
  misfit: boolean;
}

/**
 * Makes a scalar what its type says. JSON's own numbers and booleans win over
 * a stated `string`, as producers state that for everything.
 */
export function typedScalar(
  stated: ParameterType | null,
  value: string | number | boolean
): TypedValue {
  const fits = (type: ParameterType, typed: ParameterValue): TypedValue => ({
    type,
    value: typed,
    misfit: false
  });
  if (typeof value === 'boolean') {
    return fits('boolean', value);
  }
  if (typeof value === 'number') {
    const integer = Number.isInteger(value);
    return fits(integer && stated !== 'number' ? 'integer' : 'number', value);
  }
  const text = value.trim();
  switch (stated) {
    case 'boolean':
      return /^(?:true|false)$/i.test(text)
        ? fits('boolean', text.toLowerCase() === 'true')
        : misfit(value);
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(text)
        ? fits('integer', Number(text))
        : misfit(value);
    case 'number':
      return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) &&
        Number.isFinite(Number(text))
        ? fits('number', Number(text))
        : misfit(value);
    case 'file':
    case 'files':
    case 'string':
      return fits(stated, value);
    case null:
      return fits('string', value);
    default:
      return stated satisfies never;
  }
}

function misfit(value: string): TypedValue {
  return { type: 'string', value, misfit: value.trim() !== '' };
}
