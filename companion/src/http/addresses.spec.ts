import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addressReach, isInternalName } from './addresses.ts';

const REACHES = {
  public: [
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '137.138.18.79',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.255.255',
    '192.169.0.0',
    '223.255.255.255',
    '2001:1458:d00:1::100:1bc',
    '2606:4700::1111',
    '::ffff:1.1.1.1',
    '64:ff9b::101:101'
  ],
  internal: [
    '10.0.0.0',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '240.0.0.1',
    '254.255.255.255',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.1.2.3',
    '::ffff:c0a8:101',
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '100::1',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2002:101:101::1',
    '3fff::1',
    '4000::1',
    '5f00::1',
    'e000::1',
    'fc00::1',
    'fd12:3456:789a::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1'
  ],
  metadata: [
    '100.100.100.200',
    '168.63.129.16',
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '192.0.0.192',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    'fd00:ec2::254',
    'fd00:0ec2:0000::0254',
    'fd20:ce::254'
  ],
  unusable: [
    '0.0.0.0',
    '0.1.2.3',
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    '::',
    '::ffff:0.0.0.0',
    '::ffff:224.0.0.1',
    'ff02::1',
    'ff0e::1'
  ]
} as const;

describe('the reach of an address', () => {
  for (const [reach, addresses] of Object.entries(REACHES)) {
    for (const address of addresses) {
      it(`of ${address} is ${reach}`, () => {
        assert.equal(addressReach(address), reach);
      });
    }
  }

  for (const text of ['', 'example.org', '1.2.3', '1.2.3.4.5', '0x7f.1', ':']) {
    it(`is unknown for "${text}", which is no address`, () => {
      assert.equal(addressReach(text), null);
    });
  }

  it('is the same for an IPv4 address however IPv6 wraps it', () => {
    fc.assert(
      fc.property(fc.ipV4(), address => {
        assert.equal(addressReach(`::ffff:${address}`), addressReach(address));
        assert.equal(
          addressReach(`64:ff9b::${address}`),
          addressReach(address)
        );
      })
    );
  });

  it('is never public inside 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const inside = fc.oneof(
      fc.tuple(fc.constant(10), byte, byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte)
    );
    fc.assert(
      fc.property(inside, parts => {
        assert.equal(addressReach(parts.join('.')), 'internal');
      })
    );
  });
});

describe('an internal name', () => {
  for (const name of [
    'localhost',
    'db',
    'printer.local',
    'a.b.localhost',
    'vault.internal',
    'metadata.google.internal',
    'nas.home.arpa',
    'wiki.corp',
    'router.lan',
    'host.localdomain',
    'kubernetes.default.svc.cluster.local',
    'localhost.',
    '127.0.0.1.',
    'data..example.org'
  ]) {
    it(`is ${name}`, () => assert.equal(isInternalName(name), true));
  }
  for (const name of ['zenodo.org', 'local.example.org', 'internal.org']) {
    it(`is not ${name}`, () => assert.equal(isInternalName(name), false));
  }
});
