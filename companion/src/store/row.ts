/**
 * Reads typed values out of a row, so that a wrong column name is an error
 * here and not an `undefined` somewhere else.
 */
import type { SQLOutputValue } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

export const column = {
  text(row: Row, name: string): string {
    const value = row[name];
    if (typeof value !== 'string') {
      throw new TypeError(`Column ${name} holds no text`);
    }
    return value;
  },

  textOrNull(row: Row, name: string): string | null {
    return row[name] === null ? null : column.text(row, name);
  },

  integer(row: Row, name: string): number {
    const value = row[name];
    if (typeof value !== 'number') {
      throw new TypeError(`Column ${name} holds no number`);
    }
    return value;
  },

  flag(row: Row, name: string): boolean {
    return column.integer(row, name) !== 0;
  },

  bytes(row: Row, name: string): Uint8Array {
    const value = row[name];
    if (!(value instanceof Uint8Array)) {
      throw new TypeError(`Column ${name} holds no bytes`);
    }
    return value;
  },

  bytesOrNull(row: Row, name: string): Uint8Array | null {
    return row[name] === null ? null : column.bytes(row, name);
  },

  /** A value that this program wrote itself: its type is trusted. */
  json<T>(row: Row, name: string): T {
    return JSON.parse(column.text(row, name)) as T;
  }
};
