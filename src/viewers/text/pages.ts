import type { RangeReader } from '../rangereader';
import type { Encoding, IDetected } from './encoding';
import {
  afterFirstBreak,
  afterLastBreak,
  characterEnd,
  characterStart,
  detectEncoding,
  unitOf
} from './encoding';

/** Bytes of a page, give or take a line. */
export const PAGE_BYTES = 256 * 1024;

/**
 * Some lines that follow each other.
 */
export interface IPage {
  /**
   * The place of the first byte.
   */
  readonly start: number;

  /**
   * The place after the last byte; the next page begins here.
   */
  readonly end: number;
  readonly lines: readonly string[];

  /**
   * Whether the first line began on the page before: lines longer than a page
   * are cut.
   */
  readonly continues: boolean;

  /**
   * Whether the last line ends on this page.
   */
  readonly endsLine: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;

  /**
   * Bytes or pairs of bytes that are no text.
   */
  readonly unreadable: number;
}

/**
 * Cuts a file into pages of whole lines, from either end.
 *
 * #### Notes
 * A page ends after a line break, so that neither a line nor a character is
 * cut in two; only a line longer than a page is, between two characters.
 */
export class Pages {
  constructor(private readonly _reader: RangeReader) {}

  /**
   * The size of the file in bytes.
   */
  size(): Promise<number> {
    return this._reader.size();
  }

  /**
   * How the text is encoded.
   */
  async encoding(): Promise<Encoding> {
    return (await this._detect()).encoding;
  }

  /**
   * The page that begins where another ended; the first one without it.
   */
  async after(page: IPage | null): Promise<IPage> {
    const { encoding, markLength } = await this._detect();
    const start = page?.end ?? markLength;
    const bytes = await this._reader.read(start, start + PAGE_BYTES);
    const isLast = start + bytes.length >= (await this.size());
    const end = isLast
      ? bytes.length
      : (afterLastBreak(bytes, encoding) ?? characterEnd(bytes, encoding));
    return decode(bytes.subarray(0, end), encoding, {
      start,
      continues: page !== null && !page.endsLine,
      isFirst: page === null,
      isLast
    });
  }

  /**
   * The page that ends where another begins; the last one without it.
   */
  async before(page: IPage | null): Promise<IPage> {
    const { encoding, markLength } = await this._detect();
    const end = page?.start ?? (await this.size());
    const unit = unitOf(encoding);
    const wanted = Math.max(markLength, end - PAGE_BYTES);
    // Units are counted from the beginning of the file.
    const first = Math.min(end, wanted + (wanted % unit));
    const bytes = await this._reader.read(first, end);
    const isFirst = first <= markLength;
    // What ends with a line break has its last line before it.
    const lineStart = isFirst ? 0 : afterFirstBreak(bytes, encoding);
    const isCut = !isFirst && (lineStart === null || lineStart >= bytes.length);
    const from = isCut ? characterStart(bytes, encoding) : (lineStart ?? 0);
    return decode(bytes.subarray(from), encoding, {
      start: first + from,
      continues: isCut,
      isFirst,
      isLast: page === null
    });
  }

  private _detect(): Promise<IDetected> {
    this._detected ??= this._reader.read(0, 4).then(detectEncoding);
    return this._detected;
  }

  private _detected: Promise<IDetected> | null = null;
}

function decode(
  bytes: Uint8Array,
  encoding: Encoding,
  place: Pick<IPage, 'continues' | 'isFirst' | 'isLast' | 'start'>
): IPage {
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  const lines = text.split(/\r?\n/);
  const endsLine = text.endsWith('\n');
  if (lines.at(-1) === '') {
    // The last line break ends a line rather than beginning one.
    lines.pop();
  }
  return {
    ...place,
    end: place.start + bytes.length,
    endsLine,
    lines,
    unreadable: text.split('\uFFFD').length - 1
  };
}
