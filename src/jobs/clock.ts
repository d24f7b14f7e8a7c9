import * as React from 'react';

/**
 * The time in milliseconds, new each second while somebody wants it.
 */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = React.useState(() => Date.now());
  React.useEffect(() => {
    setNow(Date.now());
    if (!isTicking) {
      return;
    }
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}

/**
 * Seconds from one moment to another, none where clocks are apart.
 *
 * @param from - ISO 8601
 * @param until - milliseconds, or ISO 8601
 */
export function secondsBetween(from: string, until: number | string): number {
  const end = typeof until === 'number' ? until : Date.parse(until);
  return Math.max(0, (end - Date.parse(from)) / 1000);
}
