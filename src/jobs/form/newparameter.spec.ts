import { trans } from '../../testing/server';
import { readParameter } from './newparameter';

describe('readParameter', () => {
  const read = (
    name: string,
    type: 'string' | 'integer' | 'list' = 'string',
    text = '',
    kind: 'notebook' | 'script' = 'notebook'
  ) => readParameter({ name, type, text }, kind, ['energy'], trans);

  it.each([
    ['events', 'integer', ' 100 ', 100],
    ['_seed', 'integer', '12345678901234567890', '12345678901234567890'],
    ['runs', 'list', '[1, 2]', [1, 2]],
    ['title', 'string', '  as it is\n', '  as it is\n'],
    ['long', 'string', '"$('.repeat(3500), '"$('.repeat(3500)]
  ] as const)('takes %s as it is typed', (name, type, text, value) => {
    expect(read(name, type, text)).toEqual({
      ok: true,
      parameter: { name, type, value }
    });
  });

  it.each([
    ['', 'Write a name'],
    ['2nd', 'cannot be the name of a variable'],
    ['a b', 'cannot be the name of a variable'],
    ['x; import os', 'cannot be the name of a variable'],
    ['énergie', 'cannot be the name of a variable'],
    ['__', 'cannot be the name of a variable'],
    ['a'.repeat(257), '256'],
    ['energy', 'is there already']
  ])('refuses the name “%s”', (name, words) => {
    expect(read(name)).toMatchObject({
      ok: false,
      about: 'name',
      message: expect.stringContaining(words) as string
    });
  });

  it('refuses a value of another type', () => {
    expect(read('events', 'integer', 'os.remove("x")')).toMatchObject({
      ok: false,
      about: 'value'
    });
  });

  it('takes names for scripts that no variable can have', () => {
    expect(read('run-number', 'integer', '1', 'script').ok).toBe(true);
    expect(read('a=b', 'integer', '1', 'script').ok).toBe(false);
  });
});
