import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { document, FOLDER, item } from '../testing/hostile-server.ts';
import { TRIALS } from '../testing/random-operations.ts';
import {
  MultistatusError,
  readMultistatus,
  type ItemAnswer
} from './multistatus.ts';
import {
  addressOf,
  namesOf,
  problemOf,
  rawPathOf,
  shownName,
  splitPath
} from './names.ts';
import { bytesOf, etagOf, mediaTypeOf, timeOf } from './properties.ts';

const trials = { ...TRIALS, numRuns: 20 * TRIALS.numRuns };

async function parse(pieces: readonly Uint8Array[]): Promise<ItemAnswer[]> {
  const all: ItemAnswer[] = [];
  for await (const batch of readMultistatus(Readable.from(pieces))) {
    all.push(...batch);
  }
  return all;
}

/** The same bytes, cut at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [
    ...places.map(place => place % (bytes.length + 1)),
    bytes.length
  ].sort((a, b) => a - b);
  return ends
    .map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
    .filter(piece => piece.length > 0);
}

const name = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter(text => problemOf(text) === null);

describe(`any name (SCIENCEMESH_SEED=${TRIALS.seed})`, () => {
  it('leads back to itself', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), names => {
        const root = new URL('https://cloud.example.org/dav/a%20b/');
        const address = addressOf(root, names.join('/'), 'as-is');
        assert.ok(address.startsWith('https://cloud.example.org/dav/a%20b/'));
        // Whoever reads addresses sees the same one.
        assert.equal(new URL(address).href, address);
        assert.deepEqual(namesOf(rawPathOf(address)), ['dav', 'a b', ...names]);
      }),
      trials
    );
  });

  it('is usable, or shown under one that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), text => {
        assert.equal(problemOf(shownName(text)), null);
        if (problemOf(text) === null) {
          assert.deepEqual(splitPath(text), [text]);
        } else if (text !== '') {
          assert.throws(() => splitPath(text), { code: 'name-refused' });
        }
      }),
      trials
    );
  });

  it('of an answer never makes a path that climbs', () => {
    fc.assert(
      fc.property(fc.string(), href => {
        for (const one of namesOf(rawPathOf(href))) {
          if (one !== null && problemOf(one) === null) {
            assert.ok(one !== '..' && one !== '.' && !one.includes('/'));
          }
        }
      }),
      trials
    );
  });
});

describe('any property', () => {
  it('is a value that makes sense, or none', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const size = bytesOf(text);
        assert.ok(size === null || (Number.isSafeInteger(size) && size >= 0));
        const time = timeOf(text);
        assert.ok(time === null || !Number.isNaN(Date.parse(time)));
        assert.doesNotMatch(etagOf(text) ?? '', /["\s]/);
        assert.doesNotMatch(mediaTypeOf(text) ?? '', /[^\w.+/-]/);
      }),
      trials
    );
  });
});

describe('any time', () => {
  it('is the same in both forms that servers write', () => {
    const range = {
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('2999-12-31T23:59:59Z'),
      noInvalidDate: true
    };
    fc.assert(
      fc.property(fc.date(range), date => {
        date.setUTCMilliseconds(0);
        const iso = date.toISOString();
        assert.equal(timeOf(iso), iso);
        assert.equal(timeOf(iso.replace('.000', '')), iso);
        assert.equal(timeOf(date.toUTCString()), iso);
      }),
      trials
    );
  });

  for (const text of [
    'Sun, 22 Nop 2026 12:10:26 GMT',
    'Sun, 22 Nov 2026 25:10:26 GMT',
    'Sun, 00 Nov 2026 12:10:26 GMT',
    '2026-13-01T12:10:26Z',
    '2026-11-00T12:10:26Z',
    '2026-11-22T12:60:26Z'
  ]) {
    it(`is none: ${text}`, () => {
      assert.equal(timeOf(text), null);
    });
  }
});

describe('any document', () => {
  const whole = Buffer.from(
    document(
      item('/dav/', FOLDER),
      item('/dav/%C3%A9', '<d:getetag>"é😀"</d:getetag>'),
      item('/dav/é😀 &amp; &#x1F600;')
    )
  );

  it('is the same in whatever pieces it arrives', async () => {
    const expected = await parse([whole]);
    assert.equal(expected.length, 3);
    assert.equal(expected[2]?.href, '/dav/é😀 & 😀');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), async places => {
        assert.deepEqual(await parse(cut(whole, places)), expected);
      }),
      trials
    );
  });

  it('that is damaged is a document, or an error in words', async () => {
    const damage = fc.record({
      at: fc.nat(whole.length),
      less: fc.nat(20),
      more: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc
          .constantFrom(
            '<',
            '>',
            '&',
            ']]>',
            '<!--',
            '<![CDATA[',
            '<!DOCTYPE',
            '<?',
            '</d:prop>'
          )
          .map(text => Buffer.from(text))
      )
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, less, more }) => {
        const bytes = Buffer.concat([
          whole.subarray(0, at),
          more,
          whole.subarray(at + less)
        ]);
        try {
          assert.ok((await parse([bytes])).length <= 3);
        } catch (error) {
          assert.ok(error instanceof MultistatusError, String(error));
        }
      }),
      trials
    );
  });
});
