/**
 * Objects of parsed JSON, of which nothing is known yet.
 */

export type JsonRecord = Record<string, unknown>;

/** The object without some of its members. */
export function without(record: JsonRecord, ...keys: string[]): JsonRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([key]) => !keys.includes(key))
  );
}
