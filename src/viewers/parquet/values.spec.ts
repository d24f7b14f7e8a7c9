import { textOf } from './values';

describe('textOf', () => {
  it.each([
    [null, ''],
    [undefined, ''],
    ['a', 'a'],
    [0.5, '0.5'],
    [false, 'false'],
    [9_007_199_254_740_993n, '9007199254740993'],
    [new Date(Date.UTC(2010, 2, 30)), '2010-03-30T00:00:00.000Z'],
    [new Date(Number.NaN), ''],
    [Uint8Array.of(1, 171), '01 ab'],
    [new Uint8Array(20), `${'00 '.repeat(16)}…`],
    [[1n, 2n], '[1,2]'],
    [
      { at: new Date(0), of: [null] },
      '{"at":"1970-01-01T00:00:00.000Z","of":[null]}'
    ],
    [{ raw: Uint8Array.of(255) }, '{"raw":"ff"}']
  ])('writes %p', (value, text) => {
    expect(textOf(value)).toBe(text);
  });

  it('survives dates that are none inside of others', () => {
    expect(textOf([new Date(Number.NaN)])).toBe('[""]');
  });
});
