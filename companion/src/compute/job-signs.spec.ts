import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { watchSigns } from './job-signs.ts';

/** Resolves each time that something is heard, in turn. */
function listening() {
  const waiting: (() => void)[] = [];
  let heard = 0;
  return {
    heard: () => heard,
    listener: () => {
      heard += 1;
      waiting.shift()?.();
    },
    next: () =>
      new Promise<void>(resolve => {
        waiting.push(resolve);
      })
  };
}

describe('signs of a job', () => {
  it('tell its beginning once, and its end until it must be known', async t => {
    const folder = mkdtempSync(join(tmpdir(), 'signs-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const begun = join(folder, 'stdout.txt');
    const ended = join(folder, 'manifest.json');
    const { heard, listener, next } = listening();
    const stop = watchSigns({ begun, ended }, listener);
    t.after(stop);
    const beginning = next();
    writeFileSync(begun, '');
    await beginning;
    // The worker makes it empty first.
    writeFileSync(ended, '');
    const end = next();
    writeFileSync(ended, '{}');
    await end;
    await next();
    await next();
    assert.equal(heard(), 4);
  });
});
