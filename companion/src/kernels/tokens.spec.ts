import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { KernelTokens } from './tokens.ts';

const digest = (token: string) =>
  createHash('sha256').update(token).digest('hex');

describe('KernelTokens', () => {
  it('knows the tokens that it was told of, and no others', () => {
    const tokens = new KernelTokens();
    assert.equal(tokens.has(''), false);
    tokens.replace([digest('one'), digest('two')]);
    assert.deepEqual(
      ['one', 'two', 'three', '', digest('one')].map(token =>
        tokens.has(token)
      ),
      [true, true, false, false, false]
    );
  });

  it('forgets what is not told again', () => {
    const tokens = new KernelTokens();
    tokens.replace([digest('one'), digest('two')]);
    tokens.replace([digest('two')]);
    assert.equal(tokens.has('one'), false);
    assert.equal(tokens.has('two'), true);
  });

  it('forgets all when nobody speaks for half an hour', () => {
    let now = 0;
    const tokens = new KernelTokens(() => now);
    tokens.replace([digest('one')]);
    now = 29 * 60_000;
    assert.equal(tokens.has('one'), true);
    now = 31 * 60_000;
    assert.equal(tokens.has('one'), false);
  });
});
