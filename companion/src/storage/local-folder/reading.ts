import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { StorageError, type Content } from '../storage.ts';
import { asStorageError, failure } from './failures.ts';

const BLOCK = 256 * 1024;

/**
 * The bytes from `start` to `end`, both included; closes the file in the end.
 *
 * @param options the signal ends it early
 */
export function bytesOf(
  handle: FileHandle,
  range: { start: number; end: number },
  { signal }: { signal?: AbortSignal }
): Readable {
  let at = range.start;
  // Not left to the stream, which keeps the error of the signal as it is.
  const stop = () => bytes.destroy(failure('aborted', signal?.reason));
  const bytes = new Readable({
    highWaterMark: BLOCK,
    read() {
      const wanted = Math.min(BLOCK, range.end + 1 - at);
      if (wanted <= 0) {
        this.push(null);
        return;
      }
      handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at).then(
        ({ bytesRead, buffer }) => {
          at += bytesRead;
          if (bytesRead === 0) {
            this.destroy(
              new StorageError(
                'changed',
                'The file became shorter while it was read. Open it again.'
              )
            );
          } else {
            this.push(buffer.subarray(0, bytesRead));
          }
        },
        (error: unknown) => this.destroy(asStorageError(error))
      );
    },
    destroy(error, callback) {
      signal?.removeEventListener('abort', stop);
      const told = error === null ? null : asStorageError(error);
      handle.close().then(
        () => callback(told),
        () => callback(told)
      );
    }
  });
  // It may be ended before anybody listens.
  bytes.on('error', () => undefined);
  if (signal?.aborted) {
    stop();
  } else {
    signal?.addEventListener('abort', stop, { once: true });
  }
  return bytes;
}

/**
 * Which bytes a reader gets, both ends included; null: all of them. There are
 * none when it begins behind the end.
 */
export function rangeIn(
  size: number,
  { start, end }: { start?: number; end?: number }
): Content['range'] {
  if (start === undefined && end === undefined) {
    return null;
  }
  const first = start ?? 0;
  const from = first < 0 ? Math.max(0, size + first) : first;
  const to = Math.min(end ?? size - 1, size - 1);
  return { start: from, end: to };
}
