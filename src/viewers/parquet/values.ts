/** Bytes of a binary value that are shown. */
const SHOWN_BYTES = 16;

/**
 * A value of a table as text in a cell.
 */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof Date) {
    return dateText(value);
  }
  if (value instanceof Uint8Array) {
    return bytesText(value);
  }
  if (typeof value === 'object') {
    return JSON.stringify(value, replaced);
  }
  switch (typeof value) {
    case 'bigint':
    case 'boolean':
    case 'number':
      return value.toString();
    default:
      return '';
  }
}

/** What JSON has no word for. */
function replaced(this: unknown, key: string, value: unknown): unknown {
  // JSON.stringify has turned dates into text before it asks.
  const original =
    typeof this === 'object' && this !== null
      ? (this as Record<string, unknown>)[key]
      : value;
  if (original instanceof Date) {
    return dateText(original);
  }
  if (value instanceof Uint8Array) {
    return bytesText(value);
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  return value;
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

function bytesText(bytes: Uint8Array): string {
  const shown = [...bytes.subarray(0, SHOWN_BYTES)]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join(' ');
  return bytes.length > SHOWN_BYTES ? `${shown} …` : shown;
}
