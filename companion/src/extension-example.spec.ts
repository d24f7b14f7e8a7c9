/**
 * The example of docs/job-fields.md is the one that is checked and tested with
 * the lab extension.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

it('the documented extension is the one that is tested', () => {
  const [, ...lines] = read('src/jobs/form/testing/laboratoryfields.ts').split(
    '\n'
  );
  const [, shown] =
    /```typescript\n(.*?)```/s.exec(read('docs/job-fields.md')) ?? [];
  assert.equal(
    shown,
    lines.join('\n').replace("'../../../tokens'", "'jupyterlab-sciencemesh'")
  );
});
