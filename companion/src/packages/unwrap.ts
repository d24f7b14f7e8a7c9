/**
 * Crates inside the body of an Open Cloud Mesh share, as people save them.
 *
 * Senders put the crate under `protocol` or `protocols`, named `embedded` or
 * `rocrate`, directly (OCM-Embedded) or one level deeper under `payload` (Reva
 * ocmd/specs.go, EOSC Data Commons Dispatcher), as an object or as its text.
 */
import { parseJson } from '../http/json.ts';
import { isObject, type JsonObject } from './json-ld.ts';

/** Text in text is a slip that happens; more of it is none. */
const TEXT_LEVELS = 3;

/**
 * The crate document in a protocol object (`{"embedded": …}`) or in the body
 * of a whole share. Undefined when there is none.
 */
export function unwrapCrate(value: unknown): unknown {
  const outer = parsed(value);
  if (!isObject(outer)) {
    return undefined;
  }
  const inner = outer['protocol'] ?? outer['protocols'];
  const protocols = inner === undefined ? outer : parsed(inner);
  for (const protocol of Array.isArray(protocols) ? protocols : [protocols]) {
    const document = isObject(protocol) ? embedded(protocol) : undefined;
    if (document !== undefined) {
      return document;
    }
  }
  return undefined;
}

/** A document as it is, or the crate inside the share that it turns out to be. */
export function crateDocument(value: unknown): unknown {
  return looksLikeCrate(value) ? value : (unwrapCrate(value) ?? value);
}

function embedded(protocol: JsonObject): unknown {
  const content = parsed(protocol['embedded'] ?? protocol['rocrate']);
  if (looksLikeCrate(content)) {
    return content;
  }
  const payload = isObject(content) ? parsed(content['payload']) : undefined;
  return looksLikeCrate(payload) ? payload : undefined;
}

function looksLikeCrate(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isObject);
  }
  const graph = isObject(value) ? value['@graph'] : undefined;
  return Array.isArray(graph) || isObject(graph);
}

function parsed(value: unknown): unknown {
  let current = value;
  for (
    let level = 0;
    typeof current === 'string' && level < TEXT_LEVELS;
    level++
  ) {
    try {
      current = parseJson(Buffer.from(current));
    } catch {
      return undefined;
    }
  }
  return current;
}
