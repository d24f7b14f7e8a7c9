/**
 * The flat graph of a crate: each entity once, each with an identifier that a
 * URI reference may have (RO-Crate 1.1, appendix "JSON-LD").
 */

export type Entity = Record<string, unknown> & { '@id': string };

export interface Reference {
  '@id': string;
}

export type Properties = Readonly<Record<string, unknown>>;

export class Graph {
  readonly #entities = new Map<string, Entity>();

  /** Entities in the order in which they were added. */
  get entities(): Entity[] {
    return [...this.#entities.values()];
  }

  has(id: string): boolean {
    return this.#entities.has(id);
  }

  /**
   * Adds an entity; one that is there already stays as it is. Properties
   * without a value are left out, and lists of one are no lists.
   */
  add(
    id: string,
    types: string | readonly string[],
    properties: Properties
  ): Reference {
    if (!this.#entities.has(id)) {
      const kept = Object.entries(properties).flatMap(([name, value]) => {
        const told = plain(value);
        return told === null ? [] : [[name, told] as const];
      });
      this.#entities.set(id, {
        '@id': id,
        '@type': types,
        ...Object.fromEntries(kept)
      });
    }
    return { '@id': id };
  }
}

/** An identifier inside of the crate, of any text. */
export function fragment(...parts: (string | number)[]): string {
  return `#${parts.map(part => encodeURIComponent(String(part).toWellFormed())).join('-')}`;
}

/** Null for what says nothing. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = (value as unknown[]).map(plain).filter(item => item !== null);
    return kept.length > 1 ? kept : (kept[0] ?? null);
  }
  if (typeof value === 'string') {
    const text = value.toWellFormed();
    return text === '' ? null : text;
  }
  return value ?? null;
}
