import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import type { OutboundResponse } from '../http/outbound.ts';
import { parseRetryAfter, readAnswer, validatorsOf } from './answers.ts';
import { FileFailure } from './file-failure.ts';
import type { Validators } from './journal-records.ts';

function answer(
  status: number,
  headers: Record<string, string> = {},
  decoded = false
): OutboundResponse {
  return {
    status,
    headers,
    url: 'https://data.example.org/x',
    body: Readable.from([]),
    decoded,
    discard: () => undefined
  };
}

const KNOWN: Validators = { etag: '"a"', lastModified: null, total: 10 };

describe('an answer', () => {
  const whole: [Record<string, string>, number | null][] = [
    [{ 'content-length': '10' }, 10],
    [{ 'content-length': '0' }, 0],
    [{}, null],
    [{ 'content-length': '10, 10' }, null]
  ];
  for (const [headers, total] of whole) {
    it(`with ${JSON.stringify(headers)} is a file of ${total}`, () => {
      assert.deepEqual(readAnswer(answer(200, headers), 0, null), {
        type: 'whole',
        total
      });
    });
  }

  it('that was decoded has no known length', () => {
    const decoded = answer(200, { 'content-length': '10', etag: '"a"' }, true);
    assert.deepEqual(readAnswer(decoded, 0, null), {
      type: 'whole',
      total: null
    });
    assert.deepEqual(validatorsOf(decoded, null), {
      etag: null,
      lastModified: null,
      total: null
    });
  });

  const parts: [string, Record<string, string>, string][] = [
    ['goes on', { 'content-range': 'bytes 4-9/10', etag: '"a"' }, 'rest'],
    ['goes on', { 'content-range': 'Bytes 4-9/*' }, 'rest'],
    ['is of no use', { 'content-range': 'bytes 3-9/10' }, 'again'],
    ['is of no use', { 'content-range': 'bytes 4-8/9' }, 'again'],
    ['is of no use', { 'content-range': 'bytes 4-9/10', etag: '"b"' }, 'again'],
    ['is of no use', { 'content-type': 'multipart/byteranges' }, 'again'],
    ['is of no use', { 'content-range': 'lines 4-9/10' }, 'again']
  ];
  for (const [what, headers, type] of parts) {
    it(`with a part ${JSON.stringify(headers)} ${what}`, () => {
      assert.equal(readAnswer(answer(206, headers), 4, KNOWN).type, type);
    });
  }

  it('with a part that nobody asked for is of no use', () => {
    const part = answer(206, { 'content-range': 'bytes 0-9/10' });
    assert.equal(readAnswer(part, 0, null).type, 'again');
  });

  it('that there is no rest tells whether the file is whole', () => {
    const end = answer(416, { 'content-range': 'bytes */10' });
    assert.equal(readAnswer(end, 10, KNOWN).type, 'complete');
    assert.equal(readAnswer(end, 12, KNOWN).type, 'again');
    assert.equal(readAnswer(answer(416), 10, KNOWN).type, 'again');
  });

  const failures: [number, string, boolean][] = [
    [300, 'unexpected-answer', false],
    [304, 'unexpected-answer', false],
    [400, 'unexpected-answer', false],
    [401, 'login-required', false],
    [403, 'login-required', false],
    [404, 'not-found', false],
    [408, 'server-error', true],
    [410, 'not-found', false],
    [418, 'unexpected-answer', false],
    [425, 'busy', true],
    [429, 'busy', true],
    [500, 'server-error', true],
    [501, 'unexpected-answer', false],
    [502, 'server-error', true],
    [503, 'server-error', true],
    [504, 'server-error', true]
  ];
  for (const [status, code, again] of failures) {
    it(`${status} is ${code}, ${again ? 'for now' : 'for good'}`, () => {
      assert.throws(
        () => readAnswer(answer(status), 0, null),
        (error: unknown) => {
          assert.ok(error instanceof FileFailure);
          assert.equal(error.code, code);
          assert.equal(error.again !== 'never', again);
          return true;
        }
      );
    });
  }
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  const table: [string | undefined, number | null][] = [
    [undefined, null],
    ['', null],
    ['soon', null],
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7000],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0]
  ];
  for (const [value, expected] of table) {
    it(`${JSON.stringify(value)} is ${expected}`, () => {
      assert.equal(parseRetryAfter(value, now), expected);
    });
  }
});
