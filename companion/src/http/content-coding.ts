/**
 * Undoes a content coding that nobody asked for.
 *
 * We ask for `identity`, since resuming and checksums need the file's own
 * bytes. Some servers compress all the same.
 */
import { PassThrough, Readable, pipeline, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress
} from 'node:zlib';
import { OutboundError } from './outbound.ts';

/**
 * Web servers announce `data.tar.gz` as "a tar file, coded with gzip"; the
 * file that is meant is the compressed one.
 */
const COMPRESSED_NAME = /\.(gz|tgz|svgz|br|zst|tzst|z)$/i;

/** A sender chooses how much a reader has to hold: 8 MiB here (RFC 9659). */
const WINDOW = { [constants.ZSTD_d_windowLogMax]: 23 };

/** Data seldom shrinks to a tenth; what was made to fill a disk does to less. */
const MAXIMUM_RATIO = 200;
/** Small answers may be packed as well as they like. */
const RATIO_FROM_BYTES = 16 * 1024 * 1024;

/** Null when the body is to be taken as it is. */
export function decoderFor(
  coding: string | undefined,
  path: string
): Transform | null {
  if (COMPRESSED_NAME.test(path)) {
    return null;
  }
  switch (coding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress({ params: WINDOW });
    default:
      return null;
  }
}

/** The decoded stream, with failures of the decoder made presentable. */
export function decoded(
  source: Readable,
  decoder: Transform,
  explain: (error: unknown) => OutboundError
): Readable {
  let packed = 0;
  const counter = new PassThrough();
  counter.on('data', (chunk: Buffer) => {
    packed += chunk.length;
  });
  pipeline(source, counter, decoder, () => undefined);
  async function* chunks() {
    let unpacked = 0;
    try {
      for await (const chunk of decoder) {
        unpacked += (chunk as Buffer).length;
        if (unpacked > RATIO_FROM_BYTES && unpacked > packed * MAXIMUM_RATIO) {
          throw new OutboundError(
            'too-large',
            'The answer unpacks to more than is reasonable, so it was not read on.'
          );
        }
        yield chunk as Buffer;
      }
    } catch (error) {
      throw explain(error);
    }
  }
  const result = Readable.from(chunks(), { objectMode: false });
  result.on('error', () => undefined);
  // Also when nobody began to read.
  result.once('close', () => source.destroy());
  return result;
}
