/**
 * Undoes a content coding that nobody asked for.
 *
 * We ask for `identity`, since resuming and checksums need the file's own
 * bytes. Some servers compress all the same.
 */
import { Readable, pipeline, type Transform } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress
} from 'node:zlib';
import type { OutboundError } from './outbound.ts';

/**
 * Web servers announce `data.tar.gz` as "a tar file, coded with gzip"; the
 * file that is meant is the compressed one.
 */
const COMPRESSED_NAME = /\.(gz|tgz|svgz|br|zst|tzst|z)$/i;

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
      return createZstdDecompress();
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
  pipeline(source, decoder, () => undefined);
  async function* chunks() {
    try {
      for await (const chunk of decoder) {
        yield chunk as Buffer;
      }
    } catch (error) {
      throw explain(error);
    }
  }
  const result = Readable.from(chunks(), { objectMode: false });
  result.on('error', () => undefined);
  return result;
}
