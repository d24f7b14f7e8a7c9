import type { WizardStart } from './start';
import { argumentsFor, layoutName, startOf } from './start';

const subject = { paths: ['analysis'] };

describe('argumentsFor', () => {
  it.each<[WizardStart]>([
    [{ publicationId: 'publication-1' }],
    [{ publicationId: 'publication-1', key: 'key-12345' }],
    [{ key: 'key-12345', subject }]
  ])('opens the same page again for %j', start => {
    expect(startOf(argumentsFor(start))).toEqual(start);
  });

  it('asks for nothing without arguments', () => {
    expect(startOf({})).toBeNull();
  });
});

describe('layoutName', () => {
  it('stays when the publication has begun', () => {
    const begun = { publicationId: 'publication-1', key: 'key-12345' };
    expect(layoutName(begun)).toBe(layoutName({ key: 'key-12345', subject }));
  });
});
