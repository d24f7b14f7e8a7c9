import { CITATION, displayName, fieldNamed, typeClassOf } from './citation.ts';
import type { FieldType } from './citation.ts';

/** JSON of a field, as it comes and goes. */
export interface Field {
  typeName: string;
  typeClass: string;
  multiple: boolean;
  value: unknown;
}

/** A fault in the JSON; the caller says what it was reading. */
export class Unparsable extends Error {}

/** Whether it is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What should be a text; none where it is something else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * The citation fields among the blocks.
 *
 * A field of a name that nobody knows is left out without a word: it is gone
 * in what is stored.
 */
export function parseBlocks(blocks: unknown, strict = true): Field[] {
  if (!isObject(blocks)) {
    throw new Unparsable('Invalid JSON object: metadata blocks not found.');
  }
  return Object.values(blocks).flatMap(block => {
    const fields = isObject(block) ? block.fields : undefined;
    return parseFields(Array.isArray(fields) ? fields : [], strict);
  });
}

/** Those fields of a list whose name is known. */
export function parseFields(list: unknown[], strict: boolean): Field[] {
  return list.flatMap(json => parseField(json, strict) ?? []);
}

/** One field; null where its name is unknown. */
function parseField(json: unknown, strict: boolean): Field | null {
  const given = isObject(json) ? json : {};
  const name = textOf(given.typeName);
  const type = fieldNamed(name);
  if (!type) {
    return null;
  }
  const typeClass = typeClassOf(type);
  if (strict && given.multiple !== type.multiple) {
    throw new Unparsable(`incorrect multiple   for field ${name}`);
  }
  if (strict && given.typeClass !== typeClass) {
    throw new Unparsable(
      `incorrect  typeClass for field ${name}, should be ${typeClass}`
    );
  }
  const value = parseValue(type, given.value, strict);
  return { typeName: name, typeClass, multiple: type.multiple, value };
}

function parseValue(type: FieldType, value: unknown, strict: boolean): unknown {
  if (type.multiple && !Array.isArray(value)) {
    throw new Unparsable(
      `Invalid values submitted for ${type.name}. It should be an array of values.`
    );
  }
  if (!type.multiple && typeof value !== 'string' && !isObject(value)) {
    throw new Unparsable(
      `Invalid value submitted for ${type.name}. It should be a single value.`
    );
  }
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const parsed =
    type.children.length > 0
      ? values.map(each => parseCompound(type, each, strict))
      : values.map(each => parsePrimitive(type, each));
  return type.multiple ? parsed : parsed[0];
}

function parseCompound(
  type: FieldType,
  value: unknown,
  strict: boolean
): Record<string, Field> {
  const parsed: Record<string, Field> = {};
  for (const each of Object.values(isObject(value) ? value : {})) {
    const child = parseField(each, strict);
    if (child && !type.children.some(({ name }) => name === child.typeName)) {
      throw new Unparsable(
        `field ${child.typeName} is not a child of ${type.name}`
      );
    }
    if (child) {
      parsed[child.typeName] = child;
    }
  }
  return parsed;
}

function parsePrimitive(type: FieldType, value: unknown): string {
  const text = String(value);
  if (type.kind === 'vocabulary' && !type.values.includes(text)) {
    throw new Unparsable(
      `Value '${text}' does not exist in type '${type.name}'`
    );
  }
  return text;
}

/**
 * All that is wrong with the fields, as the one sentence that the real one
 * makes of it; null where nothing is. The order of its parts means nothing.
 */
export function violationsOf(fields: readonly Field[]): string | null {
  const found = CITATION.flatMap(type => {
    const field = fields.find(({ typeName }) => typeName === type.name);
    const values = valuesOf(field);
    return type.children.length > 0
      ? compoundViolations(type, values)
      : primitiveViolations(type, values, type.required);
  });
  return found.length > 0 ? `Validation Failed: ${found.join(', ')}.` : null;
}

function valuesOf(field: Field | undefined): unknown[] {
  if (!field) {
    return [];
  }
  const list: unknown[] = Array.isArray(field.value)
    ? field.value
    : [field.value];
  return list.filter(value => value !== '');
}

function compoundViolations(type: FieldType, values: unknown[]): string[] {
  const compounds = values.filter(isObject);
  if (compounds.length === 0 && type.required) {
    compounds.push({});
  }
  return compounds.flatMap(compound => {
    const filled = Object.values(compound).some(
      child => isObject(child) && String(child.value).trim() !== ''
    );
    return type.children.flatMap(child => {
      const field = compound[child.name] as Field | undefined;
      const values = valuesOf(field);
      if (child.required && !type.required && filled && values.length === 0) {
        return [
          invalid(
            `${displayName(child)} is required if you choose to enter a value in any of the optional ${type.title} fields.`
          )
        ];
      }
      return primitiveViolations(
        child,
        values,
        child.required && type.required
      );
    });
  });
}

function primitiveViolations(
  type: FieldType,
  values: unknown[],
  required: boolean
): string[] {
  const filled = values.map(String).filter(value => value.trim() !== '');
  if (filled.length === 0) {
    return required ? [invalid(`${displayName(type)} is required.`)] : [];
  }
  return filled.flatMap(value => {
    const fault = faultOf(type, value);
    return fault === null ? [] : [invalid(fault, 'DatasetFieldValue')];
  });
}

function invalid(sentence: string, of = 'DatasetField'): string {
  return `${sentence} (Invalid value:edu.harvard.iq.dataverse.${of}[ id=null ])`;
}

function faultOf(type: FieldType, value: string): string | null {
  const name = displayName(type);
  switch (type.kind) {
    case 'date':
      return /^-?\d{4}(-\d{2}(-\d{2})?)?$/.test(value)
        ? null
        : `${name}  is not a valid date. "yyyy" is a supported format.`;
    case 'url':
      return URL.canParse(value)
        ? null
        : `${name} ${value}  is not a valid URL.`;
    case 'email':
      return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)
        ? null
        : `${name} ${value}  is not a valid email address.`;
    case 'text':
    case 'vocabulary':
      return null;
  }
}
