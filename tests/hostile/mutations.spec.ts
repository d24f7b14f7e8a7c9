/**
 * Shares, crates and requests in which bytes, values and lines were changed at
 * random: whatever comes, the companion answers, and stays what it was.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ShareList } from 'sciencemesh-contract';
import { EMBEDDED } from '../../companion/src/ocm/testing/share-creations.ts';
import { hostileString } from '../../companion/src/packages/testing/hostile-strings.ts';
import { trials } from '../../companion/src/packages/testing/trials.ts';
import { Scene } from './scene.ts';
import { share, webdav } from './shares.ts';
import { say, statuses } from './wire.ts';

/** What takes a moment only is tried more often. */
const many = { ...trials, numRuns: trials.numRuns * 20, endOnFailure: true };

const originals: readonly unknown[] = [
  share(),
  webdav(),
  ...Object.values(EMBEDDED).map(shape => ({
    ...shape,
    shareWith: 'marie@jupyter.example.org'
  }))
];
const original = fc.constantFrom(...originals);

/** Cuts, repeats, swaps and flips of bytes. */
const changedBytes = fc
  .tuple(
    original,
    fc.array(
      fc.tuple(
        fc.constantFrom('flip', 'cut', 'repeat', 'insert'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 255 })
      ),
      { minLength: 1, maxLength: 8 }
    )
  )
  .map(([value, changes]) => {
    let bytes = Buffer.from(JSON.stringify(value));
    for (const [kind, place, byte] of changes) {
      const at = Math.floor(place * bytes.length);
      switch (kind) {
        case 'flip':
          bytes[at] = byte;
          break;
        case 'cut':
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            bytes.subarray(at + byte)
          ]);
          break;
        case 'repeat':
          bytes = Buffer.concat([
            bytes.subarray(0, at + byte),
            bytes.subarray(at)
          ]);
          break;
        case 'insert':
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            Buffer.of(byte),
            bytes.subarray(at)
          ]);
          break;
      }
    }
    return bytes;
  });

const anything = fc.oneof(
  hostileString,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom({ '@id': './' }, [{ '@id': './' }], { '@value': 'x' })
);

/** One value somewhere in the share is another. */
const changedValue = fc
  .tuple(original, fc.nat(), anything)
  .map(([value, place, other]) => {
    let left = place % countOf(value);
    return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
      left-- === 0 ? other : part
    ) as unknown;
  });

function countOf(value: unknown): number {
  let count = 0;
  JSON.parse(JSON.stringify(value), (_key, part: unknown) => {
    count += 1;
    return part;
  });
  return count;
}

/** Changes in the head of a request: which byte, and what it is then. */
const changedHead = fc.array(fc.tuple(fc.nat(), fc.integer({ max: 255 })), {
  minLength: 1,
  maxLength: 3
});

test('at random', { timeout: 3_600_000 }, async t => {
  const scene = await Scene.start(t);
  const taken = [201, 400, 403, 404, 413, 501];
  const assertTaken = async (body: unknown) => {
    const answer = await scene.post('/ocm/shares', body);
    assert.ok(taken.includes(answer.status), answer.text);
    if (answer.status !== 201) {
      assert.match(answer.text, /"message":"[^"]{6,}/);
    }
  };

  await t.test('changed bytes of a share have an answer', () =>
    fc.assert(fc.asyncProperty(changedBytes, assertTaken), many)
  );

  await t.test('a changed value in a share has an answer', () =>
    fc.assert(fc.asyncProperty(changedValue, assertTaken), many)
  );

  await t.test('what was taken is shown, or said to be no crate', async () => {
    const { value } = await scene.api('/api/shares?filter=all');
    const ids = (value as ShareList).items.flatMap(
      one => one.package?.id ?? []
    );
    assert.ok(ids.length > 0);
    for (const id of ids) {
      const { status, text } = await scene.api(`/api/packages/${id}`);
      assert.ok(status === 200 || /"code":"not-a-crate"/.test(text), text);
    }
  });

  await t.test('changed bytes of a request have an answer, or none', () =>
    fc.assert(
      fc.asyncProperty(changedBytes, changedHead, async (body, changes) => {
        const head = Buffer.from(
          [
            'POST /ocm/shares HTTP/1.1',
            'Host: a.org',
            'Connection: close',
            'Content-Type: application/json',
            `Content-Length: ${body.length}`,
            '\r\n'
          ].join('\r\n')
        );
        for (const [place, byte] of changes) {
          head[place % head.length] = byte;
        }
        const received = await say(
          scene.companion.ocmListen,
          Buffer.concat([head, body]),
          { end: true }
        );
        for (const status of statuses(received)) {
          assert.ok(
            status === 201 || (status >= 400 && status <= 501),
            received
          );
          assert.notEqual(status, 500);
        }
      }),
      many
    )
  );

  await t.test('nothing of it is left but shares', async () => {
    await scene.assertUntouched();
    assert.deepEqual(scene.origin.connects, []);
    scene.assertDiscreet(['max@player']);
    await scene.assertWell();
  });
});
