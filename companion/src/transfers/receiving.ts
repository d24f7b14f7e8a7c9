/**
 * From a stream into a partial file, holding the stream back while the disk
 * is behind.
 */
import type { Readable } from 'node:stream';
import type { FileFailure } from './file-failure.ts';
import type { PartialFile } from './partial-file.ts';

export interface Receiving {
  stream: Readable;
  partial: PartialFile;
  /** Bytes that the whole file may have. */
  limit: number;
  /** What to fail with beyond that. */
  tooLong: () => FileFailure;
  signal: AbortSignal;
}

/**
 * Resolves when the stream has ended; it is destroyed in any other case.
 *
 * @throws what the stream or the disk failed with
 */
export function receive(options: Receiving): Promise<void> {
  const { stream, partial, limit, tooLong, signal } = options;
  return new Promise<void>((resolve, reject) => {
    let ended = false;
    const fail = (error: unknown) => {
      stream.destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const stop = () => fail(signal.reason);
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    stream.on('data', (chunk: Buffer) => {
      if (partial.bytes + chunk.length > limit) {
        fail(tooLong());
        return;
      }
      try {
        const room = partial.accept(chunk);
        if (room) {
          stream.pause();
          void room.then(() => stream.resume());
        }
      } catch (error) {
        fail(error);
      }
    });
    stream.once('end', () => {
      ended = true;
      resolve();
    });
    stream.once('error', fail);
    stream.once('close', () => {
      signal.removeEventListener('abort', stop);
      if (!ended) {
        reject(new Error('The stream was closed before its end'));
      }
    });
  });
}
