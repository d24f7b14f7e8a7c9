import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { trials } from '../ocm/testing/trials.ts';
import { shellLine } from './shell-words.ts';

test('a shell reads the very words', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'binary' }).filter(text => !text.includes('\0')),
        { minLength: 1, maxLength: 5 }
      ),
      words => {
        const printed = execFileSync('/bin/sh', [
          '-c',
          `printf '%s\\0' ${shellLine(words)}`
        ]).toString('utf8');
        assert.deepEqual(printed.split('\0').slice(0, -1), words);
      }
    ),
    trials()
  );
});
