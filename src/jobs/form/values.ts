import type { JobParameterType, ParameterValue } from 'sciencemesh-contract';

/**
 * A value as a person writes it, in the type that it must have.
 *
 * @returns undefined for what is none of that type
 *
 * #### Notes
 * Integers that a number of this language cannot hold, and numbers without
 * digits, travel as texts.
 */
export function readValue(
  type: JobParameterType,
  text: string
): ParameterValue | undefined {
  const word = text.trim();
  switch (type) {
    case 'string':
      return text;
    case 'integer':
      return readInteger(word);
    case 'number':
      return readNumber(word);
    case 'boolean':
      return readBoolean(word);
    case 'list':
      return readList(word);
    case 'none':
      return /^(?:none|null|)$/i.test(word) ? null : undefined;
  }
}

/**
 * The type that texts have which stand for a value without a type.
 */
export function typeOfTexts(texts: readonly string[]): JobParameterType {
  const types: readonly JobParameterType[] = ['integer', 'number', 'boolean'];
  return (
    types.find(type =>
      texts.every(text => readValue(type, text) !== undefined)
    ) ?? 'string'
  );
}

/**
 * A value as a person would write it.
 */
export function writeValue(value: ParameterValue): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function readInteger(word: string): ParameterValue | undefined {
  if (!/^[+-]?\d{1,1000}$/.test(word)) {
    return undefined;
  }
  const number = Number(word);
  return Number.isSafeInteger(number) ? number : word.replace(/^\+/, '');
}

function readNumber(word: string): ParameterValue | undefined {
  if (/^(?:NaN|-?Infinity)$/.test(word)) {
    return word;
  }
  const number = Number(word);
  return word !== '' && Number.isFinite(number) ? number : undefined;
}

function readBoolean(word: string): ParameterValue | undefined {
  const lower = word.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function readList(word: string): ParameterValue | undefined {
  try {
    const value: unknown = JSON.parse(word);
    return Array.isArray(value) && value.every(isPlain) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
