import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AddressGuard } from './address-guard.ts';
import type { OutboundFailure } from './outbound.ts';

/** Addresses as attackers write them, under the reason they are refused for. */
const REFUSED: Partial<Record<OutboundFailure, readonly string[]>> = {
  'scheme-refused': [
    'http://zenodo.org/record',
    'HTTP://zenodo.org/',
    'http://8.8.8.8/',
    'ftp://ftp.example.org/file',
    'file:///etc/passwd',
    'file://localhost/etc/passwd',
    'gopher://example.org:70/_x',
    'dict://example.org:2628/',
    'ldap://example.org/',
    'jar:https://example.org!/x',
    'data:text/plain,hello',
    'javascript:alert(1)',
    'blob:https://example.org/x',
    'ws://example.org/',
    'wss://example.org/',
    's3://bucket/key',
    'root://eospublic.cern.ch//eos/x',
    'ssh://git@example.org/x',
    'git://example.org/x',
    'netdoc:///etc/passwd',
    'urn:isbn:0451450523'
  ],
  'address-refused': [
    '',
    ' ',
    'example.org/no-scheme',
    '//example.org/x',
    '/etc/passwd',
    'https://',
    'https:///',
    'https://?x',
    'https://exa mple.org/',
    'https://example.org:99999/',
    'https://[::1',
    'https://[fe80::1%25eth0]/',
    'https://[fe80::1%eth0]/',
    'https://1.2.3.4.5/',
    'https://256.256.256.256/',
    'https://0x7f.0.0.0x100/',
    'https://exa%00mple.org/',
    'https://example.org%2f@evil/',
    'https://a b@example.org/',
    // Credentials, also those that hide the host.
    'https://user@example.org/',
    'https://user:secret@example.org/',
    'https://example.org@127.0.0.1/',
    'https://127.0.0.1@example.org/',
    'https://zenodo.org:443@[::1]/',
    'https://:secret@example.org/',
    // Loopback in all its notations.
    'https://127.0.0.1/',
    'https://127.0.0.1:8443/',
    'https://127.0.0.1./',
    'https://127.1/',
    'https://127.0.1/',
    'https://127.255.255.254/',
    'https://2130706433/',
    'https://2130706433./',
    'https://0x7f000001/',
    'https://0X7F.0.0.1/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://0177.0.0.1/',
    'https://0177.0.0.01/',
    'https://127.0x0.0.1/',
    'https://00000177.00.0.1/',
    'https://%31%32%37.0.0.1/',
    'https://127%2e0%2e0%2e1/',
    'https://127。0。0。1/',
    'https://１２７.０.０.１/',
    'https://①②⑦.⓪.⓪.①/',
    'https:127.0.0.1/',
    'https:/127.0.0.1/',
    'https:\\\\127.0.0.1\\x',
    'https://\t127.0.0.1/',
    'https://127.0\n.0.1/',
    'https://[::1]/',
    'https://[::1]:8443/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[0000::0001]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:7f00:0001]/',
    'https://[0:0:0:0:0:ffff:127.0.0.1]/',
    'https://[::127.0.0.1]/',
    'https://[::7f00:1]/',
    'https://[::ffff:0:127.0.0.1]/',
    'https://[64:ff9b::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:53aa:64c:0:0:80ff:fffe]/',
    // Names for it.
    'https://localhost/',
    'https://LOCALHOST/',
    'https://localhost./',
    'https://localhost:8443/',
    'https://foo.localhost/',
    'https://ｌｏｃａｌｈｏｓｔ/',
    'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
    'https://loc%61lhost/',
    'https://localhost%2e/',
    'https://localhost.localdomain/',
    'https://ip6-localhost/',
    'https://ip6-loopback/',
    // Private networks.
    'https://10.0.0.1/',
    'https://10.255.255.255/',
    'https://10.1/',
    'https://167772161/',
    'https://0xa000001/',
    'https://012.0.0.1/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://172.1048577/',
    'https://0xac100001/',
    'https://192.168.0.1/',
    'https://192.168.1/',
    'https://192.168.257/',
    'https://3232235521/',
    'https://0xc0a80001/',
    'https://0300.0250.0.1/',
    'https://100.64.0.1/',
    'https://100.127.255.255/',
    'https://[fc00::1]/',
    'https://[fd12:3456:789a:1::1]/',
    'https://[fe80::1]/',
    'https://[febf::1]/',
    'https://[fec0::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[::ffff:192.168.1.1]/',
    'https://[::ffff:ac10:1]/',
    'https://[64:ff9b::10.0.0.1]/',
    'https://[2002:c0a8:101::1]/',
    'https://[2002:a00:1::1]/',
    // Special purposes.
    'https://0.0.0.0/',
    'https://0/',
    'https://0.1/',
    'https://0x0/',
    'https://00/',
    'https://[::]/',
    'https://[::ffff:0.0.0.0]/',
    'https://192.0.0.8/',
    'https://192.0.2.1/',
    'https://192.88.99.1/',
    'https://198.18.0.1/',
    'https://198.19.255.255/',
    'https://198.51.100.1/',
    'https://203.0.113.1/',
    'https://224.0.0.1/',
    'https://239.255.255.250/',
    'https://240.0.0.1/',
    'https://255.255.255.255/',
    'https://4294967295/',
    'https://[ff02::1]/',
    'https://[ff05::1:3]/',
    'https://[100::1]/',
    'https://[2001:db8::1]/',
    'https://[3fff::1]/',
    'https://[5f00::1]/',
    'https://[4000::1]/',
    // Metadata of clouds.
    'https://169.254.169.254/latest/meta-data/',
    'https://169.254.169.254./',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://0xA9.0xFE.0xA9.0xFE/',
    'https://0251.0376.0251.0376/',
    'https://169.254.43518/',
    'https://169.16689662/',
    'https://[::ffff:169.254.169.254]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[2002:a9fe:a9fe::]/',
    'https://[fd00:ec2::254]/',
    'https://[fd20:ce::254]/',
    'https://169.254.170.2/v2/credentials',
    'https://100.100.100.200/',
    'https://168.63.129.16/',
    'https://192.0.0.192/',
    'https://metadata.google.internal/',
    'https://metadata.goog.internal/',
    'https://METADATA.GOOGLE.INTERNAL./',
    'https://metadata/',
    'https://instance-data/',
    // Names of the inside.
    'https://db/',
    'https://jupyterhub/',
    'https://kubernetes.default.svc.cluster.local/',
    'https://intranet.corp/',
    'https://wiki.intranet/',
    'https://printer.local/',
    'https://nas.home.arpa/',
    'https://router.lan/',
    'https://vault.private/',
    'https://consul.service.internal/',
    // Ports of other protocols.
    'https://example.org:0/',
    'https://example.org:22/',
    'https://example.org:25/',
    'https://example.org:53/',
    'https://example.org:111/',
    'https://example.org:389/',
    'https://example.org:587/',
    'https://example.org:2049/',
    'https://example.org:5060/',
    'https://example.org:6000/',
    'https://example.org:6667/',
    'https://example.org:10080/'
  ]
};

