/**
 * Objects of parsed JSON, of which nothing is known yet.
 */

export type JsonRecord = Record<string, unknown>;

/** Tells objects from all other JSON values. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object without some of its members. */
export function without(record: JsonRecord, ...keys: string[]): JsonRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([key]) => !keys.includes(key))
  );
}
