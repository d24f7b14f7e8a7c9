/**
 * The graph of a crate that is being written: flat, each entity once
 * (RO-Crate 1.1, appendix "JSON-LD").
 */
import { isRecord } from '../../http/json.ts';
import { isAbsolute } from '../../packages/attached/attached-ids.ts';
import type { Crate } from '../../packages/crate/crate.ts';
import { idOf, listOf, typesOf } from '../../packages/crate/json-ld.ts';

export type Entity = Record<string, unknown> & { '@id': string };

export interface Reference {
  '@id': string;
}

export const DESCRIPTOR = 'ro-crate-metadata.json';
export const ROOT = './';

const CRATE = 'https://w3id.org/ro/crate/1.1';
/** Terms of Workflow Run RO-Crate that RO-Crate 1.1 lacks. */
const CHECKSUM = { sha256: 'https://w3id.org/ro/terms/workflow-run#sha256' };

export class CrateGraph {
  readonly entities = new Map<string, Entity>();
  readonly #contexts: unknown[] = [];
  #lifted = 0;

  constructor() {
    this.add({
      '@id': DESCRIPTOR,
      '@type': 'CreativeWork',
      about: { '@id': ROOT },
      conformsTo: []
    });
    this.add({ '@id': ROOT, '@type': 'Dataset' });
  }

  get root(): Entity {
    return this.#known(ROOT);
  }

  get descriptor(): Entity {
    return this.#known(DESCRIPTOR);
  }

  /** Adds what another one says; of what both know, this one's word counts. */
  add(entity: Entity): Reference {
    const id = entity['@id'];
    const known = this.entities.get(id);
    if (known === undefined) {
      this.entities.set(id, entity);
    } else {
      for (const [key, value] of Object.entries(entity)) {
        known[key] =
          key === '@type'
            ? oneOrMore([...new Set([...typesOf(known), ...typesOf(entity)])])
            : (known[key] ?? value);
      }
    }
    return { '@id': id };
  }

  /** A free identifier that is like the one that is wanted. */
  freeId(wanted: string): string {
    let id = wanted;
    for (let number = 2; this.entities.has(id); number += 1) {
      id = `${wanted}-${number}`;
    }
    return id;
  }

  /**
   * Takes over all that a crate says.
   *
   * @param ids new identifiers by the old ones; null for what is left out
   * @param scrub takes out of a text what must stand nowhere
   */
  takeOver(
    crate: Crate,
    ids: ReadonlyMap<string, string | null>,
    scrub: (text: string) => string = text => text
  ): void {
    if (isRecord(crate.document)) {
      this.#contexts.push(...listOf(crate.document['@context']));
    }
    const rewriter = {
      target: (id: string) => {
        const known = crate.find(id)?.['@id'] ?? id;
        return ids.has(known) ? (ids.get(known) ?? null) : id;
      },
      scrub
    };
    for (const entity of crate.entities.values()) {
      const id = rewriter.target(entity['@id']);
      if (id !== null) {
        this.add({ ...this.#properties(entity, rewriter), '@id': id });
      }
    }
  }

  /** Adds references that are not there to a property. */
  refer(entity: Entity, property: string, ids: Iterable<string>): void {
    const known = listOf(entity[property]);
    const seen = new Set(known.map(idOf));
    for (const id of ids) {
      if (!seen.has(id)) {
        seen.add(id);
        known.push({ '@id': id });
      }
    }
    if (known.length > 0) {
      entity[property] = oneOrMore(known);
    }
  }

  /** Removes an entity; what refers to it refers to another one. */
  rename(id: string, to: string): void {
    this.entities.delete(id);
    for (const entity of this.entities.values()) {
      for (const [key, value] of Object.entries(entity)) {
        const items = listOf(value);
        if (
          key !== '@id' &&
          items.some(item => isRecord(item) && item['@id'] === id)
        ) {
          const others = items.filter(item => idOf(item) !== id);
          entity[key] = oneOrMore(others);
          this.refer(entity, key, [to]);
        }
      }
    }
  }

  /** Every identifier that something refers to. */
  referred(): Set<string> {
    const found = new Set<string>();
    for (const entity of this.entities.values()) {
      for (const value of Object.values(entity)) {
        for (const item of listOf(value)) {
          if (isRecord(item) && typeof item['@id'] === 'string') {
            found.add(item['@id']);
          }
        }
      }
    }
    return found;
  }

  document(): { '@context': unknown; '@graph': Entity[] } {
    const { descriptor, root } = this;
    const others = [...this.entities.values()].filter(
      entity => entity !== descriptor && entity !== root
    );
    if (!listOf(descriptor.conformsTo).map(idOf).some(isCrateProfile)) {
      this.refer(descriptor, 'conformsTo', [CRATE]);
    }
    return {
      '@context': this.#context(),
      '@graph': [descriptor, root, ...others].map(plain)
    };
  }

  /** All contexts once, and the term that ours need if nobody defines it. */
  #context(): unknown {
    const addresses = new Set(
      this.#contexts.filter(context => typeof context === 'string')
    );
    const crates = [...addresses].filter(isCrateProfile);
    const own = this.#contexts.filter(isRecord);
    return [
      crates[0] ?? `${CRATE}/context`,
      ...[...addresses].filter(address => !isCrateProfile(address)),
      Object.assign({}, CHECKSUM, ...own.toReversed()) as unknown
    ];
  }

  #known(id: string): Entity {
    const entity = this.entities.get(id);
    if (entity === undefined) {
      throw new Error(`The crate has lost its entity ${id}.`);
    }
    return entity;
  }

