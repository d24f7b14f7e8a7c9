/**
 * Text in pieces that overlap, so that what crosses an end is seen whole.
 */
import type { FileHandle } from 'node:fs/promises';
import { TextDecoder } from 'node:util';

/** Rules go over a piece at once; nothing else happens meanwhile. */
const WINDOW_BYTES = 256 * 1024;
/** As long as the longest private keys with all their lines. */
const OVERLAP_CHARACTERS = 16 * 1024;

export interface TextWindow {
  text: string;
  /** Of its beginning, counted from 1. */
  line: number;
}

/**
 * The text of a file; nothing when it is none, as a NUL among its first bytes
 * tells.
 *
 * @param mostBytes that are read
 */
export async function* fileWindows(
  file: FileHandle,
  mostBytes: number
): AsyncGenerator<TextWindow> {
  const bytes = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, mostBytes));
  let decoder: TextDecoder | null = null;
  let line = 1;
  let rest = '';
  for (let at = 0; at < mostBytes;) {
    const wanted = Math.min(bytes.byteLength, mostBytes - at);
    const { bytesRead } = await file.read(bytes, 0, wanted, at);
    if (bytesRead === 0) {
      return;
    }
    const piece = bytes.subarray(0, bytesRead);
    decoder ??= decoderFor(piece);
    if (decoder === null) {
      return;
    }
    const text = rest + decoder.decode(piece, { stream: true });
    yield { text, line };
    const cut = Math.max(0, text.length - OVERLAP_CHARACTERS);
    line += count(text.slice(0, cut), '\n');
    rest = text.slice(cut);
    at += bytesRead;
  }
}

/** The same of a text that is there already. */
export function* textWindows(text: string): Generator<TextWindow> {
  let line = 1;
  const step = WINDOW_BYTES - OVERLAP_CHARACTERS;
  for (let at = 0; at === 0 || at < text.length; at += step) {
    yield { text: text.slice(at, at + WINDOW_BYTES), line };
    line += count(text.slice(at, at + step), '\n');
  }
}

/** UTF-16, which Windows writes, has NULs but says what it is. */
function decoderFor(first: Buffer): TextDecoder | null {
  if (first[0] === 0xff && first[1] === 0xfe) {
    return new TextDecoder('utf-16le');
  }
  if (first[0] === 0xfe && first[1] === 0xff) {
    return new TextDecoder('utf-16be');
  }
  return first.subarray(0, 8192).includes(0) ? null : new TextDecoder();
}

function count(text: string, character: string): number {
  let found = 0;
  for (
    let at = text.indexOf(character);
    at !== -1;
    at = text.indexOf(character, at + 1)
  ) {
    found += 1;
  }
  return found;
}