const ALLOWED = [
  'https://zenodo.org/records/1',
  'https://zenodo.org./records/1',
  'https://ZENODO.org:443/',
  'https://eospublichttp.cern.ch:8443/eos/x',
  'https://dcache.example.org:2880/x',
  'https://bücher.example/x',
  'https://xn--bcher-kva.example/x',
  'https://137.138.18.79/x',
  'https://[2001:1458:d00:1::100:1bc]/x',
  'https://[::ffff:1.1.1.1]/',
  'https://localhost.example.org/',
  'https://example.org/?next=http://127.0.0.1/',
  'https://example.org/#@127.0.0.1'
];

describe('the address guard', () => {
  const guard = new AddressGuard({});

  for (const [code, addresses] of Object.entries(REFUSED)) {
    for (const address of addresses) {
      it(`refuses ${JSON.stringify(address)}: ${code}`, () => {
        const refused = guard.judge(address);
        assert.equal(refused?.code, code);
        assert.match(refused.message, /\.$/, 'says what is the matter');
      });
    }
  }

  for (const address of ALLOWED) {
    it(`lets ${address} be tried`, () => {
      assert.equal(guard.judge(address), null);
    });
  }

  it('repeats neither password nor query in its sentence', () => {
    for (const address of [
      'https://marie:secret@10.0.0.1/?token=secret',
      'http://example.org/?token=secret',
      'https://db/secret?token=secret'
    ]) {
      assert.doesNotMatch(guard.judge(address)?.message ?? '', /secret/);
    }
  });

  it('opens plain http for the hosts that the operator names', () => {
    const lenient = new AddressGuard({ plainHttp: ['*.example.org'] });
    assert.equal(lenient.judge('http://data.example.org/'), null);
    assert.equal(lenient.judge('http://example.com/')?.code, 'scheme-refused');
    assert.equal(
      lenient.judge('ftp://data.example.org/')?.code,
      'scheme-refused'
    );
  });

  it('opens private addresses for the hosts that the operator names', () => {
    const lenient = new AddressGuard({
      privateHosts: ['10.0.0.1', 'dav:8443', '[::1]', '*.lan']
    });
    for (const address of [
      'https://10.0.0.1/',
      'https://167772161/',
      'https://dav:8443/',
      'https://[0::1]/',
      'https://nas.lan/'
    ]) {
      assert.equal(lenient.judge(address), null, address);
    }
    for (const address of [
      'https://10.0.0.2/',
      'https://dav/',
      'https://dav:8444/',
      'https://lan/'
    ]) {
      assert.equal(lenient.judge(address)?.code, 'address-refused', address);
    }
  });

  it('opens a port of another protocol only where it is named', () => {
    const named = new AddressGuard({ privateHosts: ['dav.example.org:81'] });
    assert.equal(named.judge('https://dav.example.org:81/'), null);
    const group = new AddressGuard({ privateHosts: ['*'] });
    assert.equal(
      group.judge('https://dav.example.org:22/')?.code,
      'address-refused'
    );
  });

  it('keeps metadata services shut unless one is named itself', () => {
    const address = 'https://169.254.169.254/latest/';
    const group = new AddressGuard({ privateHosts: ['*'] });
    assert.equal(group.judge(address)?.code, 'address-refused');
    const named = new AddressGuard({ privateHosts: ['169.254.169.254'] });
    assert.equal(named.judge(address), null);
  });

  it('never takes multicast and unspecified addresses for hosts', () => {
    const group = new AddressGuard({ privateHosts: ['*'] });
    for (const host of ['0.0.0.0', '224.0.0.1', '[::]', '[ff02::1]']) {
      assert.equal(
        group.judge(`https://${host}/`)?.code,
        'address-refused',
        host
      );
    }
  });
});
