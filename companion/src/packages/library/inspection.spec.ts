import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PackageInspection } from 'sciencemesh-contract';
import { Value } from 'typebox/value';
import {
  expectedPackages,
  readPackage
} from '../../../../peers/packages/index.ts';
import { read } from '../testing/crates.ts';
import { inspectionOf } from './inspection.ts';

describe('inspectionOf', () => {
  it('has exactly the members of the contract', async () => {
    for (const { file, invalid } of await expectedPackages()) {
      if (invalid) {
        continue;
      }
      const inspection = inspectionOf(
        read(JSON.parse(await readPackage(file)))
      );
      assert.ok(Value.Check(PackageInspection, inspection), file);
      assert.deepEqual(
        Value.Clean(PackageInspection, Value.Clone(inspection)),
        inspection
      );
    }
  });

  it('leaves the kernel of a notebook open until it is there', async () => {
    const text = await readPackage('real/sciencemesh-notebook.json');
    const notebook = read(JSON.parse(text));
    const unknown = { wanted: null, offered: null };
    assert.deepEqual(inspectionOf(notebook).kernel, unknown);
    const known = { wanted: 'python2', offered: 'python3' };
    assert.deepEqual(inspectionOf(notebook, known).kernel, known);
  });

  it('has no kernel for what is no notebook', async () => {
    const text = await readPackage('real/git-repository.json');
    assert.equal(inspectionOf(read(JSON.parse(text))).kernel, null);
  });
});
