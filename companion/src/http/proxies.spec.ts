import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OutboundError } from './outbound.ts';
import { ProxySettings, type Environment } from './proxies.ts';

const PROXY = 'http://proxy.example.org:3128';

function proxyOf(environment: Environment, address: string): string | null {
  return (
    new ProxySettings(environment).proxyFor(new URL(address))?.origin ?? null
  );
}

describe('the proxy of the environment', () => {
  it('is none where nothing is set', () => {
    assert.equal(proxyOf({}, 'https://zenodo.org/'), null);
    assert.equal(proxyOf({ HTTPS_PROXY: '' }, 'https://zenodo.org/'), null);
  });

  it('follows the scheme, and lower case wins', () => {
    const environment = {
      HTTPS_PROXY: 'http://upper:1',
      https_proxy: PROXY,
      HTTP_PROXY: 'http://plain:2'
    };
    assert.equal(proxyOf(environment, 'https://zenodo.org/'), PROXY);
    assert.equal(proxyOf(environment, 'http://zenodo.org/'), 'http://plain:2');
  });

  it('may be one for all that has none of its own', () => {
    const environment = { ALL_PROXY: PROXY, http_proxy: 'http://plain:2' };
    assert.equal(proxyOf(environment, 'https://zenodo.org/'), PROXY);
    assert.equal(proxyOf(environment, 'http://zenodo.org/'), 'http://plain:2');
  });

  it('is refused where it is a SOCKS proxy, unless there is a better one', () => {
    for (const all_proxy of ['socks5h://proxy:1080', 'SOCKS4://proxy']) {
      for (const address of ['https://zenodo.org/', 'http://zenodo.org/']) {
        assert.throws(
          () => proxyOf({ all_proxy }, address),
          (error: unknown) =>
            error instanceof OutboundError && /SOCKS/.test(error.message)
        );
      }
      assert.equal(
        proxyOf({ all_proxy, https_proxy: PROXY }, 'https://zenodo.org/'),
        PROXY
      );
      assert.equal(
        proxyOf({ all_proxy, no_proxy: 'zenodo.org' }, 'https://zenodo.org/'),
        null
      );
    }
  });

  it('may be written without a scheme', () => {
    assert.equal(
      proxyOf({ https_proxy: 'proxy.example.org:3128' }, 'https://zenodo.org/'),
      PROXY
    );
  });

  it('is an error, not a way round, where it cannot be used', () => {
    for (const https_proxy of ['socks5://proxy:1080', 'http://', '::']) {
      assert.throws(
        () => proxyOf({ https_proxy }, 'https://zenodo.org/'),
        OutboundError
      );
    }
  });

  const exceptions: [string, string, boolean][] = [
    ['*', 'https://zenodo.org/', true],
    ['zenodo.org', 'https://zenodo.org/', true],
    ['zenodo.org', 'https://sandbox.zenodo.org/', true],
    ['.zenodo.org', 'https://sandbox.zenodo.org/', true],
    ['.zenodo.org', 'https://zenodo.org/', true],
    ['*.zenodo.org', 'https://sandbox.zenodo.org/', true],
    ['zenodo.org', 'https://notzenodo.org/', false],
    ['zenodo.org', 'https://zenodo.org.evil.example/', false],
    ['ZENODO.org', 'https://zenodo.org./', true],
    ['cern.ch, zenodo.org', 'https://zenodo.org/', true],
    ['cern.ch zenodo.org', 'https://zenodo.org/', true],
    ['zenodo.org:443', 'https://zenodo.org/', true],
    ['zenodo.org:8443', 'https://zenodo.org/', false],
    ['127.0.0.1', 'https://127.0.0.1/', true],
    ['10.0.0.0/8', 'https://10.9.8.7/', true],
    ['10.0.0.0/8', 'https://11.0.0.1/', false],
    ['10.0.0.0/8', 'https://ten.example.org/', false],
    ['fd00::/8', 'https://[fd12::1]/', true],
    ['fd00::/8', 'https://10.0.0.1/', false],
    ['::1', 'https://[::1]/', true],
    ['[::1]', 'https://[0:0::1]/', true]
  ];
  for (const [no_proxy, address, direct] of exceptions) {
    it(`is ${direct ? 'passed by' : 'used'} for ${address} with NO_PROXY ${no_proxy}`, () => {
      assert.equal(
        proxyOf({ https_proxy: PROXY, no_proxy }, address),
        direct ? null : PROXY
      );
    });
  }
});
