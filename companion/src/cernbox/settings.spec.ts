import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { test } from 'node:test';
import { ConfigError, settingsFrom } from '../config.ts';

const FILE = '/etc/sciencemesh.json';
const credential = { kind: 'token-file', path: '/run/token' };
const minimal = { url: 'https://cernbox.example.org', credential };

function read(cernbox: object, outbound: object = {}) {
  return settingsFrom({ cernbox, outbound }, FILE, '/root').cernbox;
}

test('without a word of it there is none', () => {
  assert.equal(settingsFrom({}, FILE, '/root').cernbox, null);
});

test('every default is filled in', () => {
  assert.deepEqual(read(minimal), {
    url: new URL('https://cernbox.example.org/'),
    label: 'CERNBox',
    gateway: null,
    credential: { kind: 'token-file', path: '/run/token', scheme: null },
    pollSeconds: 10,
    ownFiles: true
  });
});

test('all that can be said is read', () => {
  const settings = read({
    url: 'https://cloud.example.org/reva',
    label: 'Cloud',
    gateway: { address: 'gateway.example.org:9142' },
    credential: { kind: 'basic', user: 'marie', passwordFile: '~/.password' },
    pollSeconds: 30
  });
  assert.equal(settings?.url.href, 'https://cloud.example.org/reva/');
  assert.equal(settings.label, 'Cloud');
  assert.deepEqual(settings.gateway, {
    address: 'gateway.example.org:9142',
    tls: true
  });
  assert.deepEqual(settings.credential, {
    kind: 'basic',
    user: 'marie',
    passwordFile: `${homedir()}/.password`
  });
  assert.equal(settings.pollSeconds, 30);
  const hub = read({ ...minimal, credential: { kind: 'hub' } });
  assert.deepEqual(hub?.credential, { kind: 'hub', key: 'access_token' });
});

test('plain http is for hosts that outbound allows', () => {
  const plain = { ...minimal, url: 'http://cernbox.example.org' };
  const outbound = { plainHttp: ['cernbox.example.org'] };
  assert.equal(read(plain, outbound)?.url.protocol, 'http:');
  assert.throws(
    () => read(plain),
    (error: unknown) =>
      error instanceof ConfigError &&
      error.message.startsWith(`${FILE}: cernbox.url: `) &&
      error.message.includes('outbound.plainHttp')
  );
});

for (const [what, cernbox, message] of [
  ['an address with a password', { url: 'https://a:b@x.org' }, /cernbox\.url/],
  ['an address with a query', { url: 'https://x.org/?a=b' }, /cernbox\.url/],
  ['no address', { url: 'https://' }, /cernbox\.url/],
  [
    'a gateway without a port',
    { gateway: { address: 'gateway.example.org' } },
    /cernbox\.gateway\.address: .* host and port/
  ],
  [
    'a relative file',
    { credential: { kind: 'token-file', path: 'token' } },
    /cernbox\.credential\.path: "token" is not absolute/
  ],
  [
    'a name with a colon',
    { credential: { kind: 'basic', user: 'a:b', passwordFile: '/p' } },
    /cernbox/
  ],
  ['an unknown kind', { credential: { kind: 'magic' } }, /cernbox/],
  ['no time between polls', { pollSeconds: 0 }, /cernbox\.pollSeconds/]
] as const) {
  test(`${what} is refused with file and key`, () => {
    assert.throws(
      () => read({ ...minimal, ...cernbox }),
      (error: unknown) =>
        error instanceof ConfigError &&
        error.message.startsWith(FILE) &&
        message.test(error.message)
    );
  });
}
