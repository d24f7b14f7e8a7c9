/**
 * Crates inside the body of an Open Cloud Mesh share, as people save them.
 *
 * Senders put the crate under `protocol` or `protocols`, named `embedded` or
 * `rocrate`, directly (OCM-Embedded) or one level deeper under `payload` (Reva
 * ocmd/specs.go, EOSC Data Commons Dispatcher), as an object or as its text.
 */
import { jsonSource, type JsonPath } from '../../http/json-source.ts';
import { isRecord, readJson } from '../../http/json.ts';

/** Text in text is a slip that happens; more of it is none. */
const TEXT_LEVELS = 3;

/** A value with the place where it was found. */
interface Place {
  value: unknown;
  /** What the path begins in: a text within the text, or null for the whole. */
  text: string | null;
  path: JsonPath;
}

/** A crate that was found inside of something. */
export interface FoundCrate {
  document: unknown;
  /**
   * Its text as it was written.
   *
   * @param source the whole text, of which the value was given
   */
  textIn(source: string): string;
}

/**
 * The crate document in a protocol object (`{"embedded": …}`) or in the body
 * of a whole share. Undefined when there is none.
 */
export function unwrapCrate(value: unknown): unknown {
  return findCrate(value)?.document;
}

/**
 * Like `unwrapCrate`, with the text of the document.
 *
 * @param path where the value is in the whole text
 */
export function findCrate(
  value: unknown,
  path: JsonPath = []
): FoundCrate | null {
  const outer = parsed({ value, text: null, path });
  const inner = child(outer, 'protocol', 'protocols');
  const protocols = inner.value === undefined ? outer : parsed(inner);
  const list: unknown[] | null = Array.isArray(protocols.value)
    ? protocols.value
    : null;
  for (const protocol of list?.map((_, index) => item(protocols, index)) ?? [
    protocols
  ]) {
    const { value: document, text, path: place } = embedded(protocol);
    if (document !== undefined) {
      return {
        document,
        textIn: source =>
          jsonSource(text ?? source, place) ?? JSON.stringify(document)
      };
    }
  }
  return null;
}

/** A document as it is, or the crate inside the share that it turns out to be. */
export function crateDocument(value: unknown): unknown {
  return looksLikeCrate(value) ? value : (unwrapCrate(value) ?? value);
}

function embedded(protocol: Place): Place {
  const content = parsed(child(protocol, 'embedded', 'rocrate'));
  if (looksLikeCrate(content.value)) {
    return content;
  }
  const payload = parsed(child(content, 'payload'));
  return looksLikeCrate(payload.value)
    ? payload
    : { ...payload, value: undefined };
}

/** The first of some members that says something. */
function child(place: Place, ...names: [string, ...string[]]): Place {
  const record = isRecord(place.value) ? place.value : {};
  const name = names.find(one => (record[one] ?? null) !== null) ?? names[0];
  return {
    ...place,
    value: record[name] ?? undefined,
    path: [...place.path, name]
  };
}

function item(place: Place, index: number): Place {
  const list: unknown[] = Array.isArray(place.value) ? place.value : [];
  return { ...place, value: list[index], path: [...place.path, index] };
}

function looksLikeCrate(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isRecord);
  }
  const graph = isRecord(value) ? value['@graph'] : undefined;
  return Array.isArray(graph) || isRecord(graph);
}

/** What a text holds, where it is one. */
function parsed(place: Place): Place {
  let current = place;
  for (
    let level = 0;
    typeof current.value === 'string' && level < TEXT_LEVELS;
    level++
  ) {
    try {
      const { text, value } = readJson(Buffer.from(current.value));
      current = { value, text, path: [] };
    } catch {
      return { ...current, value: undefined };
    }
  }
  return current;
}
