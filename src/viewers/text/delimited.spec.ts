import { findDelimiter, recordsOf } from './delimited';

describe('findDelimiter', () => {
  it.each([
    [',', ['a,b', '1,2']],
    [';', ['a;b;c', '1,5;2,5;3,5', '1,0;2;3']],
    ['\t', ['a\tb', '1,2\t3']],
    ['|', ['a|b', '1|2']]
  ])('finds %j', (delimiter, lines) => {
    expect(findDelimiter(lines)).toBe(delimiter);
  });

  it('does not look into quotes', () => {
    expect(findDelimiter(['"a;b",c', '"d;e;f",g'])).toBe(',');
  });

  it('finds none in prose', () => {
    expect(findDelimiter(['once upon', 'a time', ''])).toBeNull();
  });
});

describe('recordsOf', () => {
  it('keeps delimiters, quotes and line breaks in quotes', () => {
    expect(recordsOf(['"a,1","say ""hi"""', '"two', 'lines",b'], ',')).toEqual([
      ['a,1', 'say "hi"'],
      ['two\nlines', 'b']
    ]);
  });

  it('does not swallow the table after a quote that stays open', () => {
    const lines = ['a,"b', ...Array.from({ length: 500 }, () => 'c,d')];
    const records = recordsOf(lines, ',');
    expect(records).toHaveLength(501);
    expect(records[0]).toEqual(['a', '"b']);
  });

  it('keeps empty fields', () => {
    expect(recordsOf([',,', ''], ',')).toEqual([['', '', ''], ['']]);
  });
});
