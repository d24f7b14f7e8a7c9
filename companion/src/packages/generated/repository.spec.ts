import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entryNotebook } from './repository.ts';

const notebooks = ['lens/sub/b.ipynb', 'lens/sub/deep/c.ipynb'];

describe('entryNotebook', () => {
  it('takes the one that the package hints at', () => {
    assert.equal(
      entryNotebook(notebooks, 'deep/c.ipynb'),
      'lens/sub/deep/c.ipynb'
    );
  });

  it('else the topmost one, when there is one', () => {
    assert.equal(entryNotebook(notebooks, null), 'lens/sub/b.ipynb');
    assert.equal(entryNotebook(notebooks, 'gone.ipynb'), 'lens/sub/b.ipynb');
    assert.equal(
      entryNotebook(['lens/a.ipynb', 'lens/index.ipynb'], null),
      'lens/index.ipynb'
    );
  });

  it('else nobody can tell', () => {
    assert.equal(entryNotebook(['lens/a.ipynb', 'lens/b.ipynb'], null), null);
    assert.equal(entryNotebook([], null), null);
  });
});
