/**
 * Writing values into submit descriptions, so that each arrives as it is
 * (HTCondor manual, "Submit description file commands" and condor_submit).
 *
 * Three languages read such a line: macros (`$(name)`) are replaced first,
 * then the value is split (arguments) or read as a ClassAd expression, and
 * when the job is matched, `$$(name)` is replaced.
 */
import { BatchError } from '../batch-system.ts';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const PLAIN_WORD = /^[A-Za-z0-9_./:=@%+,#~^{}[\]()!?&|;<>*`-]+$/;

/** A piece of a command in which macros are to be replaced. */
export interface MacroText {
  /** Plain names and macros only; it is written as it is. */
  macros: string;
}

/**
 * @param words each a word, or a word that is made of pieces
 * @returns them for `arguments = …`, in the quoted syntax
 * @throws BatchError `refused` when a word cannot be written
 */
export function quoteArguments(
  words: readonly (string | readonly (string | MacroText)[])[]
): string {
  const quoted = words.map(word => {
    const pieces = typeof word === 'string' ? [word] : word;
    const plain = pieces.every(
      piece => typeof piece !== 'string' || PLAIN_WORD.test(piece)
    );
    const written = pieces.map(piece =>
      typeof piece === 'string' ? writeWord(piece, plain) : piece.macros
    );
    return plain ? written.join('') : `'${written.join('')}'`;
  });
  return `"${quoted.join(' ')}"`;
}

function writeWord(word: string, plain: boolean): string {
  assertWritable(word);
  const doubled = word.replaceAll('"', '""');
  return withoutMacros(plain ? doubled : doubled.replaceAll("'", "''"));
}

/**
 * @returns a text for `My.Attribute = …`
 * @throws BatchError `refused` when it cannot be written
 */
export function quoteString(value: string): string {
  assertWritable(value);
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"${withoutMacros(escaped)}"`;
}

/** A value of the administrator for a job attribute. */
export function attributeValue(value: string | number | boolean): string {
  if (typeof value === 'string') {
    return quoteString(value);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new BatchError('refused', `${value} is no value of a job attribute.`);
  }
  return String(value);
}

/** A text in a ClassAd expression that no macros are replaced in. */
export function constraintString(value: string): string {
  assertWritable(value);
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function withoutMacros(text: string): string {
  return text.replaceAll('$', '$(DOLLAR)');
}

function assertWritable(value: string): void {
  if (CONTROL.test(value) || !value.isWellFormed()) {
    throw new BatchError(
      'refused',
      'HTCondor cannot be given a value that holds line ends or other control characters.'
    );
  }
  if (/\$\$|\$\(DOLLAR\)/i.test(value)) {
    throw new BatchError(
      'refused',
      'HTCondor replaces "$$" and "$(DOLLAR)" in a value whatever is done about it. Write it without.'
    );
  }
}
