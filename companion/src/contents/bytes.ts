/**
 * The bytes of a file in a JSON document, and back.
 */
import type { Readable } from 'node:stream';
import { RequestProblem } from '../http/problem.ts';

export type DocumentFormat = 'text' | 'base64';

/**
 * Reads a stream to its end.
 *
 * @throws RequestProblem 413 when more comes than fits into a document
 */
export async function readAll(
  body: Readable,
  name: string,
  limit: number
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early ends the request that fills the stream.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      throw tooLargeToOpen(name, size, limit);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

export function tooLargeToOpen(
  name: string,
  size: number,
  limit: number
): RequestProblem {
  return new RequestProblem(
    413,
    'too-large-to-open',
    `"${name}" has ${mebibytes(size)} MiB or more; up to ${mebibytes(limit)} MiB can be opened whole. Open its first page, or download it.`
  );
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(bytes < 10_485_760 ? 1 : 0);
}

/**
 * Bytes as text, else as base64.
 *
 * @param format what was asked for; null takes text where the bytes are text
 * @throws RequestProblem 400 when text was asked for and they are none
 */
export function encoded(
  bytes: Buffer,
  format: DocumentFormat | null,
  name: string
): { content: string; format: DocumentFormat } {
  if (format !== 'base64') {
    try {
      const decoder = new TextDecoder('utf-8', {
        fatal: true,
        ignoreBOM: true
      });
      return { content: decoder.decode(bytes), format: 'text' };
    } catch {
      if (format === 'text') {
        throw new RequestProblem(
          400,
          'not-text',
          `"${name}" is not UTF-8 encoded text. Download it, or open it with a viewer for its kind.`
        );
      }
    }
  }
  return { content: bytes.toString('base64'), format: 'base64' };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** @throws RequestProblem 400 when content and format do not go together */
export function decoded(content: unknown, format: unknown): Buffer {
  if (typeof content !== 'string') {
    throw new RequestProblem(
      400,
      'content-refused',
      'The content of a file must be text, plain or as base64.'
    );
  }
  switch (format) {
    case 'text':
      return Buffer.from(content);
    case 'base64': {
      const compact = content.replace(/\s+/g, '');
      if (compact.length % 4 !== 0 || !BASE64.test(compact)) {
        throw new RequestProblem(
          400,
          'content-refused',
          'The content of the file is not valid base64.'
        );
      }
      return Buffer.from(compact, 'base64');
    }
    default:
      throw new RequestProblem(
        400,
        'format-refused',
        "The format of a file's content must be 'text' or 'base64'."
      );
  }
}
