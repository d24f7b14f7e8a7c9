import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { after, free } from './chunks.ts';

describe('chunks', () => {
  it('are what is left after any number of bytes', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(bytes), fc.nat(100), (arrays, count) => {
        const chunks = arrays.map(array => Buffer.from(array));
        const whole = Buffer.concat(chunks);
        const rest = after(chunks, Math.min(count, whole.length));
        assert.deepEqual(Buffer.concat(rest), whole.subarray(count));
        assert.ok(rest.every(chunk => chunk.length > 0));
      })
    );
  });

  it('that have their memory to themselves are freed', () => {
    const alone = Buffer.allocUnsafeSlow(100_000);
    const shared = Buffer.allocUnsafeSlow(100_000);
    free([alone, shared.subarray(1), shared.subarray(0, 10)]);
    assert.equal(alone.length, 0);
    assert.equal(shared.length, 100_000);
  });
});
