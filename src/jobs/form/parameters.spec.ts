import { trans } from '../../testing/server';
import type { JobParameter } from 'sciencemesh-contract';
import { filledParameters, parameterData, parameterSchema } from './parameters';

const parameters: JobParameter[] = [
  { name: '__proto__', type: 'integer', value: 13 },
  { name: 'big', type: 'integer', value: '123456789012345678901' },
  { name: 'bins', type: 'list', value: [1, 2] },
  { name: 'run', type: 'none', value: null },
  { name: 'verbose', type: 'boolean', value: true },
  { name: 'title', type: 'string', value: 'a "b" $(c)' }
];

describe('the form of parameters', () => {
  it('never uses the name of a stranger as a key', () => {
    const { properties } = parameterSchema(parameters, [], trans) as {
      properties: Record<string, { title: string }>;
    };
    expect(Object.keys(properties)).toEqual(
      parameters.map((_, index) => `p${index}`)
    );
    expect(properties['p0']?.title).toBe('__proto__');
  });

  it('gives back what it was filled with', () => {
    const data = parameterData(parameters);
    expect(filledParameters(parameters, data)).toEqual(parameters);
  });

  it('refuses what has no meaning', () => {
    const data = { ...parameterData(parameters), p0: 1.5, p1: 'x', p2: '[1' };
    const filled = filledParameters(parameters, data);
    expect(filled.map(parameter => parameter === null)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false
    ]);
  });

  it('gives a value to a parameter that had none', () => {
    const data = { ...parameterData(parameters), p3: '7' };
    expect(filledParameters(parameters, data)[3]).toEqual({
      name: 'run',
      type: 'integer',
      value: 7
    });
  });
});
