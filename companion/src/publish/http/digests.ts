/**
 * Digests of values that repositories tell, to see whether they changed.
 */
import { createHash } from 'node:crypto';

/** One for each member. */
export function digests(
  values: Readonly<Record<string, unknown>>
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      createHash('sha256')
        .update(JSON.stringify(value) ?? '')
        .digest('hex')
    ])
  );
}

/** Names under which two say something different. */
export function differences(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>
): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    name => one[name] !== other[name]
  );
}
