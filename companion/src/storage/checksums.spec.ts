import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  digestOf,
  parseChecksums,
  parseDigests,
  strongest
} from './checksums.ts';

const SHA1 = 'a'.repeat(40);
const MD5 = 'b'.repeat(32);

describe('checksums that a server tells', () => {
  it('are read from one text of several', () => {
    const told = parseChecksums(`SHA1:${SHA1} MD5:${MD5} ADLER32:12AB`);
    assert.deepEqual(told, [
      { algorithm: 'sha1', value: SHA1 },
      { algorithm: 'md5', value: MD5 },
      { algorithm: 'adler32', value: '000012ab' }
    ]);
    assert.equal(strongest(told)?.algorithm, 'sha1');
  });

  for (const [what, text] of [
    ['nothing', undefined],
    ['an empty text', ''],
    ['a length of another algorithm', `SHA1:${MD5}`],
    ['what are no digits', `MD5:${'x'.repeat(32)}`],
    ['an algorithm that nobody knows', `CRC32C:${MD5}`],
    ['an algorithm of no use', 'UNSET:'],
    ['something endless', `MD5:${'a'.repeat(1_000_000)}`]
  ] as const) {
    it(`are none where there is ${what}`, () => {
      assert.deepEqual(parseChecksums(text), []);
    });
  }

  it('are read from the fields of RFC 9530', () => {
    const value = createHash('sha256').update('hello');
    const base64 = value.copy().digest('base64');
    assert.deepEqual(
      parseDigests(`unixsum=:MDE=:, sha-256=:${base64}:, sha-512=:AA==:`),
      [{ algorithm: 'sha256', value: value.digest('hex') }]
    );
    assert.deepEqual(parseDigests('sha-256=no-bytes, md5=::'), []);
  });

  it('agree with what other programs compute', () => {
    const bytes = Buffer.concat([
      Buffer.alloc(100_000, 0xff),
      randomBytes(100_000)
    ]);
    const adler = execFileSync(
      'python3',
      [
        '-c',
        'import sys,zlib;print("%08x"%zlib.adler32(sys.stdin.buffer.read()))'
      ],
      { input: bytes, encoding: 'utf8' }
    );
    const digest = digestOf('adler32');
    for (let at = 0; at < bytes.length; at += 7777) {
      digest.update(bytes.subarray(at, at + 7777));
    }
    assert.equal(digest.hex(), adler.trim());
    const sha = digestOf('sha1');
    sha.update(bytes);
    assert.equal(sha.hex(), createHash('sha1').update(bytes).digest('hex'));
  });
});
