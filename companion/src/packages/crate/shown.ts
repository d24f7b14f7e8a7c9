/**
 * Text from a crate made fit to be shown or written into a name.
 */

/**
 * Characters that change how text around them reads, or that nothing shows:
 * controls, bidirectional overrides and isolates, zero-width characters, line
 * and paragraph separators, and halves of surrogate pairs (Unicode TR 36,
 * section "Bidirectional Text Spoofing").
 */
export const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- these are the characters meant
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** One line of text: no invisible characters, single spaces, not too long. */
export function oneLine(text: string, maximum = 300): string {
  const line = text
    .slice(0, maximum * 4)
    .replace(INVISIBLE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > maximum ? `${cut(line, maximum - 1).trim()}…` : line;
}

/** Several lines of text: line breaks and tabs stay. */
export function manyLines(text: string, maximum = 20_000): string {
  const clean = text
    .slice(0, maximum * 2)
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, character =>
      character === '\n' || character === '\t' ? character : ' '
    )
    .trim();
  return clean.length > maximum ? `${cut(clean, maximum - 1)}…` : clean;
}

/** Cuts between characters, never inside a surrogate pair. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
