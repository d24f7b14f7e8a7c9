import type { ContentShare } from 'sciencemesh-contract';
import { contentModel, contentShare } from '../../testing/contents';
import { trans } from '../../testing/server';
import { marksOf } from './marks';

describe('marksOf', () => {
  const labels = (change: Partial<ContentShare>): string[] =>
    marksOf(
      contentModel({
        path: 'ScienceMesh:results',
        type: 'directory',
        sciencemesh: contentShare(change)
      }),
      trans
    ).map(({ label }) => label);

  it('says nothing of what is as it should be', () => {
    expect(labels({})).toEqual([]);
  });

  it('tells a key that is not taken from a login that has ended', () => {
    expect(labels({ reach: 'refused' })).toEqual([
      'cloud.example.org no longer takes the key of this share'
    ]);
    expect(
      labels({ reach: 'refused', byLogin: true, provider: 'CERNBox' })
    ).toEqual(['CERNBox does not let you in at the moment']);
  });
});
