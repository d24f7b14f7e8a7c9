import { readValue, typeOfTexts, writeValue } from './values';

describe('readValue', () => {
  it.each([
    ['integer', ' 42 ', 42],
    ['integer', '123456789012345678901', '123456789012345678901'],
    ['integer', '1.5', undefined],
    ['number', '1e-3', 0.001],
    ['number', '-Infinity', '-Infinity'],
    ['number', '', undefined],
    ['boolean', 'True', true],
    ['boolean', 'yes', undefined],
    ['list', '[1, "a", true]', [1, 'a', true]],
    ['list', '[[1]]', undefined],
    ['list', '[1,', undefined],
    ['none', 'None', null],
    ['string', ' $(rm) ', ' $(rm) ']
  ] as const)('reads %s %j as %j', (type, text, value) => {
    expect(readValue(type, text)).toEqual(value);
  });

  it('reads what it has written', () => {
    for (const value of [13, 'a', true, [1, 2]]) {
      const type = Array.isArray(value) ? 'list' : typeOfTexts([String(value)]);
      expect(readValue(type, writeValue(value))).toEqual(value);
    }
  });
});

describe('typeOfTexts', () => {
  it.each([
    [['1', '2'], 'integer'],
    [['1', '2.5'], 'number'],
    [['true', 'False'], 'boolean'],
    [['1', 'a'], 'string']
  ] as const)('finds what %j have in common', (texts, type) => {
    expect(typeOfTexts(texts)).toBe(type);
  });
});
