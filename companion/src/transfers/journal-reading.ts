/**
 * Reads journals back: whole ones line by line, settled ones by their end.
 *
 * Synchronous, because it happens before there is anything else to do, or for
 * one transfer that somebody looks at.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Transfer } from 'sciencemesh-contract';
import { JOURNAL_VERSION, type JournalRecord } from './journal-records.ts';

const BLOCK = 256 * 1024;
const NEWLINE = 0x0a;

/** How far a journal can be read. */
export interface GoodPart {
  bytes: number;
  lines: number;
}

/**
 * Hands out the records in order.
 *
 * The last line may be torn: the process was killed while writing it. It and
 * anything after it do not count.
 */
export function readJournal(
  path: string,
  onRecord: (record: JournalRecord) => void
): GoodPart {
  const file = openSync(path, 'r');
  try {
    const good: GoodPart = { bytes: 0, lines: 0 };
    let rest = Buffer.alloc(0);
    for (;;) {
      const block = Buffer.alloc(BLOCK);
      const read = readSync(file, block, 0, BLOCK, null);
      if (read === 0) {
        return good;
      }
      const text = Buffer.concat([rest, block.subarray(0, read)]);
      let start = 0;
      for (;;) {
        const end = text.indexOf(NEWLINE, start);
        if (end === -1) {
          break;
        }
        const record = parse(text.toString('utf8', start, end));
        if (record === null) {
          return good;
        }
        onRecord(record);
        good.bytes += end + 1 - start;
        good.lines += 1;
        start = end + 1;
      }
      rest = text.subarray(start);
    }
  } finally {
    closeSync(file);
  }
}

/** The transfer of a journal that ends settled; null for any other. */
export function readSettled(path: string): Transfer | null {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    // The summary is one line; a long pre-flight makes it a long one.
    for (let length = BLOCK; ; length *= 4) {
      const from = Math.max(0, size - length);
      const block = Buffer.alloc(size - from);
      readSync(file, block, 0, block.length, from);
      if (block.at(-1) !== NEWLINE) {
        return null;
      }
      const before = block.lastIndexOf(NEWLINE, -2);
      if (before !== -1 || from === 0) {
        const record = parse(block.toString('utf8', before + 1));
        return record?.type === 'settled' ? record.transfer : null;
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Null for a line that is torn, or from a version that we do not know. */
function parse(line: string): JournalRecord | null {
  try {
    // We wrote it, into a folder that is ours alone.
    const record = JSON.parse(line) as JournalRecord;
    return record.type === 'plan' && record.version !== JOURNAL_VERSION
      ? null
      : record;
  } catch {
    return null;
  }
}
