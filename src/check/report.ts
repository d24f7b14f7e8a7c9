import type { TranslationBundle } from '@jupyterlab/translation';
import type { CheckStep, Share } from 'sciencemesh-contract';

/**
 * How a step stands, in a word.
 */
export function stateWord(
  { state }: CheckStep,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'running':
      return trans.__('…');
    case 'passed':
      return trans.__('OK');
    case 'noted':
      return trans.__('Note');
    case 'failed':
      return trans.__('Failed');
    case 'skipped':
      return trans.__('Left out');
  }
}

/**
 * What a check came to, in a sentence.
 */
export function verdict(
  steps: readonly CheckStep[],
  trans: TranslationBundle
): string {
  const failed = steps.filter(({ state }) => state === 'failed').length;
  return failed > 0
    ? trans._n('%1 step failed.', '%1 steps failed.', failed)
    : trans.__('The share works.');
}

/**
 * A check as text, for whoever is asked for help.
 *
 * #### Notes
 * The steps hold no secrets, and nothing is added that could be one.
 */
export function reportText(
  share: Pick<Share, 'name' | 'provider'>,
  steps: readonly CheckStep[],
  at: Date,
  trans: TranslationBundle
): string {
  const lines = [
    trans.__('Check of the share “%1” of %2', share.name, share.provider),
    at.toISOString()
  ];
  for (const step of steps) {
    const time = step.milliseconds === null ? '' : ` (${step.milliseconds} ms)`;
    const code = step.code === null ? '' : ` [${step.code}]`;
    lines.push(
      '',
      `${stateWord(step, trans)}: ${step.title}${time}${code}`,
      ...[step.message, step.advice].flatMap(text =>
        text === null ? [] : [`  ${text}`]
      )
    );
  }
  return `${lines.join('\n')}\n`;
}
