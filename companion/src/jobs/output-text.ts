/**
 * A piece of what a job prints as text, without the lines of its worker.
 */
import { PROGRESS_PREFIX } from 'sciencemesh-contract';

const PREFIX = Buffer.from(PROGRESS_PREFIX);
const NEWLINE = 0x0a;

export interface TextPiece {
  text: string;
  /** Bytes of the piece that are dealt with. */
  used: number;
}

/**
 * Takes as much of a piece as can be shown: whole characters, and no half of
 * a line that may be one of the worker's.
 *
 * @param isWhole nothing follows any more
 */
export function textOf(bytes: Buffer, isWhole: boolean): TextPiece {
  const used = isWhole ? bytes.length : usableLength(bytes);
  const text = bytes
    .subarray(0, used)
    .toString('utf8')
    .replace(LINES_OF_THE_WORKER, '');
  return { text, used };
}

const LINES_OF_THE_WORKER = new RegExp(
  `^${PROGRESS_PREFIX}\\{.*(?:\\n|$)`,
  'gm'
);

function usableLength(bytes: Buffer): number {
  const start = bytes.lastIndexOf(NEWLINE) + 1;
  const rest = bytes.subarray(start, start + PREFIX.length);
  if (rest.length > 0 && PREFIX.subarray(0, rest.length).equals(rest)) {
    // Of a line of the worker alone there would be nothing to show for ever.
    return start > 0 || rest.length < PREFIX.length ? start : bytes.length;
  }
  return bytes.length - incompleteEnd(bytes);
}

/** Bytes at the end that begin a character of UTF-8 and do not end it. */
function incompleteEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) {
      continue;
    }
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