  #properties(
    entity: Readonly<Record<string, unknown>>,
    rewriter: Rewriter
  ): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(entity).flatMap(([key, value]) => {
        if (key === '@type') {
          return [[key, value] as const];
        }
        const kept = listOf(value).flatMap(item => this.#value(item, rewriter));
        return kept.length === 0 ? [] : [[key, oneOrMore(kept)] as const];
      })
    );
  }

  #value(value: unknown, rewriter: Rewriter): unknown[] {
    if (typeof value === 'string') {
      const text = rewriter.scrub(value.toWellFormed());
      return text === '' ? [] : [text];
    }
    if (!isRecord(value)) {
      return [value];
    }
    if (value['@value'] !== undefined) {
      return this.#value(value['@value'], rewriter);
    }
    const id = idOf(value);
    if (id !== null) {
      const target = rewriter.target(id);
      return target === null ? [] : [{ '@id': target }];
    }
    // What stands inside of something else gets a place of its own.
    this.#lifted += 1;
    const place = this.freeId(`#part-${this.#lifted}`);
    const lifted = { '@type': 'Thing', ...this.#properties(value, rewriter) };
    return [this.add({ ...lifted, '@id': place })];
  }
}

interface Rewriter {
  target: (id: string) => string | null;
  scrub: (text: string) => string;
}

/** The path of a local identifier; null for what is elsewhere or nowhere. */
export function pathOf(id: string): string | null {
  if (isAbsolute(id) || /^(?:#|_:|\/)/.test(id)) {
    return null;
  }
  const path = id.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isCrateProfile(id: unknown): boolean {
  return (
    typeof id === 'string' && /^https?:\/\/w3id\.org\/ro\/crate\/\d/.test(id)
  );
}

/** Lists of one are no lists (RO-Crate 1.1, appendix "JSON-LD"). */
export function oneOrMore(values: readonly unknown[]): unknown {
  return values.length === 1 ? values[0] : values;
}

/** Without what says nothing. */
function plain(entity: Entity): Entity {
  return {
    ...Object.fromEntries(
      Object.entries(entity).filter(
        ([, value]) =>
          value !== undefined &&
          value !== null &&
          value !== '' &&
          !(Array.isArray(value) && value.length === 0)
      )
    ),
    '@id': entity['@id']
  };
}
