import { offer, share } from '../../testing/samples';
import { isPublishable, sharedSubject } from './shared';

const workingCopy = { id: 'package-1', workingCopy: 'ScienceMesh/Dimuon' };

describe('isPublishable', () => {
  it.each([
    ['a package without a working copy', share(), false],
    ['a package with one', share({ package: workingCopy }), true],
    ['an offer', offer(), false],
    ['a folder of the drive', offer({ state: 'accepted' }), true],
    [
      'one that was taken back',
      offer({ state: 'accepted', withdrawnAt: '2026-11-22T10:00:00.000Z' }),
      false
    ]
  ])('%s', (_, one, expected) => {
    expect(isPublishable(one)).toBe(expected);
  });
});

describe('sharedSubject', () => {
  it('names a package by itself', async () => {
    const subject = await sharedSubject(
      share({ package: workingCopy }),
      async () => null
    );
    expect(subject).toEqual({ packageId: 'package-1' });
  });

  it('names a folder by its place in the drive', async () => {
    const subject = await sharedSubject(offer(), async () => 'Beam test');
    expect(subject).toEqual({ paths: ['ScienceMesh:Beam test'] });
  });

  it('has nothing to name where the drive does not know it', async () => {
    expect(await sharedSubject(offer(), async () => null)).toBeNull();
  });
});
