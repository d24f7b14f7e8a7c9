/**
 * From the nodes of a graph to one entity an id: nested objects lifted out,
 * duplicates merged. Linear in the size of the document.
 */
import { isRecord } from '../../http/json.ts';
import type { Entity } from './crate.ts';
import { idOf, listOf, typesOf, type JsonObject } from './json-ld.ts';
import type { WarningList } from './warnings.ts';

/** More than any crate of a share can hold; the rest is left out. */
export const MAXIMUM_ENTITIES = 250_000;

/** No vocabulary in use nests deeper than a handful. */
const MAXIMUM_DEPTH = 40;

/** Values that are no part of the graph, whatever they look like. */
const OPAQUE = new Set(['@context', '@reverse', 'rawDefinition']);

export function flatten(
  nodes: readonly unknown[],
  warnings: WarningList
): Map<string, Entity> {
  const groups = new Map<string, Entity[]>();
  const top = new Map<string, number>();
  let anonymous = 0;
  let count = 0;
  for (const node of nodes) {
    if (!isRecord(node)) {
      warnings.add('not-an-entity', null);
      continue;
    }
    if (count++ >= MAXIMUM_ENTITIES) {
      warnings.add('too-many', null, '', String(MAXIMUM_ENTITIES));
      break;
    }
    const id = idOf(node);
    if (id === null) {
      anonymous++;
      const name = `_:without-id-${anonymous}`;
      warnings.add(
        'entity-without-id',
        null,
        name,
        typesOf(node).join(', ') || 'no type'
      );
      groups.set(name, [{ ...node, '@id': name }]);
    } else {
      top.set(id, (top.get(id) ?? 0) + 1);
      if (top.get(id) === 2) {
        warnings.add('duplicate-id', id);
      }
      // Slots of packages are `#input-` and a free text, by their norm.
      if (id.includes(' ') && !id.startsWith('#')) {
        warnings.add('id-not-encoded', id);
      }
      enter(groups, withId(node, id));
    }
    lift(node, groups, warnings);
  }
  return new Map([...groups].map(([id, group]) => [id, merged(id, group)]));
}

function withId(node: JsonObject, id: string): Entity {
  return hasOwnId(node) ? node : { ...node, '@id': id };
}

function hasOwnId(node: JsonObject): node is Entity {
  return typeof node['@id'] === 'string';
}

function enter(groups: Map<string, Entity[]>, entity: Entity): void {
  const group = groups.get(entity['@id']);
  if (group === undefined) {
    groups.set(entity['@id'], [entity]);
  } else {
    group.push(entity);
  }
}

/** Enters objects that are described where they are referred to. */
function lift(
  node: JsonObject,
  groups: Map<string, Entity[]>,
  warnings: WarningList
): void {
  const stack: [unknown, number][] = [];
  const open = (object: JsonObject, depth: number): void => {
    for (const [key, value] of Object.entries(object)) {
      if (value === null) {
        warnings.add('empty-value', null, key);
      } else if (typeof value === 'object' && !OPAQUE.has(key)) {
        stack.push([value, depth]);
      }
    }
  };
  open(node, 1);
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const [value, depth] = item;
    if (depth > MAXIMUM_DEPTH) {
      warnings.add('too-deep', null);
    } else if (Array.isArray(value)) {
      for (const element of value) {
        if (typeof element === 'object' && element !== null) {
          stack.push([element, depth + 1]);
        }
      }
    } else if (isRecord(value)) {
      const id = idOf(value);
      if (id !== null && Object.keys(value).length > 1) {
        enter(groups, withId(value, id));
      }
      open(value, depth + 1);
    }
  }
}

/** Properties that name many things: all of what duplicates say is true. */
const MANY = new Set([
  '@type',
  'author',
  'creator',
  'distribution',
  'exampleOfWork',
  'hasPart',
  'input',
  'mentions',
  'object',
  'output',
  'result',
  'workExample'
]);

function merged(id: string, group: readonly Entity[]): Entity {
  const [first] = group;
  if (first !== undefined && group.length === 1) {
    return first;
  }
  // Without a prototype, so that a key named `__proto__` is a key.
  const properties = Object.create(null) as Record<string, unknown>;
  const many = new Map<string, unknown[]>();
  for (const entity of group) {
    for (const [key, value] of Object.entries(entity)) {
      if (MANY.has(key)) {
        const values = many.get(key) ?? [];
        many.set(key, values);
        values.push(value);
      } else if (isEmpty(properties[key])) {
        properties[key] = value;
      }
    }
  }
  for (const [key, values] of many) {
    properties[key] = distinct(values);
  }
  return { ...properties, '@id': id };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function distinct(values: unknown[]): unknown[] {
  const seen = new Set<string>();
  return listOf(values).filter(value => {
    const key = idOf(value);
    if (key === null) {
      return true;
    }
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}
