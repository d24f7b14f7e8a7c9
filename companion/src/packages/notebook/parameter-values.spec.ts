import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PackageParameter } from 'sciencemesh-contract';
import { changedParameters, valuedParameters } from './parameter-values.ts';

const files = [
  {
    id: 'https://data.example.org/1',
    name: 'events',
    path: 'data/events.csv',
    url: 'https://data.example.org/raw/1'
  },
  { id: 'b.csv', name: 'b', path: 'data/b.csv', url: null }
];

function parameter(
  name: string,
  type: PackageParameter['type'],
  value: PackageParameter['value']
): PackageParameter {
  return { name, type, value, required: false, description: null };
}

const parameters = [
  parameter('events', 'file', 'https://data.example.org/1'),
  parameter('all', 'files', ['events', 'b.csv']),
  parameter('mass', 'number', '2.5'),
  parameter('verbose', 'boolean', 'True'),
  parameter('title', 'string', '7'),
  parameter('unfilled', 'string', null)
];

const values = (given: Parameters<typeof valuedParameters>[1]) =>
  Object.fromEntries(
    valuedParameters(parameters, given, files).map(({ name, value }) => [
      name,
      value
    ])
  );

describe('valuedParameters', () => {
  it('takes the values of the package, files as local paths', () => {
    assert.deepEqual(values({}), {
      events: 'data/events.csv',
      all: ['data/events.csv', 'data/b.csv'],
      mass: 2.5,
      verbose: true,
      title: '7'
    });
  });

  it('prefers what the person gave, also for names it does not know', () => {
    const given = values({ mass: 4, unfilled: 'x', extra: 1.5 });
    assert.equal(given['mass'], 4);
    assert.equal(given['unfilled'], 'x');
    assert.equal(given['extra'], 1.5);
  });

  it('keeps a value that was emptied, and leaves out what never had one', () => {
    const given = values({ mass: null, unfilled: null });
    assert.equal(given['mass'], null);
    assert.ok(!Object.hasOwn(given, 'unfilled'));
  });

  it('takes a single file where several are asked for', () => {
    assert.deepEqual(values({ all: 'b' })['all'], ['data/b.csv']);
  });

  it('keeps what cannot be read in the declared type', () => {
    assert.equal(values({ mass: '2 GeV' })['mass'], '2 GeV');
  });
});

describe('changedParameters', () => {
  it('names only what differs from the package', () => {
    assert.deepEqual(
      changedParameters(
        parameters,
        { mass: 2.5, title: '8', events: 'b.csv', unfilled: null },
        files
      ).map(({ name, value }) => [name, value]),
      [
        ['events', 'data/b.csv'],
        ['title', '8']
      ]
    );
  });
});
