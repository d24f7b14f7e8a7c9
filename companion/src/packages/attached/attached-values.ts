/**
 * Entities of a received crate, written anew for the attached one: references
 * follow what they refer to, what is personal or says nothing goes.
 */
import { isRecord } from '../../http/json.ts';
import type { Crate } from '../crate/crate.ts';
import { idOf, typesOf, type JsonObject } from '../crate/json-ld.ts';
import { isPlaceholderDescription } from '../reading/placeholders.ts';
import type { AttachedContext } from './attached-context.ts';
import { encodedUri, isAbsolute } from './attached-ids.ts';
import { isPersonalProperty, withoutAddresses } from './personal-data.ts';

/** An entity of the attached crate. */
export type Entry = Record<string, unknown> & { '@id': string };

/** Keys that mean something to us or to a JSON-LD processor only. */
const DROPPED = new Set([
  '@context',
  '@graph',
  '@id',
  '@included',
  '@reverse',
  '@type',
  'localPath',
  'rawDefinition'
]);

/** Properties whose value is a reference also when it is a bare text. */
const REFERENCES = new Set([
  'about',
  'author',
  'conformsTo',
  'creator',
  'exampleOfWork',
  'hasPart',
  'input',
  'instrument',
  'license',
  'object',
  'output',
  'programmingLanguage',
  'publisher',
  'result',
  'runtimePlatform',
  'sdPublisher',
  'workExample'
]);

/** Properties in which producers write something when they know nothing. */
const OFTEN_EMPTY = new Set([
  'author',
  'creator',
  'dateCreated',
  'dateModified',
  'datePublished',
  'description',
  'publisher',
  'url',
  'version'
]);

const MOST_NESTING = 20;

export class ValueWriter {
  readonly #crate: Crate;
  readonly #context: AttachedContext;
  readonly #ids: ReadonlyMap<string, string | null>;
  readonly #addresses: readonly string[];
  /** Objects that stood inside others; the attached crate is flat. */
  readonly lifted: Entry[] = [];

  /**
   * @param ids new identifiers by the old ones; null for what is left out
   * @param addresses texts that must not appear anywhere
   */
  constructor(
    crate: Crate,
    context: AttachedContext,
    ids: ReadonlyMap<string, string | null>,
    addresses: readonly string[]
  ) {
    this.#crate = crate;
    this.#context = context;
    this.#ids = ids;
    this.#addresses = addresses;
  }

  /** The properties of an entity, but neither its identifier nor its types. */
  properties(entity: JsonObject, depth = 0): Record<string, unknown> {
    const written: [string, unknown][] = [];
    for (const [key, value] of Object.entries(entity)) {
      if (
        !DROPPED.has(key) &&
        !isPersonalProperty(key) &&
        key !== '__proto__'
      ) {
        const term = this.#context.property(key);
        const kept = term === null ? [] : this.#values(key, value, depth);
        if (term !== null && kept.length > 0) {
          // RO-Crate 1.1 wants no lists of one (appendix "JSON-LD").
          written.push([term, kept.length > 1 ? kept : kept[0]]);
        }
      }
    }
    return Object.fromEntries(written);
  }

  /** The types of an entity, `Thing` when it has none. */
  types(entity: JsonObject): string | string[] {
    return oneOrMore(this.#context.types(entity));
  }

  /** The types with one added and some taken away. */
  typesAs(
    entity: JsonObject | null,
    added: string,
    ...taken: string[]
  ): string | string[] {
    const types = this.#context.types(entity ?? {});
    return oneOrMore([
      added,
      ...types.filter(type => type !== added && !taken.includes(type))
    ]);
  }

  /** Where a reference leads in the attached crate; null when nowhere. */
  reference(id: string): { '@id': string } | null {
    const known = this.#crate.find(id)?.['@id'] ?? id;
    const target = this.#ids.get(known);
    if (target !== undefined) {
      return target === null ? null : { '@id': target };
    }
    return isAbsolute(id) ? { '@id': encodedUri(id) } : null;
  }

  /** A text without addresses of people. */
  text(text: string): string {
    let clean = text.toWellFormed();
    for (const address of this.#addresses) {
      clean = clean.replaceAll(address, '');
    }
    return withoutAddresses(clean);
  }

  #values(key: string, value: unknown, depth: number): unknown[] {
    if (value === null || value === undefined || depth > MOST_NESTING) {
      return [];
    }
    if (Array.isArray(value)) {
      return value.flatMap(item => this.#values(key, item, depth + 1));
    }
    if (isRecord(value)) {
      return this.#object(key, value, depth);
    }
    if (typeof value !== 'string') {
      return [value];
    }
    if (this.#isReference(key, value)) {
      return this.#referenceList(value);
    }
    const text = this.text(value);
    return text === '' || (OFTEN_EMPTY.has(key) && saysNothing(text))
      ? []
      : [text];
  }

  #referenceList(id: string): unknown[] {
    const reference = this.reference(id);
    return reference === null ? [] : [reference];
  }

  #isReference(key: string, text: string): boolean {
    if (key === 'license' && isAbsolute(text)) {
      return true;
    }
    const entity = this.#crate.entities.get(text);
    // A slot's default may be the identifier of a file (vre_rocrate).
    return (
      entity !== undefined &&
      (REFERENCES.has(key) ||
        (key === 'defaultValue' && typesOf(entity).includes('File')))
    );
  }

  #object(key: string, value: JsonObject, depth: number): unknown[] {
    const list = value['@list'] ?? value['@set'];
    if (list !== undefined) {
      return this.#values(key, list, depth + 1);
    }
    if (value['@value'] !== undefined) {
      return this.#values(key, value['@value'], depth + 1);
    }
    const id = idOf(value);
    if (id !== null) {
      return this.#referenceList(id);
    }
    return this.#lift(value, depth);
  }

  #lift(value: JsonObject, depth: number): unknown[] {
    const properties = this.properties(value, depth + 1);
    if (Object.keys(properties).length === 0) {
      return [];
    }
    const id = `#part-${this.lifted.length + 1}`;
    this.lifted.push({ '@id': id, '@type': this.types(value), ...properties });
    return [{ '@id': id }];
  }
}

function saysNothing(text: string): boolean {
  return isPlaceholderDescription(text) || isPlaceholderDate(text);
}

/** The builders of packages write this day when they know none (vre_rocrate). */
export function isPlaceholderDate(text: string): boolean {
  return text.startsWith('2000-01-01');
}

function oneOrMore(types: readonly string[]): string | string[] {
  const [first = 'Thing', ...more] = types;
  return more.length === 0 ? first : [first, ...more];
}
