import { comparableText } from './text';

describe('comparableText', () => {
  it('takes text as it is', () => {
    expect(
      comparableText({ type: 'file', format: 'text', content: 'a\nb' })
    ).toBe('a\nb');
  });

  it('has no text of bytes', () => {
    expect(
      comparableText({ type: 'file', format: 'base64', content: 'AAAA' })
    ).toBeNull();
  });

  it('reads of a notebook what its cells say, not what they put out', () => {
    const cells = [
      { cell_type: 'markdown', source: ['# Title\n', 'Text'] },
      { cell_type: 'code', source: '1 + 1', outputs: [{ text: 'secret' }] }
    ];
    const text = comparableText({
      type: 'notebook',
      format: 'json',
      content: { cells }
    });
    expect(text).toContain('# Title\nText');
    expect(text).toContain('1 + 1');
    expect(text).toContain('1 × output');
    expect(text).not.toContain('secret');
  });

  it('shows a broken notebook as what it is', () => {
    const model = { type: 'notebook', format: 'json' } as const;
    expect(comparableText({ ...model, content: { cells: 3 } })).toContain(
      '"cells": 3'
    );
    expect(comparableText({ ...model, content: { cells: [null] } })).toContain(
      'cell'
    );
  });
});
