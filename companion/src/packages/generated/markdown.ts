/**
 * Text of a package inside Markdown cells.
 *
 * Every character that could mean something to Markdown, to HTML or to the
 * renderer of mathematics is written as a numeric character reference: that
 * is text by definition (CommonMark 0.31, section 2.5), and JupyterLab looks
 * for formulas before it decodes.
 */
import { manyLines, oneLine } from '../crate/shown.ts';

/** One line of text that reads as it is. */
export function text(value: string, maximum = 300): string {
  return literally(oneLine(value, maximum));
}

/** Paragraphs of text; only their separation is kept. */
export function paragraphs(value: string, maximum = 4000): string {
  return manyLines(value, maximum)
    .split(/\n\s*\n/)
    .map(paragraph => text(paragraph, maximum))
    .filter(paragraph => paragraph !== '')
    .join('\n\n');
}

function literally(line: string): string {
  return line.replace(/[^\p{L}\p{M}\p{N} ]/gu, (character, at: number) =>
    isHarmless(character, line.slice(Math.max(0, at - 3), at), line[at + 1])
      ? character
      : `&#${character.codePointAt(0) ?? 0xfffd};`
  );
}

/**
 * Marks that mean nothing where they stand, so that sentences and names of
 * files stay legible in the source. `www.` begins a link (GitHub Flavored
 * Markdown, 6.9), a number with a full stop or a bracket begins a list.
 */
function isHarmless(
  character: string,
  before: string,
  after: string | undefined
): boolean {
  const inWord = /[A-Za-z0-9]$/.test(before) && /[A-Za-z0-9]/.test(after ?? '');
  const endsWord = /[A-Za-z]$/.test(before) && /^[ .]?$/.test(after ?? '');
  switch (character) {
    case '.':
      return !/www$/i.test(before) && (inWord || endsWord);
    case '-':
    case '_':
    case '/':
    case "'":
      return inWord;
    case ':':
    case ';':
    case '?':
      return endsWord;
    case ',':
      return true;
    case '(':
      return before.endsWith(' ');
    case ')':
      return /[A-Za-z]$/.test(before);
    default:
      return false;
  }
}

/** A table; its cells are Markdown already. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  alignment: readonly ('left' | 'right')[] = []
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, index) =>
    alignment[index] === 'right' ? '---:' : ':---'
  );
  return [header, rule, ...rows].map(line).join('\n');
}

/** A link to an https address; the plain text when it is none. */
export function link(label: string, address: string): string {
  const url = URL.parse(address);
  return url?.protocol === 'https:' &&
    url.username === '' &&
    url.password === ''
    ? `[${text(label)}](<${escapedAddress(url.href)}>)`
    : text(label);
}

/** A link to a file in the working copy, relative to the notebook. */
export function fileLink(path: string): string {
  const address = path
    .toWellFormed()
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  return `[${text(path)}](<${escapedAddress(`./${address}`)}>)`;
}

/** An address without characters that Markdown would act on. */
function escapedAddress(address: string): string {
  return address
    .replace(/[^A-Za-z0-9/:?&=%.,;+#~_-]/g, character =>
      encodeURIComponent(character).replace(/[!'()*]/g, percent)
    )
    .replaceAll('&', '&amp;');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
