import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import {
  brotliCompressSync,
  constants,
  createZstdCompress,
  deflateSync,
  gzipSync,
  zstdCompressSync
} from 'node:zlib';
import { decoded, decoderFor } from './content-coding.ts';
import { toOutboundError } from './failures.ts';
import { OutboundError } from './outbound.ts';

const MEBIBYTE = 1024 * 1024;

const explain = (error: unknown) =>
  toOutboundError(error, 'data.example.org', { answer: 1, idle: 1 });

function decode(coding: string, bytes: Buffer | Readable): Readable {
  const decoder = decoderFor(coding, '/a.csv');
  assert.ok(decoder);
  const source = bytes instanceof Readable ? bytes : Readable.from([bytes]);
  return decoded(source, decoder, explain);
}

function failsWith(code: OutboundError['code']) {
  return (error: unknown) => {
    assert.ok(error instanceof OutboundError);
    assert.equal(error.code, code, error.message);
    return true;
  };
}

// Its default takes seconds for what these tests need no better packed.
const brotli = (content: Buffer) =>
  brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4 }
  });

const CODINGS = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotli],
  ['zstd', zstdCompressSync]
] as const;

describe('a body that was coded unasked', () => {
  for (const [coding, compress] of CODINGS) {
    it(`as ${coding} is decoded`, async () => {
      const content = randomBytes(3 * MEBIBYTE);
      const result = await buffer(decode(coding, compress(content)));
      assert.deepEqual(result, content);
    });

    it(`as ${coding} may shrink as well as data does`, async () => {
      const line = Buffer.from(randomBytes(1000).toString('hex'));
      const content = Buffer.concat(Array<Buffer>(12_000).fill(line));
      const noisy = Buffer.concat([content, randomBytes(MEBIBYTE)]);
      const result = await buffer(decode(coding, compress(noisy)));
      assert.equal(result.length, noisy.length);
    });

    it(`as ${coding} does not fill the disk`, async () => {
      const bomb = compress(Buffer.alloc(64 * MEBIBYTE));
      await assert.rejects(
        buffer(decode(coding, bomb)),
        failsWith('too-large')
      );
    });

    it(`as ${coding} that is none says so`, async () => {
      await assert.rejects(
        buffer(decode(coding, Buffer.from('a,b,c,d,e,f,g,h\n'))),
        failsWith('broken-answer')
      );
    });
  }

  it('does not choose how much memory it takes', async () => {
    const packing = createZstdCompress({
      params: { [constants.ZSTD_c_windowLog]: 27 }
    });
    packing.write(Buffer.alloc(MEBIBYTE));
    packing.end();
    await assert.rejects(
      buffer(decode('zstd', await buffer(packing))),
      failsWith('broken-answer')
    );
  });

  it('lets go of its connection when nobody reads it', async () => {
    const source = Readable.from([gzipSync('x')]);
    const closed = once(source, 'close');
    decode('gzip', source).destroy();
    await closed;
  });
});
