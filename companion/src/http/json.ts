/**
 * JSON from strangers: of bounded depth, so that nothing that walks it later
 * can exhaust the stack.
 */

/** No crate and no protocol object that means well nests deeper. */
export const MAXIMUM_DEPTH = 128;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** @throws SyntaxError for what is no JSON in UTF-8, or nests too deep */
export function parseJson(bytes: Uint8Array): unknown {
  if (depth(bytes) > MAXIMUM_DEPTH) {
    throw new SyntaxError(`JSON nests deeper than ${MAXIMUM_DEPTH} levels`);
  }
  return JSON.parse(decoder.decode(bytes));
}

/** Deepest nesting of brackets outside of strings. */
function depth(bytes: Uint8Array): number {
  let open = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === BACKSLASH) {
        index += 1;
      } else if (byte === QUOTE) {
        inString = false;
      }
    } else if (byte === QUOTE) {
      inString = true;
    } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      open += 1;
      deepest = Math.max(deepest, open);
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      open -= 1;
    }
  }
  return deepest;
}

/** A JSON object; members are only ever read by name. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
