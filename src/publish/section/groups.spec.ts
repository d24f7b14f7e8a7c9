import { publication } from '../../testing/samples';
import { grouped, holds } from './groups';

describe('grouped', () => {
  it('has what waits for the person first, and no empty headings', () => {
    const groups = grouped([
      publication({ id: 'over', state: 'gone' }),
      publication({ id: 'form', state: 'form' }),
      publication({ id: 'no', state: 'declined' }),
      publication({ id: 'up' })
    ]);
    expect(groups.map(({ name }) => name)).toEqual([
      'declined',
      'uploads',
      'drafts',
      'over'
    ]);
  });

  it('has versions of one record under the newest', () => {
    const state = 'published';
    const [group] = grouped([
      publication({ id: 'v3', state }),
      publication({ id: 'other', state, conceptDoi: '10.5281/zenodo.9' }),
      publication({ id: 'v2', state }),
      publication({ id: 'v1', state })
    ]);
    expect(
      group?.entries.map(({ publication: { id }, earlier }) => [
        id,
        ...earlier.map(one => one.id)
      ])
    ).toEqual([['v3', 'v2', 'v1'], ['other']]);
  });

  it('follows versions where there is no concept DOI', () => {
    const members = { state: 'published', conceptDoi: null } as const;
    const [group] = grouped([
      publication({ ...members, id: 'v2', previousId: 'v1' }),
      publication({ ...members, id: 'v1' }),
      publication({ ...members, id: 'lost', previousId: 'forgotten' })
    ]);
    expect(group?.entries.map(entry => entry.publication.id)).toEqual([
      'v2',
      'lost'
    ]);
  });

  it('ends where versions are said to follow each other', () => {
    const members = { state: 'published', conceptDoi: null } as const;
    const [group] = grouped([
      publication({ ...members, id: 'a', previousId: 'b' }),
      publication({ ...members, id: 'b', previousId: 'a' })
    ]);
    expect(group?.entries).toHaveLength(2);
  });

  it('is quick with a thousand', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      publication({
        id: String(index),
        state: 'published',
        conceptDoi: null,
        previousId: index === 999 ? null : String(index + 1)
      })
    );
    const start = performance.now();
    expect(grouped(many)[0]?.entries).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('holds', () => {
  it.each([
    ['dimuon', true],
    ['SPECTRUM zenodo', true],
    ['10.5281/zenodo.1234567', true],
    ['dimuon cds', false],
    ['  ', true]
  ])('%j: %s', (search, expected) => {
    expect(holds(publication(), 'Zenodo', search)).toBe(expected);
  });
});
