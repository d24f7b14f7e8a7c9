/**
 * JSON-LD values as producers write them: scalar, object, list, `@value`,
 * null, or a list where one value is usual. Nothing here throws.
 */
import { isRecord } from '../../http/json.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Lists inside lists are never meant; deeper ones are not looked into. */
const LIST_DEPTH = 4;

/** Every value of a property: lists opened, `@list` and `@set` too, no null. */
export function listOf(value: unknown, depth = LIST_DEPTH): unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (typeof value !== 'object') {
    return [value];
  }
  if (Array.isArray(value)) {
    return depth === 0 ? [] : value.flatMap(item => listOf(item, depth - 1));
  }
  if (isRecord(value)) {
    const inner = value['@list'] ?? value['@set'];
    if (inner !== undefined && depth > 0) {
      return listOf(inner, depth - 1);
    }
  }
  return [value];
}

/** Every text of a property, trimmed; numbers and booleans as text. */
export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap(item => {
    const literal = isRecord(item) ? item['@value'] : item;
    if (typeof literal === 'string') {
      const text = literal.trim();
      return text === '' ? [] : [text];
    }
    return typeof literal === 'number' || typeof literal === 'boolean'
      ? [String(literal)]
      : [];
  });
}

/** The first text of a property, or null. */
export function textOf(value: unknown): string | null {
  return textsOf(value)[0] ?? null;
}

/** What a value points to: `{"@id": …}` or, loosely, a string. */
export function idOf(value: unknown): string | null {
  const id = isRecord(value) ? value['@id'] : value;
  return typeof id === 'string' && id !== '' ? id : null;
}

/** Texts and references alike, for properties that are written both ways. */
export function textsOrIdsOf(value: unknown): string[] {
  return listOf(value).flatMap(item => idOf(item) ?? textsOf(item));
}

const TYPE_PREFIX =
  /^(?:schema:|bioschemas:|https?:\/\/(?:www\.)?(?:schema\.org|bioschemas\.org)\/(?:types\/|terms\/|profiles\/)?)/;

/**
 * The types of an entity without their vocabulary; `File` is RO-Crate's name
 * for schema.org's `MediaObject` (RO-Crate 1.1, section "Core Metadata for
 * Data Entities").
 */
export function typesOf(entity: JsonObject): string[] {
  const type = entity['@type'];
  return typeof type === 'string'
    ? [typeName(type)]
    : textsOrIdsOf(type).map(typeName);
}

function typeName(type: string): string {
  const name = type.includes(':') ? type.replace(TYPE_PREFIX, '') : type;
  return name === 'MediaObject' ? 'File' : name;
}

export function hasType(entity: JsonObject, ...names: string[]): boolean {
  const type = entity['@type'];
  if (typeof type === 'string') {
    return names.includes(typeName(type));
  }
  const types = typesOf(entity);
  return names.some(name => types.includes(name));
}
