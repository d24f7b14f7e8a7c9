import { CITATION, fieldNamed } from './citation.ts';
import type { FieldType } from './citation.ts';
import { isObject, textOf } from './fields.ts';

const required = CITATION.filter(field => field.required);

/** `GET /api/dataverses/{alias}/datasetSchema`: draft-04, with later words. */
export function datasetSchema(): unknown {
  const strings = (...names: string[]) =>
    Object.fromEntries(names.map(name => [name, { type: 'string' }]));
  const anObject = (properties: unknown, ...needed: string[]) => ({
    type: 'object',
    properties,
    required: needed
  });
  const field = { $ref: '#/$defs/field' };
  const fields = {
    type: 'array',
    items: field,
    minItems: required.length,
    allOf: required.map(({ name }) => ({
      contains: { properties: { typeName: { const: name } } }
    }))
  };
  const citation = anObject({ fields }, 'fields');
  const metadataBlocks = anObject({ citation }, 'citation');
  const license = anObject(
    { name: { type: 'string' }, uri: { type: 'string', format: 'uri' } },
    'name',
    'uri'
  );
  const version = anObject({ license, metadataBlocks }, 'metadataBlocks');
  const value = { anyOf: [{ type: 'array' }, { type: 'string' }, field] };
  const properties = {
    value,
    ...strings('typeClass', 'typeName'),
    multiple: { type: 'boolean' },
    displayOnCreate: { type: 'boolean' }
  };
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    $defs: {
      field: anObject(properties, 'typeClass', 'multiple', 'typeName')
    },
    ...anObject({ datasetVersion: version }, 'datasetVersion')
  };
}

/**
 * What `validateDatasetJson` says of a body; always a sentence, and the real
 * one sends it with 200 whatever it says.
 *
 * It counts the fields of the citation block and does not look whether they
 * are the required ones: `contains` is no word of the draft that the schema
 * declares. What it finds first, it says; there is no list.
 */
export function dryRun(body: string): string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (fault) {
    return `Validation failed with following exception:${String(fault)}`;
  }
  const fault = shapeFault(json) ?? valueFault(json);
  return fault === null
    ? 'The Dataset JSON provided is valid for this Dataverse Collection.'
    : `The Dataset JSON provided failed validation with the following error: ${fault}`;
}

function shapeFault(json: unknown): string | null {
  let at: unknown = json;
  let place = '#';
  for (const key of [
    'datasetVersion',
    'metadataBlocks',
    'citation',
    'fields'
  ]) {
    if (!isObject(at) || at[key] === undefined) {
      return `${place}: required key [${key}] not found`;
    }
    at = at[key];
    place += `/${key}`;
  }
  if (!Array.isArray(at)) {
    return `${place}: expected type: JSONArray`;
  }
  if (at.length < required.length) {
    return `${place}: expected minimum item count: ${required.length}, found: ${at.length}`;
  }
  for (const [index, field] of at.entries()) {
    for (const key of ['typeClass', 'multiple', 'typeName']) {
      if (!isObject(field) || field[key] === undefined) {
        return `${place}/${index}: required key [${key}] not found`;
      }
    }
  }
  return null;
}

function valueFault(value: unknown, key = 'datasetVersion'): string | null {
  if (Array.isArray(value)) {
    return firstFault(value.map(each => () => valueFault(each, key)));
  }
  if (!isObject(value)) {
    return null;
  }
  const inside = Object.entries(value).map(
    ([name, each]) =>
      () =>
        valueFault(each, name)
  );
  return value.typeClass === undefined
    ? firstFault(inside)
    : firstFault([() => fieldFault(key, value), ...inside]);
}

function firstFault(checks: (() => string | null)[]): string | null {
  for (const check of checks) {
    const fault = check();
    if (fault !== null) {
      return fault;
    }
  }
  return null;
}

function fieldFault(
  key: string,
  { typeName, multiple, typeClass, value }: Record<string, unknown>
): string | null {
  const place = `Invalid data for key:${key} typeName:${String(typeName)}.`;
  if (value === undefined || value === null) {
    return `${place} 'value' missing.`;
  }
  const list = Array.isArray(value);
  if (multiple === true && !list) {
    return `${place} Fields with 'multiple' set to true must be a list.`;
  }
  if (multiple !== true && list) {
    return `${place} Found value as list but 'multiple' is set to false.`;
  }
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const type = fieldNamed(String(typeName));
  if (typeClass === 'controlledVocabulary') {
    const unknown = values.find(each => !type?.values.includes(String(each)));
    return unknown === undefined
      ? null
      : `Controlled vocabulary for key:${key} typeName:${String(typeName)} value:'${textOf(unknown)}' is not valid.`;
  }
  return type && typeClass === 'compound' && list
    ? firstFault(values.map(each => () => childFault(type, each)))
    : null;
}

function childFault(type: FieldType, value: unknown): string | null {
  if (!isObject(value) || !Object.values(value).every(isObject)) {
    return 'Compound data type must be accompanied by a value that is either an object (multiple=false) or a list of objects (multiple=true)';
  }
  const names = type.children.map(({ name }) => name);
  for (const [key, child] of Object.entries(value)) {
    const name = isObject(child) ? textOf(child.typeName) : '';
    if (key !== name) {
      return `Compound value ${key} must match typeName of the object. Found ${name}`;
    }
    if (!names.includes(name)) {
      return `Invalid data for key:${type.name} typeName:${name}. Only ${names.join(', ')} allowed.`;
    }
  }
  const missing = type.children
    .filter(child => type.required && child.required && !(child.name in value))
    .map(({ name }) => name);
  return missing.length > 0
    ? `Invalid data for key:${type.name}. ${missing.join(', ')} is(are) required if field type is ${type.name}.`
    : null;
}
