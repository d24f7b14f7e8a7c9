import { trans } from '../../testing/server';
import type { Variation } from './sweep';
import { axisOf, choicesOf, countTasks, sweepOf } from './sweep';

const range = (from: string, to: string, step: string): Variation => ({
  kind: 'range',
  from,
  to,
  step
});
const list = (text: string): Variation => ({ kind: 'list', text });

describe('axisOf', () => {
  it('takes the end of a range along', () => {
    const axis = axisOf('number', range('0', '0.3', '0.1'), trans);
    expect(axis).toEqual({
      ok: true,
      type: 'number',
      values: [0, 0.1, 0.2, 0.3]
    });
  });

  it('goes down with a negative step', () => {
    const axis = axisOf('integer', range('3', '1', '-1'), trans);
    expect(axis).toMatchObject({ values: [3, 2, 1] });
  });

  it.each([
    [range('1', '5', '0'), 'never gets'],
    [range('1', '5', '-1'), 'never gets'],
    [range('', '5', '1'), 'Write numbers'],
    [range('1', '2', '0.5'), 'whole numbers'],
    [range('1', '20000', '1'), '20000 values'],
    [list('\n'), 'at least one'],
    [list('1, 2, three'), '“three” is not']
  ])('says what is wrong with %j', (variation, words) => {
    const axis = axisOf('integer', variation, trans);
    expect(axis).toMatchObject({
      ok: false,
      message: expect.stringContaining(words) as string
    });
  });

  it('leaves commas in texts', () => {
    const axis = axisOf('string', list('a, b\nc'), trans);
    expect(axis).toMatchObject({ values: ['a, b', 'c'] });
  });

  it('finds a type for a parameter that had no value', () => {
    const axis = axisOf('none', list('1, 2.5'), trans);
    expect(axis).toMatchObject({ type: 'number', values: [1, 2.5] });
  });
});

describe('sweepOf', () => {
  const parameters = [
    { name: 'energy', type: 'integer' as const, value: 13 },
    { name: 'title', type: 'string' as const, value: 'x' }
  ];
  const variations = new Map([
    [0, list('1\n2\n3')],
    [1, list('a\nb')]
  ]);

  it('multiplies every combination, and adds up rows', () => {
    const grid = { variations, combine: 'grid' as const, atOnce: null };
    expect(countTasks(sweepOf(parameters, grid, trans))).toBe(6);
    const rows = { ...grid, combine: 'rows' as const };
    expect(countTasks(sweepOf(parameters, rows, trans))).toBe(2);
    expect(countTasks(null)).toBe(1);
  });

  it('comes back from a job that is run again', () => {
    const sweep = sweepOf(
      parameters,
      { variations, combine: 'rows', atOnce: 2 },
      trans
    );
    const choices = choicesOf(parameters, sweep);
    expect(sweepOf(parameters, choices, trans)).toEqual(sweep);
  });
});
