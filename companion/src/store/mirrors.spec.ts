import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { InStep, Intent } from './mirrors.ts';
import { openStore } from './store.ts';
import { emptyFolder } from './testing/folder.ts';

const IN_STEP: InStep = {
  validator: 'etag:1',
  size: 3,
  modified: 1_700_000_000_000.5,
  sha256: 'abc'
};
const INTENT: Intent = { ...IN_STEP, type: 'send', validator: 'etag:2' };

function open(test: TestContext) {
  const store = openStore(emptyFolder(test));
  test.after(() => store.close());
  return store.mirrors;
}

describe('MirrorStore', () => {
  it('gives each share a folder of its own, for ever', t => {
    const mirrors = open(t);
    const names = ['Data', 'Data (2)', 'Data (3)'];
    assert.equal(mirrors.folderOf('one', names), 'Data');
    assert.equal(mirrors.folderOf('two', names), 'Data (2)');
    assert.equal(mirrors.folderOf('one', ['Other']), 'Data');
  });

  it('does not give two shares names that differ in case only', t => {
    const mirrors = open(t);
    mirrors.folderOf('one', ['Data']);
    assert.equal(mirrors.folderOf('two', ['data', 'data (2)']), 'data (2)');
  });

  it('knows one mirror for one folder', t => {
    const mirrors = open(t);
    const first = { id: 'a', shareId: 'one', path: 'runs' };
    assert.deepEqual(mirrors.add(first), first);
    assert.deepEqual(mirrors.add({ ...first, id: 'b' }), first);
    assert.deepEqual(mirrors.list(), [first]);
  });

  it('keeps an intent until the file is in step again', t => {
    const mirrors = open(t);
    mirrors.keepInStep('one', 'a.csv', IN_STEP);
    mirrors.intend('one', 'a.csv', INTENT);
    assert.deepEqual(mirrors.file('one', 'a.csv'), {
      path: 'a.csv',
      inStep: IN_STEP,
      intent: INTENT
    });
    mirrors.keepInStep('one', 'a.csv', { ...IN_STEP, size: 4 });
    assert.deepEqual(mirrors.files('one').get('a.csv'), {
      path: 'a.csv',
      inStep: { ...IN_STEP, size: 4 },
      intent: null
    });
  });

  it('forgets a file that only ever was an intent', t => {
    const mirrors = open(t);
    mirrors.intend('one', 'new.csv', INTENT);
    mirrors.keepInStep('one', 'old.csv', IN_STEP);
    mirrors.settle('one', 'new.csv');
    mirrors.settle('one', 'old.csv');
    assert.deepEqual([...mirrors.files('one').keys()], ['old.csv']);
  });
});
