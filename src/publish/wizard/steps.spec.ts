import type { PublicationState } from 'sciencemesh-contract';
import { publication } from '../../testing/samples';
import { trans } from '../../testing/server';
import { hindranceOf, naturalStep, openParts, STEPS } from './steps';

const STATES: readonly PublicationState[] = [
  'form',
  'creating',
  'unsure',
  'draft',
  'uploading',
  'paused',
  'verified',
  'finishing',
  'review',
  'declined',
  'published'
];

describe('hindranceOf', () => {
  it.each(STATES)('lets a person see where %s stands', state => {
    const recordId = ['form', 'creating', 'unsure'].includes(state)
      ? null
      : '1234567';
    const about = publication({ state, recordId, doi: null });
    expect(hindranceOf(naturalStep(state), about, trans)).toBeNull();
  });

  it('asks for a repository before a draft', () => {
    const { form } = publication();
    const about = publication({
      state: 'form',
      recordId: null,
      doi: null,
      form: { ...form, repositoryId: null }
    });
    const reachable = STEPS.filter(
      step => hindranceOf(step, about, trans) === null
    );
    expect(reachable).toEqual(['select', 'target', 'describe']);
  });

  it('finishes nothing that was not verified', () => {
    for (const state of ['draft', 'uploading', 'paused'] as const) {
      expect(hindranceOf('finish', publication({ state }), trans)).toBe(
        'Every file has to be verified first.'
      );
    }
  });
});

describe('openParts', () => {
  it('keeps the files as they are while they are sent', () => {
    expect(openParts('uploading')).toEqual({
      files: false,
      metadata: true,
      target: false
    });
  });

  it('changes nothing of what is published', () => {
    expect(openParts('published')).toEqual({
      files: false,
      metadata: false,
      target: false
    });
  });
});
