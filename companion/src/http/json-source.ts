/**
 * Parts of a JSON text as they were written: what is parsed and written anew
 * loses numbers beyond double precision, the order of members that look like
 * numbers, and members that come twice.
 *
 * The texts given have been parsed before, so none of this fails.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Names of members and numbers of items, from the outside inwards. */
export type JsonPath = readonly (string | number)[];

/**
 * The text of the value at a path; null when there is none. Of members of one
 * name the last counts, as for `JSON.parse`.
 */
export function jsonSource(text: string, path: JsonPath): string | null {
  const span = jsonSpan(text, path);
  return span === null ? null : text.slice(span.start, span.end);
}

/** Where a value stands: from its first character to after its last one. */
export interface JsonSpan {
  start: number;
  end: number;
  /** Where the name of the member begins; null for what is none. */
  name: number | null;
}

/** The place of the value at a path; null when there is none. */
export function jsonSpan(text: string, path: JsonPath): JsonSpan | null {
  return find(text, skipSpace(text, 0), path, 0, null).found;
}

/** What was found in a value, and the index after it. */
interface Finding {
  found: JsonSpan | null;
  end: number;
}

/**
 * Looks through the value that begins at `start`, once: texts may be large.
 *
 * @param level how much of the path leads to this value
 */
function find(
  text: string,
  start: number,
  path: JsonPath,
  level: number,
  named: number | null
): Finding {
  const container = text.charCodeAt(start);
  if (level === path.length) {
    const end = endOfValue(text, start);
    const { length } = text.slice(start, end).trimEnd();
    return { found: { start, end: start + length, name: named }, end };
  }
  if (container !== OPEN_BRACE && container !== OPEN_BRACKET) {
    return { found: null, end: endOfValue(text, start) };
  }
  let found: JsonSpan | null = null;
  let at = skipSpace(text, start + 1);
  for (let index = 0; !isEnd(text, at); index += 1) {
    let name: unknown = index;
    const nameAt = container === OPEN_BRACE ? at : null;
    if (container === OPEN_BRACE) {
      const quote = endOfString(text, at);
      name = JSON.parse(text.slice(at, quote + 1));
      at = skipSpace(text, skipSpace(text, quote + 1) + 1);
    }
    if (name === path[level]) {
      ({ found, end: at } = find(text, at, path, level + 1, nameAt));
    } else {
      at = endOfValue(text, at);
    }
    at = skipSpace(text, at);
    if (text.charCodeAt(at) === COMMA) {
      at = skipSpace(text, at + 1);
    }
  }
  return { found, end: at + 1 };
}

function isEnd(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === CLOSE_BRACE || unit === CLOSE_BRACKET || at >= text.length;
}

/** Index after the value that begins at `start`, or of what follows it. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        if (depth === 0) {
          return at + 1;
        }
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        depth += 1;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth -= 1;
        if (depth <= 0) {
          return depth < 0 ? at : at + 1;
        }
        break;
      case COMMA:
        if (depth === 0) {
          return at;
        }
        break;
      default:
        break;
    }
  }
  return text.length;
}

/** Index of the quote that ends the string beginning at `start`. */
export function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') {
      backslashes += 1;
    }
    if (backslashes % 2 === 0) {
      return quote;
    }
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) {
    at += 1;
  }
  return at;
}
