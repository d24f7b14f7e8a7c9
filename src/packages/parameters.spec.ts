import type { PackageParameter } from 'sciencemesh-contract';
import { changedParameters, formSchema, initialFormData } from './parameters';

function parameter(members: Partial<PackageParameter>): PackageParameter {
  return {
    name: 'mass',
    type: 'number',
    required: false,
    value: null,
    description: null,
    ...members
  };
}

describe('formSchema', () => {
  it('shows names as titles and never uses them as keys', () => {
    const schema = formSchema([
      parameter({ name: '__proto__', type: 'string', required: true }),
      parameter({ name: 'ui:field', type: 'boolean' })
    ]);
    expect(schema).toEqual({
      type: 'object',
      properties: {
        p0: { title: '__proto__', type: 'string' },
        p1: { title: 'ui:field', type: 'boolean' }
      },
      required: ['p0']
    });
  });
});

describe('initialFormData', () => {
  it.each([
    ['number', '3.5', 3.5],
    ['integer', '12', 12],
    ['boolean', 'true', true],
    ['string', 7, '7'],
    ['files', 'a.csv', ['a.csv']]
  ] as const)('reads a %s that came as %p', (type, value, read) => {
    expect(initialFormData([parameter({ type, value })])).toEqual({ p0: read });
  });

  it.each([
    ['number', 'much'],
    ['integer', ''],
    ['boolean', 'perhaps'],
    ['string', null]
  ] as const)('leaves a %s empty that came as %p', (type, value) => {
    expect(initialFormData([parameter({ type, value })])).toEqual({});
  });
});

describe('changedParameters', () => {
  const parameters = [
    parameter({ name: 'mass', value: 3 }),
    parameter({ name: '__proto__', type: 'string', value: 'a' }),
    parameter({ name: 'cuts', type: 'files', value: ['a'] })
  ];

  it('sends what was changed, by its name', () => {
    const changed = changedParameters(parameters, {
      p0: 3,
      p1: 'b',
      p2: ['a', 'c']
    });
    expect(Object.entries(changed)).toEqual([
      ['__proto__', 'b'],
      ['cuts', ['a', 'c']]
    ]);
  });

  it('sends nothing where all is as it came', () => {
    const data = initialFormData(parameters);
    expect(changedParameters(parameters, data)).toEqual({});
  });

  it('sends null for what was cleared', () => {
    const data = { p1: 'a', p2: ['a'] };
    expect(changedParameters(parameters, data)).toEqual({ mass: null });
  });
});
