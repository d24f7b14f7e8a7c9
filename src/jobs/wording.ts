import type { TranslationBundle } from '@jupyterlab/translation';
import type { Job, JobState } from 'sciencemesh-contract';

/**
 * A state in a word or two.
 */
export function stateWord(trans: TranslationBundle, state: JobState): string {
  switch (state) {
    case 'preparing':
      return trans.__('preparing');
    case 'submitting':
      return trans.__('submitting');
    case 'unsure':
      return trans.__('asking the site');
    case 'waiting':
      return trans.__('waiting');
    case 'held':
      return trans.__('held');
    case 'running':
      return trans.__('running');
    case 'suspended':
      return trans.__('suspended');
    case 'collecting':
      return trans.__('bringing results');
    case 'done':
      return trans.__('done');
    case 'failed':
      return trans.__('failed');
    case 'cancelled':
      return trans.__('cancelled');
    case 'lost':
      return trans.__('lost');
  }
}

/**
 * How far a job is, in one line; null where there is nothing to say.
 */
export function progressLine(
  trans: TranslationBundle,
  { state, tasks, progress }: Job
): string | null {
  if (tasks.total > 1) {
    const over = tasks.done + tasks.failed + tasks.cancelled;
    return tasks.failed > 0
      ? trans.__(
          '%1 of %2 tasks over, %3 failed',
          over,
          tasks.total,
          tasks.failed
        )
      : trans.__('%1 of %2 tasks over', over, tasks.total);
  }
  if (state !== 'running' || progress === null || progress.cells === 0) {
    return null;
  }
  return trans.__(
    'cell %1 of %2',
    Math.min(progress.done + 1, progress.cells),
    progress.cells
  );
}

/**
 * A duration as people say it, e.g. `12 s`, `3 min 20 s`, `2 h 5 min`.
 *
 * @param seconds - not negative
 */
export function duration(trans: TranslationBundle, seconds: number): string {
  const whole = Math.round(seconds);
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor(whole / 3600)];
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) {
    return trans.__(
      '%1 s',
      seconds < 10 ? Math.round(seconds * 10) / 10 : whole
    );
  }
  if (hours === 0) {
    return trans.__('%1 min %2 s', minutes, whole % 60);
  }
  return days === 0
    ? trans.__('%1 h %2 min', hours, minutes % 60)
    : trans.__('%1 d %2 h', days, hours % 24);
}

/**
 * Memory as people say it, e.g. `350 MiB`, `1.5 GiB`.
 */
export function memory(trans: TranslationBundle, mebibytes: number): string {
  return mebibytes < 1024
    ? trans.__('%1 MiB', Math.round(mebibytes))
    : trans.__('%1 GiB', Math.round(mebibytes / 102.4) / 10);
}
