import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mainOf, read } from '../testing/crates.ts';

type Node = Record<string, unknown>;

function hintsOf(rawDefinition: unknown, main: Node = {}) {
  return read(
    mainOf(
      { '@id': 'https://github.com/a/b', ...main },
      { '@id': '#tool-metadata', '@type': 'Thing', rawDefinition }
    )
  ).hints;
}

describe('how a tool wants to be opened', () => {
  it('is read from the definition of its registry, object or text', () => {
    const definition = {
      vre_type: 'binder',
      notebook_path: './work/a.ipynb',
      branch: 'dev',
      env: { DATASET_URL: 'https://data.example.org/', N: 3, 'not a name': 1 }
    };
    const expected = {
      notebookPath: 'work/a.ipynb',
      reference: 'dev',
      environment: { DATASET_URL: 'https://data.example.org/', N: '3' }
    };
    assert.deepEqual(hintsOf(definition), expected);
    assert.deepEqual(hintsOf(JSON.stringify(definition)), expected);
  });

  it('is the path behind the view of a server', () => {
    for (const [urlpath, path] of [
      ['lab/tree/a/b.ipynb', 'a/b.ipynb'],
      ['/tree/b.ipynb?x=1', 'b.ipynb'],
      ['doc/tree/b.ipynb', 'b.ipynb'],
      ['notebooks/python.ipynb', 'notebooks/python.ipynb'],
      ['rstudio', null],
      ['lab', null]
    ]) {
      assert.equal(hintsOf({ urlpath }).notebookPath, path);
    }
  });

  it('never leads out of the repository', () => {
    assert.equal(
      hintsOf({ notebook_path: '../../x.ipynb' }).notebookPath,
      null
    );
  });

  it('is in the address of the repository', () => {
    assert.deepEqual(
      hintsOf(null, { '@id': 'https://github.com/a/b/tree/v1/nb/x.ipynb' }),
      { notebookPath: 'nb/x.ipynb', reference: 'v1', environment: {} }
    );
  });

  it('takes a version only where that is surely a branch or tag', () => {
    for (const [version, reference] of [
      ['main', 'main'],
      ['v0.1.1', 'v0.1.1'],
      ['1.0.0', null],
      ['unknown', null]
    ]) {
      assert.equal(hintsOf(null, { version }).reference, reference);
    }
  });

  it('survives definitions that are none', () => {
    for (const definition of [null, 1, '{', '[]', [], { env: [] }]) {
      assert.deepEqual(hintsOf(definition), {
        notebookPath: null,
        reference: null,
        environment: {}
      });
    }
  });

  it('holds variables that are staged as parts', () => {
    const { hints } = read(
      mainOf(
        { '@id': 'https://github.com/a/b' },
        { '@id': '#conf', '@type': 'Dataset', hasPart: [{ '@id': '#env' }] },
        {
          '@id': '#env',
          '@type': 'PropertyValue',
          propertyID: 'DATASET_URL',
          value: 'https://data.example.org/'
        }
      )
    );
    assert.deepEqual(hints.environment, {
      DATASET_URL: 'https://data.example.org/'
    });
  });
});
