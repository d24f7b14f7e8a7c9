import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readNotebookMetadata } from './notebook.ts';

const read = (metadata: unknown, ...sources: (string | string[])[]) =>
  readNotebookMetadata({
    metadata,
    cells: sources.map(source => ({ cell_type: 'markdown', source }))
  });

describe('a notebook', () => {
  it('says in its metadata what it is called, and by whom it is', () => {
    const { metadata } = read(
      {
        title: 'Dunes',
        authors: [{ name: 'Marie Example' }, { name: 'Marie Example' }],
        tags: ['sand']
      },
      '# Another heading'
    );
    assert.deepEqual(metadata, {
      resourceType: 'notebook',
      title: 'Dunes',
      creators: [{ kind: 'person', family: 'Example', given: 'Marie' }],
      keywords: [{ value: 'sand' }]
    });
  });

  it('is called by its first heading, and described by what comes first', () => {
    for (const source of [
      '# The *height* of [dunes](https://example.org)\nWe measure sand.',
      ['The height of dunes\n', '===\n', '\n', 'We measure sand.']
    ]) {
      const { metadata } = read({}, source, 'More.');
      assert.equal(metadata.title, 'The height of dunes');
      assert.equal(metadata.description, 'We measure sand.');
    }
  });

  it('has no heading in a comment of its code', () => {
    const { metadata } = read({}, '```sh\n# install\n```', '## Second level');
    assert.equal(metadata.title, undefined);
  });

  it('may be nothing of the kind', () => {
    assert.equal(
      readNotebookMetadata({ cells: 1 }).questions[0]?.code,
      'source-unreadable'
    );
    assert.deepEqual(readNotebookMetadata({ cells: [1, {}] }).metadata, {
      resourceType: 'notebook'
    });
  });
});
