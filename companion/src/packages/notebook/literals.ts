/**
 * Values as literals of a programming language.
 *
 * What a package says is never code: a text becomes one quoted literal in
 * printable ASCII, in which nothing is left that ends or expands a literal of
 * that language. Line and paragraph separators, control characters and marks
 * that reverse the reading direction are escaped with the rest.
 */

/** Languages into which values can be written. */
export type Language = 'python' | 'r' | 'julia' | 'bash';

/** Anything that JSON can say. */
export type LiteralValue =
  | string
  | number
  | boolean
  | null
  | readonly LiteralValue[]
  | { readonly [key: string]: LiteralValue };

/** A value that goes into a cell, and whether it stands for a real number. */
export interface TypedValue {
  value:
    string | number | boolean | null | readonly (string | number | boolean)[];
  /** True: 5 is written as 5.0 where the language tells the two apart. */
  real: boolean;
}

/** The value as an expression of the language, on one line. */
export function literal(language: Language, typed: TypedValue): string {
  const { value, real } = typed;
  switch (language) {
    case 'python':
      return typeof value === 'number'
        ? pythonNumber(value, real)
        : pythonLiteral(value);
    case 'r':
      return rLiteral(value, real);
    case 'julia':
      return juliaLiteral(value, real);
    case 'bash':
      return bashLiteral(value);
  }
}

/** Any JSON value as a Python expression; long lists get a line an item. */
export function pythonLiteral(value: LiteralValue, indent = ''): string {
  if (value === null) {
    return 'None';
  }
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return pythonNumber(value, false);
    case 'boolean':
      return value ? 'True' : 'False';
    default: {
      const deeper = `${indent}    `;
      const [open, close, items] = isList(value)
        ? ['[', ']', value.map(item => pythonLiteral(item, deeper))]
        : [
            '{',
            '}',
            Object.entries(value).map(
              ([key, item]) => `${quoted(key)}: ${pythonLiteral(item, deeper)}`
            )
          ];
      const flat = `${open}${items.join(', ')}${close}`;
      return flat.length <= 76 - indent.length && !flat.includes('\n')
        ? flat
        : `${open}\n${items.map(item => `${deeper}${item},\n`).join('')}${indent}${close}`;
    }
  }
}

function isList(
  value: readonly LiteralValue[] | { readonly [key: string]: LiteralValue }
): value is readonly LiteralValue[] {
  return Array.isArray(value);
}

function pythonNumber(value: number, real: boolean): string {
  if (!Number.isFinite(value)) {
    return `float("${String(value).replace('Infinity', 'inf').toLowerCase()}")`;
  }
  return real ? realText(value) : String(value);
}

function rLiteral(value: TypedValue['value'], real: boolean): string {
  if (value === null) {
    return 'NULL';
  }
  switch (typeof value) {
    case 'string':
      return rText(value);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'number':
      if (!Number.isFinite(value)) {
        return String(value).replace('Infinity', 'Inf');
      }
      return !real && Number.isInteger(value) && Math.abs(value) < 2 ** 31
        ? `${value}L`
        : String(value);
    default:
      return `list(${value.map(item => rLiteral(item, real)).join(', ')})`;
  }
}

/** R's texts cannot hold NUL, and its literals with escapes end at 10 000. */
function rText(value: string): string {
  const pieces = value.replaceAll('\0', '').match(/.{1,5000}/gsu) ?? [''];
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined
    ? quoted(only)
    : `paste0(${pieces.map(quoted).join(', ')})`;
}

function juliaLiteral(value: TypedValue['value'], real: boolean): string {
  if (value === null) {
    return 'nothing';
  }
  switch (typeof value) {
    case 'string':
      return quoted(value).replaceAll('$', '\\$');
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) {
        return String(value).replace('Infinity', 'Inf');
      }
      return real || Math.abs(value) > Number.MAX_SAFE_INTEGER
        ? realText(value)
        : String(value);
    default:
      return `[${value.map(item => juliaLiteral(item, real)).join(', ')}]`;
  }
}

function bashLiteral(value: TypedValue['value']): string {
  if (value === null) {
    return "''";
  }
  switch (typeof value) {
    case 'string':
      return bashText(value);
    case 'boolean':
    case 'number':
      return String(value);
    default:
      return `(${value.map(item => bashLiteral(item)).join(' ')})`;
  }
}

/**
 * Quoted for bash. A kernel types the cell into an interactive shell, where
 * control characters are signals and `!` recalls history, even in quotes:
 * beyond the plainest characters all is written in bytes.
 */
function bashText(text: string): string {
  const whole = text.replaceAll('\0', '').toWellFormed();
  if (/^[A-Za-z0-9 _./:@%+=,-]*$/.test(whole)) {
    return `'${whole}'`;
  }
  const bytes = Array.from(new TextEncoder().encode(whole), byte =>
    /[A-Za-z0-9 _./:@%+=,-]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`
  );
  // A byte in hexadecimal takes two digits at most, so that none is read on.
  return `$'${bytes.join('')}'`;
}

/**
 * Quoted in ASCII with escapes that Python, R and Julia read alike. Halves of
 * surrogate pairs, which no file can hold, become the replacement character.
 */
export function quoted(text: string): string {
  return `"${text.toWellFormed().replace(/[^ !#-[\]-~]/gu, escaped)}"`;
}

function escaped(character: string): string {
  switch (character) {
    case '"':
    case '\\':
      return `\\${character}`;
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default: {
      const point = character.codePointAt(0) ?? 0;
      const hexadecimal = point.toString(16);
      return point > 0xffff
        ? `\\U${hexadecimal.padStart(8, '0')}`
        : `\\u${hexadecimal.padStart(4, '0')}`;
    }
  }
}

/** A number that is read as real, not as an integer. */
function realText(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
