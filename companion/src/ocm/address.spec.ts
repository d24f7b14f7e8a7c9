import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isAddressOf, parseAddress, parseHost } from './address.ts';
import { trials } from './testing/trials.ts';

// No `--`, which begins an encoded label when it follows `xn`.
const label = fc.stringMatching(/^[a-z]([a-z0-9]{0,4}-?[a-z0-9]{1,4})?$/);
const hostWithoutPort = fc
  .array(label, { minLength: 2, maxLength: 4 })
  .map(labels => labels.join('.'));
const host = fc
  .tuple(hostWithoutPort, fc.option(fc.integer({ min: 1024, max: 65535 })))
  .map(([name, port]) => (port === null ? name : `${name}:${port}`));
/** Opaque, and with `@` as often as not. */
const identifier = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9._+=/-]{1,12}$/),
    fc.stringMatching(/^[A-Za-z0-9]{1,6}@[a-z]{2,5}\.eu$/)
  )
  .filter(text => !text.startsWith('http'));

describe('parseAddress', () => {
  it('gives back identifier and host of every address', () => {
    fc.assert(
      fc.property(identifier, host, (id, at) => {
        fc.pre(!id.endsWith(`@${at}`));
        assert.deepEqual(parseAddress(`${id}@${at}`), {
          identifier: id,
          host: at,
          path: ''
        });
      }),
      trials()
    );
  });

  it('reads an address alike with scheme, capitals, default port and folder', () => {
    fc.assert(
      fc.property(identifier, hostWithoutPort, (id, at) => {
        fc.pre(!id.endsWith(`@${at}`));
        const plain = parseAddress(`${id}@${at}`);
        assert.deepEqual(parseAddress(`https://${id}@${at}`), plain);
        assert.deepEqual(parseAddress(`${id}@https://${at}/`), plain);
        assert.deepEqual(
          parseAddress(` ${id}@${at.toUpperCase()}:443 `),
          plain
        );
        assert.deepEqual(parseAddress(`${id}@${at}@${at}`), plain);
        assert.deepEqual(parseAddress(`${id}@${at}.`), plain);
        assert.equal(parseAddress(`${id}@${at}/cloud`)?.path, '/cloud');
      }),
      trials()
    );
  });

  it('never throws, and what it takes can stand in a URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const address = parseAddress(text);
        if (address !== null) {
          const url = new URL(`https://${address.host}${address.path}/x`);
          assert.equal(url.host, address.host);
          assert.equal(url.pathname, `${address.path}/x`);
          assert.equal(url.username, '');
        }
      }),
      trials()
    );
  });

  for (const text of [
    '',
    '@',
    'marie',
    '@example.org',
    'marie@',
    'marie@exa mple.org',
    'marie@example.org\u0000',
    'marie@example.org\n.evil.example',
    'marie@example.org?x',
    'marie@example.org#x',
    'marie@example.org/../../x',
    'marie@example.org:99999',
    'marie@example.org..',
    'marie@.example.org',
    'marie@example..org:8443',
    'marie@[::1'
  ]) {
    it(`does not take ${JSON.stringify(text)}`, () => {
      assert.equal(parseAddress(text), null);
    });
  }
});

describe('parseHost', () => {
  for (const [text, expected] of [
    ['EXAMPLE.org', 'example.org'],
    ['example.org:443', 'example.org'],
    ['example.org:8443', 'example.org:8443'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['[::1]:8080', '[::1]:8080'],
    ['127.1', '127.0.0.1'],
    ['example.org.', 'example.org']
  ] as const) {
    it(`brings ${text} into one form`, () => {
      assert.equal(parseHost(text), expected);
    });
  }
});

describe('isAddressOf', () => {
  it('knows the user bare, with the own host, and with it several times', () => {
    fc.assert(
      fc.property(identifier, host, fc.nat(4), (user, own, times) => {
        const text = user + `@${own}`.repeat(times);
        assert.ok(isAddressOf(text, user, own));
        assert.ok(isAddressOf(text, user, null));
      }),
      trials()
    );
  });

  it('takes no other host for the own one', () => {
    fc.assert(
      fc.property(identifier, host, host, (user, own, other) => {
        fc.pre(own !== other);
        assert.ok(!isAddressOf(`${user}@${other}`, user, own));
        assert.ok(!isAddressOf(`${user}@${other}@${own}`, user, own));
      }),
      trials()
    );
  });

  it('compares users exactly', () => {
    assert.ok(!isAddressOf('Marie', 'marie', null));
    assert.ok(!isAddressOf('marie.', 'marie', null));
    assert.ok(!isAddressOf('xmarie@a.org', 'marie', 'a.org'));
    assert.ok(!isAddressOf('', 'marie', null));
  });

  it('takes two different hosts for another user even where any host is right', () => {
    assert.ok(isAddressOf('marie@a.org', 'marie', null));
    assert.ok(!isAddressOf('marie@a.org@b.org', 'marie', null));
  });
});
