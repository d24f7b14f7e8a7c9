import * as fc from 'fast-check';
import { pageInside, pathInside } from './pages';

const SPACE = 'https://cloud.example.org/files/spaces/eos/user/m/marie';

describe('pageInside', () => {
  it.each([
    [SPACE, '', SPACE],
    [SPACE, 'run 1/data', `${SPACE}/run%201/data`],
    [`${SPACE}/`, '/a/', `${SPACE}/a`],
    [SPACE, '100% #1?/a+b', `${SPACE}/100%25%20%231%3F/a%2Bb`],
    [SPACE, '测量', `${SPACE}/%E6%B5%8B%E9%87%8F`],
    [SPACE, '%2e%2e/x', `${SPACE}/%252e%252e/x`],
    [`${SPACE}?tiles=1`, 'a', `${SPACE}/a?tiles=1`],
    ['http://cloud.test', 'a', 'http://cloud.test/a']
  ])('of %p and %p', (page, path, made) => {
    expect(pageInside(page, path)).toBe(made);
  });

  it.each([
    ['javascript:alert(1)', 'a'],
    ['/files/spaces', 'a'],
    ['', ''],
    [SPACE, '..'],
    [SPACE, 'a/../../b'],
    [SPACE, './a']
  ])('is none of %p and %p', (page, path) => {
    expect(pageInside(page, path)).toBeNull();
  });
});

describe('pathInside', () => {
  it.each([
    [SPACE, SPACE, ''],
    [SPACE, `${SPACE}/`, ''],
    [
      SPACE,
      `${SPACE}/run%201/a.ipynb?openWithDefaultApp=true#x`,
      'run 1/a.ipynb'
    ]
  ])('of %p and %p', (page, inside, path) => {
    expect(pathInside(page, inside)).toBe(path);
  });

  it.each([
    `${SPACE}2/a`,
    'https://cloud.example.org/files/spaces/eos/user/m',
    SPACE.replace('https', 'http'),
    SPACE.replace('cloud', 'evil'),
    `${SPACE}/a%2Fb`,
    `${SPACE}/%00`,
    `${SPACE}/%ff`,
    `${SPACE}/../../../p/pierre`,
    'javascript:alert(1)'
  ])('is none of %p', inside => {
    expect(pathInside(SPACE, inside)).toBeNull();
  });

  it('finds again what a page was made of, and stays in the space', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter(text => !/^\.{1,2}$|\/|\p{Cc}|\p{Cs}/u.test(text));
    fc.assert(
      fc.property(fc.array(name), names => {
        const path = names.join('/');
        const page = pageInside(SPACE, path);
        expect(page?.startsWith(SPACE)).toBe(true);
        expect(pathInside(SPACE, page ?? '')).toBe(path);
      })
    );
  });
});
