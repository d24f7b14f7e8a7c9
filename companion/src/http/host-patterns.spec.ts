import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endpointOf, parseHostPattern } from './host-patterns.ts';

describe('a host pattern', () => {
  const table: [string, string, boolean][] = [
    ['*', 'https://any.example/', true],
    ['*:8443', 'https://any.example:8443/', true],
    ['*:8443', 'https://any.example/', false],
    ['Example.org', 'https://EXAMPLE.org./', true],
    ['example.org', 'https://sub.example.org/', false],
    ['example.org:443', 'https://example.org/', true],
    ['example.org:80', 'http://example.org/', true],
    ['example.org:80', 'https://example.org/', false],
    ['*.example.org', 'https://a.b.example.org/', true],
    ['*.example.org', 'https://example.org/', false],
    ['*.example.org', 'https://badexample.org/', false],
    ['*.example.org:1', 'https://a.example.org/', false],
    ['bücher.example', 'https://xn--bcher-kva.example/', true],
    ['127.0.0.1', 'https://2130706433/', true],
    ['::1', 'https://[0::1]/', true],
    ['[::1]:8443', 'https://[::1]:8443/', true],
    ['[::1]:8443', 'https://[::1]/', false]
  ];
  for (const [pattern, address, expected] of table) {
    it(`${pattern} ${expected ? 'matches' : 'does not match'} ${address}`, () => {
      const endpoint = endpointOf(new URL(address));
      assert.equal(parseHostPattern(pattern).matches(endpoint), expected);
    });
  }

  it('that is no host is an error', () => {
    assert.throws(() => parseHostPattern('exa mple.org'), TypeError);
  });

  it('names a host only when it is no group', () => {
    const endpoint = endpointOf(new URL('https://a.example.org/'));
    assert.equal(parseHostPattern('a.example.org').names(endpoint), true);
    assert.equal(parseHostPattern('*.example.org').names(endpoint), false);
    assert.equal(parseHostPattern('*').names(endpoint), false);
  });
});
