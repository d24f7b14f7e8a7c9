import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAXIMUM_DEPTH, MAXIMUM_VALUES, parseJson } from './json.ts';

const trials = Number(process.env['SCIENCEMESH_TRIALS'] ?? 10);
const parse = (text: string) => parseJson(Buffer.from(text));

describe('parseJson', () => {
  it('reads every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        assert.deepEqual(parse(text), JSON.parse(text));
      }),
      { numRuns: trials }
    );
  });

  it('takes brackets inside strings for text', () => {
    const text = '['.repeat(5000) + '\\"'.repeat(9);
    assert.equal(parse(JSON.stringify(text)), text);
  });

  it('refuses what nests too deep, at once', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    assert.ok(Array.isArray(parse(nested(MAXIMUM_DEPTH))));
    assert.throws(() => parse(nested(MAXIMUM_DEPTH + 1)), SyntaxError);
    assert.throws(() => parse('{"a":'.repeat(1_000_000)), SyntaxError);
  });

  it('refuses what holds too many values', () => {
    const list = (count: number) => `[${'0,'.repeat(count)}0]`;
    assert.throws(() => parse(list(MAXIMUM_VALUES)), /more than/);
  });

  it('refuses what is not UTF-8', () => {
    assert.throws(() => parseJson(Uint8Array.from([0x22, 0xff, 0x22])));
  });

  it('lets no document reach a prototype', () => {
    const value = parse('{"__proto__": {"polluted": true}}') as object;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.ok(!('polluted' in {}));
  });
});
