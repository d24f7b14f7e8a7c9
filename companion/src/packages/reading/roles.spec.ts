import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mainOf, read } from '../testing/crates.ts';

type Node = Record<string, unknown>;

const MAIN = 'https://data.example.org/a.cwl';
const file = (id: string): Node => ({ '@id': id, '@type': 'File' });

function rolesOf(main: Node, ...nodes: Node[]): Record<string, string> {
  const { files } = read(mainOf({ '@id': MAIN, ...main }, ...nodes));
  return Object.fromEntries(files.map(({ id, role }) => [id, role]));
}

describe('the role of a file', () => {
  it('is what a run of the tool took and left', () => {
    assert.deepEqual(
      rolesOf({}, file('in.csv'), file('out.csv'), file('readme.md'), {
        '@id': '#run',
        '@type': 'CreateAction',
        instrument: { '@id': MAIN },
        object: { '@id': 'in.csv' },
        result: [{ '@id': 'out.csv' }]
      }),
      { 'in.csv': 'input', 'out.csv': 'output', 'readme.md': 'data' }
    );
  });

  it('reaches into folders and collections', () => {
    assert.deepEqual(
      rolesOf(
        {},
        { '@id': 'out/', '@type': 'Dataset', hasPart: [{ '@id': 'out/a' }] },
        { '@id': '#c', '@type': 'Collection', hasPart: [{ '@id': 'b' }] },
        file('out/a'),
        file('b'),
        {
          '@id': '#run',
          '@type': 'CreateAction',
          instrument: { '@id': MAIN },
          object: { '@id': '#c' },
          result: { '@id': 'out/' }
        }
      ),
      { 'out/a': 'output', b: 'input' }
    );
  });

  it('is output for what one step makes and the next one takes', () => {
    const step = (id: string, object: string, result: string) => ({
      '@id': id,
      '@type': 'CreateAction',
      instrument: { '@id': `${id}-tool` },
      object: { '@id': object },
      result: { '@id': result }
    });
    assert.deepEqual(
      rolesOf(
        {},
        ...['in', 'middle', 'out'].map(file),
        step('#2', 'middle', 'out'),
        step('#1', 'in', 'middle')
      ),
      { in: 'input', middle: 'output', out: 'output' }
    );
  });

  it('is told by the parameters that files fill', () => {
    assert.deepEqual(
      rolesOf(
        { input: { '@id': '#i' }, output: { '@id': '#o' } },
        {
          '@id': '#i',
          '@type': 'FormalParameter',
          workExample: { '@id': 'a' }
        },
        { '@id': '#o', '@type': 'FormalParameter' },
        file('a'),
        { ...file('b'), exampleOfWork: { '@id': '#o' } }
      ),
      { a: 'input', b: 'output' }
    );
  });

  it('is support for what the tool or its platform needs', () => {
    assert.deepEqual(
      rolesOf(
        {
          hasPart: { '@id': 'step.cwl' },
          runtimePlatform: { '@id': '#platform' }
        },
        file('step.cwl'),
        file('tosca.yaml'),
        {
          '@id': '#platform',
          '@type': 'RuntimePlatform',
          hasPart: 'tosca.yaml'
        },
        file('requirements.txt'),
        file('binder/environment.yml'),
        file('data.csv')
      ),
      {
        'step.cwl': 'support',
        'tosca.yaml': 'support',
        'requirements.txt': 'support',
        'binder/environment.yml': 'support',
        'data.csv': 'data'
      }
    );
  });

  it('names the files that describe the environment', () => {
    const { environment } = read(
      mainOf(
        { '@id': MAIN },
        ...['requirements.txt', 'Dockerfile', 'a.csv', 'binder/apt.txt'].map(
          file
        )
      )
    );
    assert.deepEqual(environment, [
      'requirements.txt',
      'Dockerfile',
      'binder/apt.txt'
    ]);
  });
});
