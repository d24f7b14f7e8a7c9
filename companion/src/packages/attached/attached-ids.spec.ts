import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostileString } from '../testing/hostile-strings.ts';
import { trials } from '../testing/trials.ts';
import { encodedPath, encodedUri, isAbsolute, isWeb } from './attached-ids.ts';

describe('encodedPath', () => {
  it('leads back to the path', () => {
    fc.assert(
      fc.property(hostileString, name => {
        const path = `data/${name.replaceAll('/', '_')}.csv`;
        assert.equal(
          decodeURIComponent(encodedPath(path)),
          path.toWellFormed()
        );
      }),
      trials
    );
  });

  it('marks a folder', () => {
    assert.equal(encodedPath('my repo', true), 'my%20repo/');
  });
});

describe('encodedUri', () => {
  it('holds only what a URI reference may hold', () => {
    fc.assert(
      fc.property(hostileString, id => {
        assert.match(
          encodedUri(id),
          /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/
        );
      }),
      trials
    );
  });

  it('leaves alone what is one already', () => {
    for (const id of [
      'https://example.org/a%23b//c?d=e&f#g',
      '#input-mass',
      'urn:uuid:1'
    ]) {
      assert.equal(encodedUri(id), id);
    }
  });
});

describe('identifiers', () => {
  it('are told apart by where they lead', () => {
    assert.ok(isAbsolute('urn:uuid:1') && !isAbsolute('_:b0'));
    assert.ok(isWeb('https://example.org/') && !isWeb('ftp://example.org/'));
  });
});
