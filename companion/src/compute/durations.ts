/**
 * Durations in sentences.
 */

/** E.g. "1 hour", "2 days", "90 minutes". */
export function durationInWords(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second']
  ];
  const [size, name] = units.find(([unit]) => seconds % unit === 0) ?? [
    1,
    'second'
  ];
  const count = seconds / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
