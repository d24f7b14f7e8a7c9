import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { expectedPackages, readPackage } from './index.ts';

const expected = await expectedPackages();

describe('the packages', () => {
  it('are all in the index, once', async () => {
    const files = ['real', 'made'].map(async folder => {
      const names = await readdir(join(import.meta.dirname, folder));
      return names.map(name => `${folder}/${name}`);
    });
    const listed = expected.map(({ file }) => file).sort();
    assert.deepEqual(listed, (await Promise.all(files)).flat().sort());
  });

  it('are JSON, but for those that must not be', async () => {
    for (const { file, invalid = false } of expected) {
      const parse = async (): Promise<unknown> =>
        JSON.parse(await readPackage(file));
      await (invalid ? assert.rejects(parse) : parse());
    }
  });

  it('cover every inconsistency', () => {
    const rows = new Set(expected.flatMap(entry => entry.rows));
    assert.deepEqual(
      [...rows].sort((a, b) => a - b),
      Array.from({ length: 22 }, (_, row) => row + 1)
    );
  });

  it('are unchanged where they are real', async () => {
    const real = expected.filter(({ file }) => file.startsWith('real/'));
    assert.equal(real.length, 5);
    for (const { file, sha256 } of real) {
      const digest = createHash('sha256').update(await readPackage(file));
      assert.equal(digest.digest('hex'), sha256, file);
    }
  });

  it('name nobody but Marie Example where they are made', async () => {
    for (const { file, invalid } of expected) {
      if (!invalid && file.startsWith('made/')) {
        const names = (await readPackage(file)).matchAll(
          /"@type": "Person",\s+"name": "([^"]*)"/g
        );
        for (const [, name = ''] of names) {
          assert.match(name, /^(Marie Example|Dispatcher System|TBD)$/, file);
        }
      }
    }
  });
});
