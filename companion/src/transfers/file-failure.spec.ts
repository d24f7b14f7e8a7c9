import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OutboundError } from '../http/outbound.ts';
import { FileFailure, toFileFailure } from './file-failure.ts';

describe('a failure of a file', () => {
  const table: [string, string][] = [
    ['ENOSPC', 'no-space'],
    ['EDQUOT', 'no-space'],
    ['EACCES', 'not-permitted'],
    ['EROFS', 'not-permitted'],
    ['ENAMETOOLONG', 'path-refused'],
    ['ENOTDIR', 'path-refused'],
    ['EIO', 'write-failed']
  ];
  for (const [errno, code] of table) {
    it(`from ${errno} is ${code}`, () => {
      const cause = Object.assign(new Error('/home/marie/x'), { code: errno });
      const failure = toFileFailure(cause);
      assert.equal(failure.code, code);
      assert.equal(failure.again, 'never');
      assert.equal(failure.cause, cause);
      assert.doesNotMatch(failure.message, /marie/);
    });
  }

  it('keeps the sentence of the outbound client', () => {
    const passing = new OutboundError('stalled', 'It sent nothing more.');
    assert.equal(toFileFailure(passing).message, passing.message);
    assert.notEqual(toFileFailure(passing).again, 'never');
    const final = new OutboundError('certificate', 'It is somebody else.');
    assert.equal(toFileFailure(final).again, 'never');
  });

  it('stays what it is', () => {
    const failure = new FileFailure('busy', 'Later.');
    assert.equal(toFileFailure(failure), failure);
  });

  it('is made of anything', () => {
    assert.equal(toFileFailure('a string').code, 'write-failed');
  });
});
