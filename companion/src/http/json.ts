/**
 * JSON from strangers, of bounded shape: nothing that walks it later can
 * exhaust the stack, and a few megabytes cannot become gigabytes of objects.
 */

/** No crate and no protocol object that means well nests deeper. */
export const MAXIMUM_DEPTH = 128;
/** A crate of 100 000 entities has fewer values. */
export const MAXIMUM_VALUES = 1_000_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Like `parseJson`, with the text that was parsed. */
export function readJson(
  bytes: Uint8Array,
  maximumValues = MAXIMUM_VALUES
): { text: string; value: unknown } {
  const { depth, values } = measure(bytes);
  if (depth > MAXIMUM_DEPTH) {
    throw new SyntaxError(`JSON nests deeper than ${MAXIMUM_DEPTH} levels`);
  }
  if (values > maximumValues) {
    throw new SyntaxError(`JSON holds more than ${maximumValues} values`);
  }
  const text = decoder.decode(bytes);
  return { text, value: JSON.parse(text) as unknown };
}

/**
 * @param maximumValues more make the document unreadable
 * @throws SyntaxError for what is no JSON in UTF-8, nests too deep or holds
 * too much
 */
export function parseJson(
  bytes: Uint8Array,
  maximumValues = MAXIMUM_VALUES
): unknown {
  return readJson(bytes, maximumValues).value;
}

/** Counts what lies outside of strings, without making anything of it. */
function measure(bytes: Uint8Array): { depth: number; values: number } {
  let open = 0;
  let depth = 0;
  let values = 1;
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
    } else if (byte === COMMA) {
      values += 1;
    } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      open += 1;
      values += 1;
      depth = Math.max(depth, open);
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      open -= 1;
    }
  }
  return { depth, values };
}

/** A JSON object; members are only ever read by name. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
