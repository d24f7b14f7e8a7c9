/**
 * The condition under which a file is written, as a header.
 */
import type { WriteCondition } from '../storage.ts';

/** Ways to say the condition, the next one where a server misreads one. */
export const WAYS = ['if-match', 'if', 'none'] as const;
export type Way = (typeof WAYS)[number];

export function conditionHeaders(
  condition: WriteCondition,
  way: Way
): Record<string, string> {
  if (way === 'none' || condition.type === 'any') {
    return {};
  }
  if (condition.type === 'new') {
    return { 'if-none-match': '*' };
  }
  return way === 'if-match'
    ? { 'if-match': `"${condition.etag}"` }
    : { if: `(["${condition.etag}"])` };
}
