import type { TranslationBundle } from '@jupyterlab/translation';
import type { Publication, PublicationState } from 'sciencemesh-contract';

/**
 * What a person does on the way to a DOI, in this order.
 */
export const STEPS = [
  'select',
  'target',
  'describe',
  'review',
  'draft',
  'upload',
  'verify',
  'finish',
  'done'
] as const;
export type Step = (typeof STEPS)[number];

/**
 * The words on a step.
 */
export function stepLabel(step: Step, trans: TranslationBundle): string {
  switch (step) {
    case 'select':
      return trans.__('Select');
    case 'target':
      return trans.__('Target');
    case 'describe':
      return trans.__('Describe');
    case 'review':
      return trans.__('Review');
    case 'draft':
      return trans.__('Draft and DOI');
    case 'upload':
      return trans.__('Upload');
    case 'verify':
      return trans.__('Verify');
    case 'finish':
      return trans.__('Finish');
    case 'done':
      return trans.__('Done');
  }
}

/**
 * The step on which something is happening, or is to be done.
 */
export function naturalStep(state: PublicationState): Step {
  switch (state) {
    case 'form':
      return 'select';
    case 'creating':
    case 'unsure':
    case 'draft':
    case 'discarded':
    case 'gone':
      return 'draft';
    case 'uploading':
    case 'paused':
      return 'upload';
    case 'verified':
    case 'finishing':
    case 'declined':
      return 'finish';
    case 'review':
    case 'published':
      return 'done';
  }
}

/**
 * Why a step cannot be shown yet, or any more; null where it can.
 */
export function hindranceOf(
  step: Step,
  { doi, form, recordId, state }: Publication,
  trans: TranslationBundle
): string | null {
  const isBegun = recordId !== null || doi !== null;
  switch (step) {
    case 'select':
    case 'target':
    case 'describe':
      return null;
    case 'review':
    case 'draft':
      return form.repositoryId === null
        ? trans.__('Choose a repository first.')
        : null;
    case 'upload':
    case 'verify':
      return isBegun && state !== 'creating' && state !== 'unsure'
        ? null
        : trans.__('Create the draft first.');
    case 'finish':
      return ENDING.includes(state)
        ? null
        : trans.__('Every file has to be verified first.');
    case 'done':
      return state === 'published' || state === 'review'
        ? null
        : trans.__('It is not published yet.');
  }
}

/**
 * Whether a step is behind the person.
 */
export function isPast(step: Step, state: PublicationState): boolean {
  return STEPS.indexOf(step) < STEPS.indexOf(naturalStep(state));
}

/**
 * What of the form can still be changed.
 *
 * #### Notes
 * Where a draft is, its repository is settled; while files are on their way,
 * so are they. What is said about them can change until it is published.
 */
export function openParts(state: PublicationState): IOpenParts {
  switch (state) {
    case 'form':
      return { files: true, metadata: true, target: true };
    case 'draft':
    case 'paused':
    case 'verified':
    case 'declined':
      return { files: true, metadata: true, target: false };
    case 'uploading':
      return { files: false, metadata: true, target: false };
    case 'creating':
    case 'unsure':
    case 'finishing':
    case 'review':
    case 'published':
    case 'discarded':
    case 'gone':
      return { files: false, metadata: false, target: false };
  }
}

/**
 * Parts of the form that take changes.
 */
export interface IOpenParts {
  readonly files: boolean;
  readonly metadata: boolean;
  readonly target: boolean;
}

const ENDING: readonly PublicationState[] = [
  'verified',
  'finishing',
  'declined',
  'review',
  'published'
];
