/**
 * The last figure of an executed notebook, for a sweep seen at one glance.
 */
import { isRecord } from '../http/json.ts';

/** A small picture is wanted; one of so many bytes is none. */
const LARGEST_FIGURE = 4 * 1024 * 1024;
const LARGEST_DRAWING = 1024 * 1024;

export interface Figure {
  bytes: Uint8Array;
  ending: '.png' | '.jpg' | '.svg';
}

/** How each kind is told from what only says that it is one. */
const KINDS: readonly {
  type: string;
  ending: Figure['ending'];
  read: (text: string) => Uint8Array | null;
}[] = [
  {
    type: 'image/png',
    ending: '.png',
    read: text =>
      picture(text, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  },
  {
    type: 'image/jpeg',
    ending: '.jpg',
    read: text => picture(text, [0xff, 0xd8, 0xff])
  },
  // As a picture of a page it runs nothing and fetches nothing (SVG 2, 2.2.1
  // "secure static mode"); Jupyter sends it as a file in a sandbox.
  { type: 'image/svg+xml', ending: '.svg', read: drawing }
];

/** @param document any JSON; null when there is no figure in it */
export function lastFigure(document: unknown): Figure | null {
  const outputs = listOf(document, 'cells').flatMap(cell =>
    listOf(cell, 'outputs')
  );
  for (const output of outputs.reverse()) {
    const data = isRecord(output) ? output['data'] : null;
    for (const { type, ending, read } of KINDS) {
      const bytes = read(textOf(isRecord(data) ? data[type] : null));
      if (bytes !== null) {
        return { bytes, ending };
      }
    }
  }
  return null;
}

function picture(text: string, begin: readonly number[]): Uint8Array | null {
  // Four characters for three bytes, and some ends of lines.
  if (text === '' || text.length > LARGEST_FIGURE * 1.4) {
    return null;
  }
  const bytes = Buffer.from(text, 'base64');
  return begin.every((byte, place) => bytes[place] === byte) &&
    bytes.length <= LARGEST_FIGURE
    ? bytes
    : null;
}

/** Browsers show it outside of a page only with the name space of SVG. */
function drawing(text: string): Uint8Array | null {
  const isDrawing =
    text.length <= LARGEST_DRAWING &&
    /^\s*<(?:\?xml|!DOCTYPE|!--|svg)/i.test(text) &&
    /<svg\s[^>]*xmlns\s*=\s*["']http:\/\/www\.w3\.org\/2000\/svg["']/.test(
      text
    );
  return isDrawing ? Buffer.from(text) : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.filter(part => typeof part === 'string').join('')
      : '';
}

function listOf(value: unknown, name: string): unknown[] {
  const found = isRecord(value) ? value[name] : null;
  return Array.isArray(found) ? found : [];
}
