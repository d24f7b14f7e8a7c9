import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodysSignal, sharedAnswer } from './shared-answer.ts';

describe('an answer that several wait for', () => {
  it('comes to the others when one of them is stopped', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const stopped = new AbortController();
    const one = sharedAnswer(promise, stopped.signal);
    const other = sharedAnswer(promise, nobodysSignal());
    stopped.abort();
    await assert.rejects(one, { name: 'BatchError', code: 'aborted' });
    resolve('/home/alice');
    assert.equal(await other, '/home/alice');
  });

  it('is not waited for by somebody who was stopped before', async () => {
    const answer = Promise.resolve('/home/alice');
    await assert.rejects(sharedAnswer(answer, AbortSignal.abort()), {
      code: 'aborted'
    });
  });

  it('fails for all', async () => {
    const answer = Promise.reject(new Error('no home'));
    await assert.rejects(sharedAnswer(answer, nobodysSignal()), /no home/);
  });
});
