/**
 * The JSON-LD context of an attached crate, and the terms that it may use.
 */
import { readFileSync } from 'node:fs';
import { isRecord } from '../../http/json.ts';
import { listOf, typesOf, type JsonObject } from '../crate/json-ld.ts';

const CRATE = 'https://w3id.org/ro/crate/1.1/context';

/** The context that the address above answers with, version 1.1.3 (CC0). */
const copy = new URL('./data/ro-crate-1.1-context.jsonld', import.meta.url);

let crateTerms: ReadonlySet<string> | null = null;

/** The term that RO-Crate 1.1 lacks (Workflow Run RO-Crate 0.5). */
const CHECKSUM = { sha256: 'https://w3id.org/ro/terms/workflow-run#sha256' };

/** Terms of producers for what has a proper name. */
const RENAMED: Readonly<Record<string, string>> = { required: 'valueRequired' };

const MOST_TERMS = 200;

/**
 * RO-Crate 1.1 with the terms that the received document defines itself. Its
 * remote contexts are left out, as whoever reads the crate would fetch them.
 */
export class AttachedContext {
  readonly #own: Readonly<Record<string, string>>;

  constructor(document: unknown) {
    const stated = isRecord(document) ? listOf(document['@context']) : [];
    const terms: [string, string][] = [];
    for (const context of stated.filter(isRecord)) {
      for (const [term, meaning] of Object.entries(context)) {
        if (
          typeof meaning === 'string' &&
          /^[A-Za-z]\w*$/.test(term) &&
          /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(meaning) &&
          !isCrateTerm(term) &&
          terms.length < MOST_TERMS
        ) {
          terms.push([term, meaning]);
        }
      }
    }
    this.#own = { ...Object.fromEntries(terms), ...CHECKSUM };
  }

  /** To be written as `@context`. */
  get document(): unknown {
    return [CRATE, this.#own];
  }

  /**
   * A property under a name that the context defines; null when there is none.
   * The received document keeps what is left out here.
   */
  property(name: string): string | null {
    const proper = Object.hasOwn(RENAMED, name) ? RENAMED[name] : name;
    return proper !== undefined && this.#defines(proper) ? proper : null;
  }

  /** The types of an entity that the context defines. */
  types(entity: JsonObject): string[] {
    return typesOf(entity).filter(type => this.#defines(type));
  }

  #defines(term: string): boolean {
    return isCrateTerm(term) || Object.hasOwn(this.#own, term);
  }
}

function isCrateTerm(term: string): boolean {
  crateTerms ??= readTerms();
  return crateTerms.has(term);
}

function readTerms(): ReadonlySet<string> {
  const document: unknown = JSON.parse(readFileSync(copy, 'utf8'));
  const context = isRecord(document) ? document['@context'] : null;
  return new Set(isRecord(context) ? Object.keys(context) : []);
}
