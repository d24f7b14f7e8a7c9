import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../packages/testing/trials.ts';
import { jsonSource } from './json-source.ts';

describe('the source of a JSON value', () => {
  it('is what stands there, to the byte', () => {
    const inner =
      '{ "n": 12345678901234567890.10, "2": 1e400, "1": "\\u00e9" }';
    const text = `\n{"a": [1, {"b\\"": ${inner} } ,3], "c":"}"}`;
    assert.equal(jsonSource(text, ['a', 1, 'b"']), inner);
    assert.equal(jsonSource(text, ['a', 0]), '1');
    assert.equal(jsonSource(text, ['a', 2]), '3');
    assert.equal(jsonSource(text, ['c']), '"}"');
    assert.equal(jsonSource(text, []), text.trim());
  });

  it('is that of the last member of a name, however it is written', () => {
    assert.equal(jsonSource('{"a": 1, "\\u0061": 2, "b": 3}', ['a']), '2');
    assert.equal(
      jsonSource('{"__proto__": {"a": 1}}', ['__proto__', 'a']),
      '1'
    );
  });

  it('is none where there is nothing', () => {
    for (const [text, path] of [
      ['{}', ['a']],
      ['[]', [0]],
      ['[1]', [1]],
      ['{"0": 1}', [0]],
      ['"a"', ['length']],
      ['7', [0]]
    ] as const) {
      assert.equal(jsonSource(text, path), null);
    }
  });

  it('is found wherever the value is, and is that value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom(undefined, 1, '\t'),
        (value, space) => {
          const text = JSON.stringify(value, null, space);
          for (const [path, part] of partsOf(JSON.parse(text))) {
            const source = jsonSource(text, path);
            assert.deepEqual(JSON.parse(source ?? 'null'), part);
          }
        }
      ),
      { ...trials, numRuns: trials.numRuns * 10 }
    );
  });
});

function* partsOf(
  value: unknown,
  path: (string | number)[] = []
): Iterable<[(string | number)[], unknown]> {
  yield [path, value];
  if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      yield* partsOf(part, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  }
}
