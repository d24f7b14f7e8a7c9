/**
 * Reading the ClassAds that HTCondor's commands print as JSON.
 */
import { BatchError } from '../batch-system.ts';

/** Values by the names of their attributes; what is unknown is absent. */
export type Ad = Readonly<Record<string, unknown>>;

/**
 * @param text what a command with `-json` has printed: condor_q prints nothing
 *   at all where there is nothing to tell, condor_history an empty list
 * @throws BatchError `broken` when it is something else
 */
export function parseAds(text: string, program: string): readonly Ad[] {
  if (text.trim() === '') {
    return [];
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new BatchError(
      'broken',
      `The answer of ${program} cannot be read. Its release may be unknown to us.`,
      { cause }
    );
  }
  if (!Array.isArray(parsed)) {
    throw new BatchError('broken', `The answer of ${program} is no list.`);
  }
  return parsed.filter(
    (ad): ad is Ad =>
      typeof ad === 'object' && ad !== null && !Array.isArray(ad)
  );
}

/**
 * Expressions that were not evaluated come as texts of this form: they are no
 * values.
 */
const EXPRESSION = /^\/Expr\(.*\)\/$/s;

export function numberOf(ad: Ad, name: string): number | null {
  const value = ad[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textOf(ad: Ad, name: string): string | null {
  const value = ad[name];
  return typeof value === 'string' && !EXPRESSION.test(value) ? value : null;
}

export function truthOf(ad: Ad, name: string): boolean | null {
  const value = ad[name];
  return typeof value === 'boolean' ? value : null;
}

/** A time of an ad: seconds since 1970; 0 and less mean never. */
export function timeOf(ad: Ad, name: string): string | null {
  const value = numberOf(ad, name);
  return value === null || value <= 0
    ? null
    : new Date(value * 1000).toISOString();
}
