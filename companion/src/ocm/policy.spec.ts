import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SenderPolicy } from './policy.ts';
import { trials } from './testing/trials.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc
  .array(label, { minLength: 2, maxLength: 4 })
  .map(labels => labels.join('.'));
const SOURCE = '192.0.2.1';

describe('SenderPolicy', () => {
  it('lets everybody in when nothing is configured', () => {
    fc.assert(
      fc.property(host, sender => {
        assert.equal(new SenderPolicy({}).judge(sender, SOURCE), null);
      }),
      trials()
    );
  });

  it('lets the deny list win over everything', () => {
    fc.assert(
      fc.property(host, sender => {
        const policy = new SenderPolicy({
          allow: ['*', sender],
          deny: [sender.toUpperCase()],
          hosts: { [sender]: { unsigned: 'allow' } }
        });
        assert.equal(policy.judge(sender, SOURCE)?.reason, 'denied');
        assert.equal(policy.judge(`${sender}:8443`, SOURCE)?.reason, 'denied');
      }),
      trials()
    );
  });

  it('lets in only who is on the allow list', () => {
    fc.assert(
      fc.property(host, host, (sender, other) => {
        fc.pre(sender !== other);
        const policy = new SenderPolicy({ allow: [sender] });
        assert.equal(policy.judge(sender, SOURCE), null);
        assert.equal(policy.judge(other, SOURCE)?.reason, 'not-allowed');
      }),
      trials()
    );
  });

  it('reads *.example.org as every host below, not the host itself', () => {
    fc.assert(
      fc.property(host, label, (domain, name) => {
        const policy = new SenderPolicy({ allow: [`*.${domain}`] });
        assert.equal(policy.judge(`${name}.${domain}`, SOURCE), null);
        assert.notEqual(policy.judge(domain, SOURCE), null);
        assert.notEqual(policy.judge(`${name}${domain}`, SOURCE), null);
      }),
      trials()
    );
  });

  it('means only the port that a pattern names', () => {
    const policy = new SenderPolicy({ allow: ['a.org:8443'] });
    assert.equal(policy.judge('a.org:8443', SOURCE), null);
    assert.notEqual(policy.judge('a.org', SOURCE), null);
  });

  it('takes the most precise rule for a host', () => {
    const policy = new SenderPolicy({
      unsigned: 'refuse',
      hosts: {
        '*': { unsigned: 'refuse' },
        '*.a.org': { unsigned: 'allow' },
        'bad.a.org': { unsigned: 'refuse' }
      }
    });
    assert.equal(policy.judge('good.a.org', SOURCE), null);
    assert.equal(policy.judge('bad.a.org', SOURCE)?.status, 401);
    assert.equal(policy.judge('b.org', SOURCE)?.reason, 'unsigned');
  });

  it('says in its refusal that signatures cannot be verified', () => {
    const refusal = new SenderPolicy({ unsigned: 'refuse' }).judge(
      'a.org',
      SOURCE
    );
    assert.match(refusal?.message ?? '', /cannot verify signatures yet/);
  });

  it('takes a host only from its networks', () => {
    const policy = new SenderPolicy({
      hosts: {
        'a.org': { from: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] }
      }
    });
    for (const [source, expected] of [
      ['192.0.2.200', null],
      ['::ffff:192.0.2.200', null],
      ['2001:db8::5', null],
      ['198.51.100.7', null],
      ['198.51.100.8', 'network'],
      ['2001:db9::5', 'network'],
      ['nonsense', 'network'],
      ['', 'network']
    ] as const) {
      assert.equal(policy.judge('a.org', source)?.reason ?? null, expected);
    }
    assert.equal(policy.judge('b.org', '198.51.100.8'), null);
  });

  it('announces the lists that are in force', () => {
    assert.deepEqual(new SenderPolicy({}).criteria, []);
    assert.deepEqual(
      new SenderPolicy({ allow: ['a.org'], deny: ['b.org'] }).criteria,
      ['denylist', 'allowlist']
    );
  });

  for (const [key, config] of [
    ['allow', { allow: ['a b'] }],
    ['deny', { deny: ['*evil.org'] }],
    ['deny', { deny: ['https://evil.org/x'] }],
    ['hosts', { hosts: { 'a*b': {} } }],
    ['hosts.a.org.from', { hosts: { 'a.org': { from: ['10.0.0.0/33'] } } }],
    ['hosts.a.org.from', { hosts: { 'a.org': { from: ['ten'] } } }],
    ['hosts.a.org.from', { hosts: { 'a.org': { from: ['10.0.0.0/'] } } }]
  ] as const) {
    it(`does not start with ${JSON.stringify(config)}`, () => {
      assert.throws(
        () => new SenderPolicy(structuredClone(config) as object),
        (error: Error) =>
          error instanceof RangeError && error.message.startsWith(`${key}: `)
      );
    });
  }
});
