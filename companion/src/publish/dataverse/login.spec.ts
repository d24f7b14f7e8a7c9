import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signal } from '../testing/conformance/bench.ts';
import { simple } from '../testing/conformance/sample-metadata.ts';
import { failure, startDataverse } from './testing/dataverse-subject.ts';

describe('somebody at a Dataverse', () => {
  it('is told who they are, until when, and whether they may deposit', async () => {
    const subject = await startDataverse({ fixityAlgorithm: 'SHA-512' });
    try {
      const { installation } = subject;
      const alice = subject.repository(installation.token('alice'));
      const { login, abilities } = await alice.probe(signal);
      assert.equal(login.account, 'Alice Example');
      assert.ok(Date.parse(login.expiresAt ?? '') > Date.now());
      assert.deepEqual(
        [abilities.version, abilities.checksum],
        ['6.11', 'sha512']
      );
      const rita = subject.repository(installation.token('rita'));
      assert.equal((await rita.probe(signal)).login.state, 'scope');
      const denied = await failure(rita.create(rita.toBody(simple), signal));
      assert.equal(denied.code, 'scope-missing');
    } finally {
      await subject.close();
    }
  });

  it('changes nothing when the token ends midway', async () => {
    const other = await startDataverse({});
    const { installation } = other;
    const repository = other.repository(installation.token('alice'));
    const draft = await repository.create(repository.toBody(simple), signal);
    installation.expire('alice');
    const ended = await failure(repository.publish(draft, signal));
    assert.deepEqual(
      [ended.code, ended.outcomeUnknown],
      ['login-refused', false]
    );
    assert.equal((await repository.probe(signal)).login.state, 'refused');
    await other.close();
  });
});
