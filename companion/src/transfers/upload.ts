/**
 * The bytes of a file of one storage, as another one wants to have them: a
 * known number of them, and again from the beginning where a request has to be
 * made twice. They go through as fast as they are taken and are held nowhere.
 */
import { Readable } from 'node:stream';
import type { Content, Storage } from '../storage/storage.ts';
import { FileFailure } from './file-failure.ts';
import { seenIn, type Seen } from './seen.ts';
import { tooLarge } from './wanted.ts';

export interface Upload {
  size: number;
  /** Which state of the file it is. */
  source: Seen;
  body: () => Readable;
  /** What reading failed with, if it did. */
  failure(): unknown;
  close(): void;
}

export interface UploadOptions {
  maximumBytes: number;
  /** For a storage that does not tell the size when it is read. */
  plannedSize: number | null;
  signal: AbortSignal;
  onProgress: (bytes: number) => void;
}

/** @throws StorageError, or FileFailure for a file that cannot be sent */
export async function openUpload(
  { storage, path }: { storage: Storage; path: string },
  { maximumBytes, plannedSize, signal, onProgress }: UploadOptions
): Promise<Upload> {
  let ready: Content | null = await storage.read(path, { signal });
  const source = seenIn(ready);
  const size = ready.size ?? plannedSize;
  if (size === null || size > maximumBytes) {
    ready.body.destroy();
    throw size === null
      ? new FileFailure(
          'size-unknown',
          `${storage.label} does not say how large the file is, and it has to be known before it is sent. Copy it to your files first.`
        )
      : tooLarge(maximumBytes);
  }
  let failure: unknown = null;
  let sent = 0;

  async function* bytes(): AsyncGenerator<Buffer> {
    onProgress(-sent);
    sent = 0;
    try {
      const content =
        ready ??
        (await storage.read(path, {
          signal,
          ...(source.etag === null ? {} : { etag: source.etag })
        }));
      ready = null;
      for await (const chunk of content.body as AsyncIterable<Buffer>) {
        sent += chunk.length;
        onProgress(chunk.length);
        yield chunk;
      }
    } catch (error) {
      failure = error;
      throw error;
    }
  }

  return {
    size,
    source,
    body: () => Readable.from(bytes(), { objectMode: false }),
    failure: () => failure,
    close: () => ready?.body.destroy()
  };
}
