import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationInWords } from './durations.ts';

test('a duration is told in the largest unit that fits it whole', () => {
  assert.equal(durationInWords(3600), '1 hour');
  assert.equal(durationInWords(172_800), '2 days');
  assert.equal(durationInWords(5400), '90 minutes');
  assert.equal(durationInWords(61), '61 seconds');
});
