import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codesOf, crateOf, mainOf, read } from '../testing/crates.ts';
import { readType } from './parameter-types.ts';

type Node = Record<string, unknown>;

const MAIN = 'https://data.example.org/a.ipynb';
const FILE = {
  '@id': 'https://data.example.org/events.csv',
  '@type': 'File',
  name: 'events.csv'
};

/** The parameters of a notebook with these inputs, and all its nodes. */
function parametersOf(inputs: Node[], ...nodes: Node[]) {
  return resultOf(inputs, ...nodes).parameters;
}

function resultOf(inputs: Node[], ...nodes: Node[]) {
  const parameters = inputs.map((node, index) => ({
    '@id': `#input-${index}`,
    '@type': 'FormalParameter',
    ...node
  }));
  return read(
    mainOf(
      {
        '@id': MAIN,
        input: parameters.map(node => ({ '@id': node['@id'] }))
      },
      ...parameters,
      FILE,
      ...nodes
    )
  );
}

function valueOf(node: Node, ...nodes: Node[]): unknown[] {
  const [parameter] = parametersOf([{ name: 'p', ...node }], ...nodes);
  return [parameter?.type, parameter?.value];
}

describe('the parameters of a package', () => {
  it('are the inputs of what is to be run, in their order, by name', () => {
    assert.deepEqual(
      parametersOf([
        { name: 'b', defaultValue: 1, description: 'A number' },
        { name: 'a', required: true },
        { '@id': '#input-pdb_id' }
      ]),
      [
        {
          name: 'b',
          type: 'integer',
          required: false,
          value: 1,
          description: 'A number'
        },
        {
          name: 'a',
          type: 'string',
          required: true,
          value: null,
          description: null
        },
        {
          name: 'pdb_id',
          type: 'string',
          required: false,
          value: null,
          description: null
        }
      ]
    );
  });

  it('never hold the address of the share', () => {
    for (const name of ['Shared With', 'shared with', ' Shared  With ']) {
      assert.deepEqual(
        parametersOf([{ name, defaultValue: 'marie@example.org' }]),
        []
      );
    }
  });

  it('have values of their type', () => {
    for (const [additionalType, defaultValue, expected] of [
      ['Boolean', 'True', ['boolean', true]],
      ['Boolean', 'False', ['boolean', false]],
      ['http://schema.org/Integer', '42', ['integer', 42]],
      ['Float', '2.5e3', ['number', 2500]],
      ['Num', 3, ['number', 3]],
      ['uint8', 1000, ['integer', 1000]],
      ['string', '1UBQ', ['string', '1UBQ']],
      ['string', 7, ['integer', 7]],
      ['Text', ' x ', ['string', ' x ']],
      [undefined, 0.85, ['number', 0.85]],
      [undefined, false, ['boolean', false]],
      [undefined, undefined, ['string', null]],
      ['integer', undefined, ['integer', null]],
      ['integer', [1, 2, 3], ['integer', [1, 2, 3]]],
      [undefined, { method: 'fft' }, ['string', '{"method":"fft"}']]
    ] as const) {
      assert.deepEqual(valueOf({ additionalType, defaultValue }), expected);
    }
  });

  it('keep as text what is not of their type, and the person is told', () => {
    for (const [additionalType, defaultValue] of [
      ['Integer', 'many'],
      ['Boolean', 'maybe'],
      ['Float', '1,5'],
      ['Integer', '9'.repeat(40)]
    ]) {
      const result = resultOf([{ name: 'p', additionalType, defaultValue }]);
      assert.equal(result.parameters[0]?.type, 'string');
      assert.equal(result.parameters[0].value, defaultValue);
      assert.ok(codesOf(result).includes('parameter-value'));
    }
  });

  it('are filled with the path of their file', () => {
    const file = ['file', 'data/events.csv'];
    for (const node of [
      { defaultValue: { '@id': FILE['@id'] } },
      { additionalType: 'data_file', defaultValue: FILE['@id'] },
      { additionalType: 'string', defaultValue: FILE['@id'] },
      { defaultValue: { class: 'File', location: FILE['@id'] } },
      { additionalType: 'File', name: 'events.csv' }
    ]) {
      assert.deepEqual(valueOf(node), file);
    }
    assert.deepEqual(
      valueOf({
        additionalType: 'data_collection',
        defaultValue: { '@id': FILE['@id'] }
      }),
      ['files', ['data/events.csv']]
    );
  });

  it('bring along a file that only they name', () => {
    const id = 'https://data.example.org/only-here.csv';
    const result = resultOf([{ name: 'p', defaultValue: { '@id': id } }]);
    assert.equal(result.parameters[0]?.value, 'data/only-here.csv');
    assert.deepEqual(
      result.files.map(({ url }) => url),
      [FILE['@id'], id]
    );
  });

  it('have the values of a finished run', () => {
    const value = { '@id': '#v', '@type': 'PropertyValue', value: '7' };
    const parameter = { additionalType: 'Integer', defaultValue: '1' };
    assert.deepEqual(
      valueOf(parameter, { ...value, exampleOfWork: { '@id': '#input-0' } }),
      ['integer', 7]
    );
    assert.deepEqual(
      valueOf({ ...parameter, workExample: { '@id': '#v' } }, value),
      ['integer', 7]
    );
    assert.deepEqual(valueOf({ workExample: [{ '@id': FILE['@id'] }] }), [
      'file',
      'data/events.csv'
    ]);
  });

  it('are not the outputs, nor those of the steps', () => {
    const parameter = (id: string) => ({
      '@id': id,
      '@type': 'FormalParameter',
      name: id
    });
    const { parameters } = read(
      mainOf(
        { '@id': MAIN, output: { '@id': '#out' } },
        parameter('#out'),
        parameter('#step-in'),
        parameter('#loose'),
        {
          '@id': '#step',
          '@type': 'SoftwareApplication',
          input: { '@id': '#step-in' }
        }
      )
    );
    assert.deepEqual(
      parameters.map(({ name }) => name),
      ['#loose']
    );
  });

  it('are required as written, also as text', () => {
    const [a, b, c, d] = parametersOf([
      { name: 'a', required: true },
      { name: 'b', valueRequired: 'True' },
      { name: 'c', required: 'False' },
      { name: 'd' }
    ]).map(({ required }) => required);
    assert.deepEqual([a, b, c, d], [true, true, false, false]);
  });

  it('are one where a name comes twice, and it is told if they differ', () => {
    const same = resultOf([
      { name: 'p', defaultValue: 1, required: true },
      { name: 'p', defaultValue: 1, required: false }
    ]);
    assert.equal(same.parameters.length, 1);
    assert.equal(same.parameters[0]?.required, true);
    assert.ok(!codesOf(same).includes('parameter-repeated'));
    const other = resultOf([
      { name: 'p', defaultValue: 1 },
      { name: 'p', defaultValue: 2 }
    ]);
    assert.equal(other.parameters[0]?.value, 1);
    assert.ok(codesOf(other).includes('parameter-repeated'));
  });

  it('are told when they still need a value', () => {
    const { warnings } = resultOf([
      { name: 'a', required: true },
      { name: 'b', required: true },
      { name: 'c' }
    ]);
    assert.match(
      warnings.find(({ code }) => code === 'parameter-unfilled')?.message ?? '',
      /: a, b\.$/
    );
  });

  it('are the slots of a launch context', () => {
    const { parameters } = read(
      crateOf(
        { hasPart: [{ '@id': '#tool' }, { '@id': '#input' }] },
        {
          '@id': '#tool',
          '@type': 'SoftwareApplication',
          url: MAIN,
          types: ['jupyter'],
          slots: [{ '@id': '#a', name: 'file', id: 'in_1' }, { name: 'empty' }]
        },
        {
          '@id': '#input',
          '@type': 'Dataset',
          slots: [
            { name: 'file', value: { class: 'File', location: FILE['@id'] } },
            {
              name: 'many',
              value: [
                { class: 'File', location: FILE['@id'] },
                { class: 'File', location: 'https://data.example.org/b.csv' }
              ]
            },
            { name: 'threshold', value_type: 'f32', value: 1 }
          ]
        },
        { '@id': '#file-0', '@type': 'File', contentUrl: FILE['@id'] }
      )
    );
    assert.deepEqual(
      parameters.map(({ name, type, value }) => [name, type, value]),
      [
        ['file', 'file', 'data/events.csv'],
        ['many', 'files', ['data/events.csv', 'data/b.csv']],
        ['threshold', 'number', 1],
        ['empty', 'string', null]
      ]
    );
  });
});

describe('readType', () => {
  it('knows the names that producers use', () => {
    for (const [type, names] of Object.entries({
      string: ['string', 'Str', 'Text', 'schema:Text', 'xsd:string'],
      integer: ['int', 'Integer', 'http://schema.org/Integer', 'u64'],
      number: ['Num', 'float', 'Double', 'f32', 'https://schema.org/Number'],
      boolean: ['Flag', 'bool', 'Boolean'],
      file: [
        'File',
        'data_file',
        'data_input',
        'http://edamontology.org/data_2968',
        'Dataset'
      ],
      files: ['data_collection', 'Collection', 'File[]', 'array of File']
    })) {
      for (const name of names) {
        assert.equal(readType(name), type, name);
      }
    }
    assert.equal(readType('http://inspire.ec.europa.eu/Building'), null);
    assert.equal(readType(''), null);
  });
});
