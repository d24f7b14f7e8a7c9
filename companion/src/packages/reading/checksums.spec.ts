import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codesOf, crateOf, fileOf, read } from '../testing/crates.ts';

const ID = 'https://data.example.org/a.csv';
const SHA256 = 'ab'.repeat(32);
const SHA1 = 'ab'.repeat(20);
const MD5 = 'ab'.repeat(16);

describe('the checksum of a file', () => {
  it('is of the kind that its length tells', () => {
    for (const [value, algorithm] of [
      [SHA256, 'sha256'],
      [SHA1, 'sha1'],
      [MD5, 'md5']
    ] as const) {
      assert.deepEqual(fileOf({ '@id': ID, sha256: value }).checksum, {
        algorithm,
        value
      });
    }
  });

  it('is read in any case, with a label, and under other names', () => {
    for (const node of [
      { sha256: SHA256.toUpperCase() },
      { sha256: `sha256:${SHA256}` },
      { sha256: ['', SHA256] },
      { checksum: `sha256:${SHA256}` },
      { md5: 'nonsense', sha256: SHA256 }
    ]) {
      assert.equal(fileOf({ '@id': ID, ...node }).checksum?.value, SHA256);
    }
    assert.equal(fileOf({ '@id': ID, md5: MD5 }).checksum?.algorithm, 'md5');
    assert.equal(fileOf({ '@id': ID, sha1: SHA1 }).checksum?.algorithm, 'sha1');
  });

  it('is none where it cannot be one, and the person is told', () => {
    for (const sha256 of [SHA256.slice(1), 'x'.repeat(64), '0'.repeat(64), 1]) {
      const result = read(crateOf({}, { '@id': ID, '@type': 'File', sha256 }));
      assert.equal(result.files[0]?.checksum, null);
      assert.ok(codesOf(result).includes('checksum-malformed'), String(sha256));
    }
  });
});

describe('the size of a file', () => {
  it('is a whole number of bytes, however written', () => {
    for (const contentSize of [
      443,
      '443',
      ' 443 ',
      '443 B',
      '443 bytes',
      443.0
    ]) {
      assert.equal(fileOf({ '@id': ID, contentSize }).size, 443);
    }
  });

  it('is unknown for nothing and for zero', () => {
    for (const contentSize of [undefined, null, '', 0, '0', []]) {
      const result = read(
        crateOf({}, { '@id': ID, '@type': 'File', contentSize })
      );
      assert.equal(result.files[0]?.size, null);
      assert.ok(!codesOf(result).includes('size-malformed'));
    }
  });

  it('is unknown for what is no number of bytes, and the person is told', () => {
    for (const contentSize of [
      '12 KB',
      6.8203125,
      -1,
      '1e3',
      '9'.repeat(30),
      'big'
    ]) {
      const result = read(
        crateOf({}, { '@id': ID, '@type': 'File', contentSize })
      );
      assert.equal(result.files[0]?.size, null);
      assert.ok(
        codesOf(result).includes('size-malformed'),
        String(contentSize)
      );
    }
  });
});
