import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * How long something takes, as people say it.
 */
export function durationText(
  seconds: number,
  trans: TranslationBundle
): string {
  if (seconds < 60) {
    return trans._n('%1 second', '%1 seconds', Math.max(1, Math.ceil(seconds)));
  }
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120
    ? trans._n('%1 minute', '%1 minutes', minutes)
    : trans._n('%1 hour', '%1 hours', Math.round(minutes / 60));
}
