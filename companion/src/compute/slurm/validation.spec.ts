import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkScript, readTestOnly } from './validation.ts';

const script = (text: string) =>
  checkScript({ text, language: 'bash' }).map(({ code }) => code);
const dryRun = (code: number, stderr: string) =>
  readTestOnly({ code, stderr, stdout: '', bytes: Buffer.alloc(0) });

test('an option after the first command is told, as Slurm ignores it', () => {
  assert.deepEqual(script('#!/bin/bash\n#SBATCH -n 1\n\nsleep 1\n'), []);
  assert.deepEqual(script('#!/bin/bash\nsleep 1\n#SBATCH -n 1\n'), [
    'option-ignored'
  ]);
  assert.deepEqual(script('sleep 1\n'), ['script-refused']);
});

test('a dry run tells when, or which field is wrong', () => {
  assert.match(
    dryRun(
      0,
      'sbatch: Job 3 to start at 2026-11-22T12:07:05 using 1 processors on nodes batch in partition short'
    )[0]?.message ?? '',
    /2026-11-22 12:07:05 UTC/u
  );
  assert.equal(
    dryRun(1, 'sbatch: error: invalid partition specified: nope')[0]?.field,
    'resources.queue'
  );
});

test('a controller that is down is no finding about the job', () => {
  assert.throws(
    () =>
      dryRun(
        1,
        'allocation failure: Unable to contact slurm controller (connect failure)'
      ),
    { code: 'unreachable' }
  );
});
