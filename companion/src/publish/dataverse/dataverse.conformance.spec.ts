import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Bench } from '../testing/conformance/bench.ts';
import { signal } from '../testing/conformance/bench.ts';
import { simple } from '../testing/conformance/sample-metadata.ts';
import { describeRepository } from '../testing/repository-conformance.ts';
import {
  startDataverse,
  type DataverseSubject
} from './testing/dataverse-subject.ts';

const MIB = 1024 * 1024;

function installation(bench: () => Bench) {
  return (bench().subject as DataverseSubject).installation;
}

/** What only a Dataverse says. */
function describeOwn(bench: () => Bench): void {
  it('says of a dataset that others look at that it is locked', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    installation(bench).lock(draft.id, 'FileValidationFailed');
    await assert.rejects(
      repository
        .remove(draft, 'not there', signal)
        .then(() => repository.update(draft, bench().body(simple), signal)),
      bench().fails('locked')
    );
  });

  it('left no upload in parts behind, and no token at the store', () => {
    assert.equal(installation(bench).unfinishedUploads, 0);
    assert.equal(installation(bench).leakedToken, false);
  });
}

describeRepository(
  'a Dataverse with a store beside it',
  () =>
    startDataverse(
      { partSize: 5 * MIB, lockLooks: 2, indexRefusals: 1 },
      { manyParts: 11 * MIB }
    ),
  bench => {
    describeOwn(bench);
    it('loses a file of which a part is not as it was sent', async () => {
      const { repository } = bench();
      const draft = await repository.create(bench().body(simple), signal);
      installation(bench).fail({
        kind: 'wrong-checksum',
        method: 'PUT',
        path: /s3/u
      });
      await assert.rejects(
        bench().upload(draft, 'large.bin', Buffer.alloc(11 * MIB, 1)),
        bench().fails('file-lost')
      );
      assert.deepEqual(await repository.list(draft, signal), []);
    });
  }
);

describeRepository(
  'a Dataverse that takes files in forms',
  () =>
    startDataverse(
      { directUpload: false, fixityAlgorithm: 'SHA-256', workflow: true },
      {
        unknownCodes: {
          'file-lost': 'a form is taken as a whole or not at all'
        }
      }
    ),
  describeOwn
);
