/**
 * JSON that survives being read and written.
 *
 * A notebook's outputs may hold integers beyond 2^53, or `1.0` where a float is
 * meant: JavaScript's numbers would change both. Such numbers keep their text
 * (`JSON.rawJSON`, TC39 "JSON.parse source text access", in Node since 21).
 */
import { endOfString } from '../../http/json-source.ts';

declare global {
  interface JSON {
    /** A value that `stringify` writes as the given text. */
    rawJSON(text: string): object;
    parse(
      text: string,
      reviver: (
        this: unknown,
        key: string,
        value: unknown,
        context: { source?: string }
      ) => unknown
    ): unknown;
  }
}

/** Nesting beyond which a document is not looked at. */
export const DEEPEST = 400;

/** Thrown for a document that nests deeper than `DEEPEST`. */
export class TooDeep extends Error {}

/**
 * Reads a document; numbers that JavaScript cannot hold keep their text.
 *
 * Python's writer leaves `NaN` and `Infinity` as they are, which no browser
 * reads: they become null.
 *
 * @throws SyntaxError when it is no JSON, TooDeep when it nests too deep
 */
export function parseFaithfully(text: string): unknown {
  return JSON.parse(
    withoutNonFinite(text),
    (_key, value, { source: written }) =>
      typeof value === 'number' &&
      written !== undefined &&
      String(value) !== written
        ? JSON.rawJSON(written)
        : value
  );
}

/** Checks the nesting, and turns the words of Python's writer into null. */
function withoutNonFinite(text: string): string {
  const pieces: string[] = [];
  let kept = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charAt(at)) {
      case '"':
        at = endOfString(text, at);
        break;
      case '[':
      case '{':
        depth += 1;
        if (depth > DEEPEST) {
          throw new TooDeep(`nests deeper than ${DEEPEST} levels`);
        }
        break;
      case ']':
      case '}':
        depth -= 1;
        break;
      case 'N':
      case 'I': {
        const word = /^(?:NaN|Infinity)/.exec(text.slice(at, at + 8))?.[0];
        if (word !== undefined) {
          const negative = text[at - 1] === '-' ? 1 : 0;
          pieces.push(text.slice(kept, at - negative), 'null');
          at += word.length - 1;
          kept = at + 1;
        }
        break;
      }
      default:
        break;
    }
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(kept);
}
