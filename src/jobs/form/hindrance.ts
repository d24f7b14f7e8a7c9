import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobDraft, JobFinding } from 'sciencemesh-contract';

/**
 * What decides whether a form can be submitted.
 */
export interface IStanding {
  readonly draft: JobDraft | null;
  readonly findings: readonly JobFinding[];

  /**
   * Whether a dry run is under way.
   */
  readonly isLooking: boolean;

  /**
   * Whether the companion is there.
   */
  readonly isRunning: boolean;

  /**
   * Whether all that was typed has a meaning.
   */
  readonly isValid: boolean;
}

/**
 * Why a form cannot be submitted now; null when it can.
 *
 * #### Notes
 * A dry run that is under way is no reason: the companion looks again before
 * it submits.
 */
export function hindranceOf(
  { draft, findings, isLooking, isRunning, isValid }: IStanding,
  trans: TranslationBundle
): string | null {
  if (!isRunning) {
    return trans.__('ScienceMesh is not running.');
  }
  if (draft === null) {
    return trans.__('The form is being filled.');
  }
  if (!isNamed(draft)) {
    return trans.__('Give the job a name, and its results a folder.');
  }
  if (!isValid) {
    return trans.__('Correct the fields that are marked.');
  }
  const errors = findings.filter(({ level }) => level === 'error');
  if (errors.length === 0) {
    return null;
  }
  return isLooking
    ? trans.__('Looking at what you have changed…')
    : trans._n(
        'One thing is to be mended first: %2',
        '%1 things are to be mended first: %2',
        errors.length,
        errors[0]?.message ?? ''
      );
}

/**
 * Whether a draft has the names without which the companion takes none.
 */
export function isNamed({ name, results }: JobDraft): boolean {
  return name.trim() !== '' && results.trim() !== '';
}
