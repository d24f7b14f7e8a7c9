import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FileFailure } from './file-failure.ts';
import { Hosts } from './hosts.ts';

const POLICY = {
  attempts: 3,
  firstMilliseconds: 100,
  longestMilliseconds: 1000
};
const SILENT = new FileFailure('unreachable', 'Nobody is there.');

describe('a host', () => {
  it('that asks for a pause gets it, the longest one', () => {
    let now = 0;
    const hosts = new Hosts(() => now);
    hosts.hold('a', 1000);
    hosts.hold('a', 500);
    assert.equal(hosts.pause('a'), 1000);
    assert.equal(hosts.pause('b'), 0);
    now = 1200;
    assert.equal(hosts.pause('a'), 0);
  });

  it('is down after several failures in a row', () => {
    let now = 0;
    const hosts = new Hosts(() => now);
    for (let turn = 0; turn < 3; turn++) {
      assert.equal(hosts.down('a'), null);
      hosts.failed('a', now, SILENT, POLICY);
      now += 1000;
    }
    assert.equal(hosts.down('a'), SILENT);
    assert.equal(hosts.down('b'), null);
  });

  it('is not down because attempts side by side fail together', () => {
    let now = 0;
    const hosts = new Hosts(() => now);
    now = 50;
    for (let stream = 0; stream < 6; stream++) {
      hosts.failed('a', 0, SILENT, POLICY);
    }
    assert.equal(hosts.down('a'), null);
    assert.ok(hosts.pause('a') > 0);
  });

  it('is not down as long as it answers at all', () => {
    let now = 0;
    const hosts = new Hosts(() => now);
    for (let turn = 0; turn < 20; turn++) {
      const since = now;
      now += 10;
      hosts.answered('a');
      now += 10;
      hosts.failed('a', since, SILENT, POLICY);
      hosts.failed('a', now, new FileFailure('busy', 'Later.'), POLICY);
    }
    assert.equal(hosts.down('a'), null);
  });
});
