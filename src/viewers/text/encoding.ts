/**
 * How text is written as bytes.
 */
export type Encoding = 'utf-8' | 'utf-16be' | 'utf-16le';

/**
 * What the first bytes of a file tell about its text.
 */
export interface IDetected {
  readonly encoding: Encoding;

  /**
   * Bytes of the mark itself, which is no text.
   */
  readonly markLength: number;
}

/**
 * Tell the encoding from the byte order mark; UTF-8 where there is none.
 */
export function detectEncoding(start: Uint8Array): IDetected {
  const [first, second, third] = start;
  if (first === 0xff && second === 0xfe) {
    return { encoding: 'utf-16le', markLength: 2 };
  }
  if (first === 0xfe && second === 0xff) {
    return { encoding: 'utf-16be', markLength: 2 };
  }
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf;
  return { encoding: 'utf-8', markLength: isMarked ? 3 : 0 };
}

/**
 * Bytes of one unit, at whose multiples characters begin.
 */
export function unitOf(encoding: Encoding): 1 | 2 {
  return encoding === 'utf-8' ? 1 : 2;
}

/**
 * The place after the last line break before `end`; null where there is none.
 */
export function afterLastBreak(
  bytes: Uint8Array,
  encoding: Encoding,
  end = bytes.length
): number | null {
  const unit = unitOf(encoding);
  for (let place = end - (end % unit); place >= unit; place -= unit) {
    if (isBreak(bytes, place - unit, encoding)) {
      return place;
    }
  }
  return null;
}

/**
 * The place after the first line break; null where there is none.
 */
export function afterFirstBreak(
  bytes: Uint8Array,
  encoding: Encoding
): number | null {
  const unit = unitOf(encoding);
  for (let place = 0; place + unit <= bytes.length; place += unit) {
    if (isBreak(bytes, place, encoding)) {
      return place + unit;
    }
  }
  return null;
}

/**
 * The last place up to the end at which no character is cut in two.
 */
export function characterEnd(bytes: Uint8Array, encoding: Encoding): number {
  const { length } = bytes;
  if (encoding !== 'utf-8') {
    const whole = length - (length % 2);
    const high = encoding === 'utf-16be' ? whole - 2 : whole - 1;
    const isHighSurrogate = ((bytes[high] ?? 0) & 0xfc) === 0xd8;
    return isHighSurrogate && whole > 2 ? whole - 2 : whole;
  }
  // A character has four bytes at most; bytes that make none are cut anywhere.
  for (let back = 1; back <= Math.min(3, length - 1); back += 1) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) {
      return length;
    }
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? length - back : length;
    }
  }
  return length;
}

/**
 * The first place at which a character begins.
 */
export function characterStart(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding !== 'utf-8') {
    const low = encoding === 'utf-16be' ? 0 : 1;
    return ((bytes[low] ?? 0) & 0xfc) === 0xdc ? 2 : 0;
  }
  let place = 0;
  while (place < 3 && ((bytes[place] ?? 0) & 0xc0) === 0x80) {
    place += 1;
  }
  return place;
}

function isBreak(
  bytes: Uint8Array,
  place: number,
  encoding: Encoding
): boolean {
  switch (encoding) {
    case 'utf-8':
      return bytes[place] === 0x0a;
    case 'utf-16le':
      return bytes[place] === 0x0a && bytes[place + 1] === 0;
    case 'utf-16be':
      return bytes[place] === 0 && bytes[place + 1] === 0x0a;
  }
}
