/**
 * Archives that are written file by file, of any size (ZIP64).
 */
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Of these nothing gets any smaller. */
const PACKED =
  /\.(?:zip|gz|tgz|bz2|xz|zst|7z|jpe?g|png|webp|mp[34]|parquet|h5|nc|root|pdf)$/i;

export interface ZipEntry {
  /** Its name in the archive. */
  path: string;
  /** Absolute path, or the content itself. */
  content: string | Buffer;
  size: number;
  modified: Date;
}

/** Whether a file of this name is packed already. */
export function isPacked(path: string): boolean {
  return PACKED.test(path);
}

/** @param mode of the archive */
export async function writeZip(
  target: string,
  entries: Iterable<ZipEntry>,
  signal: AbortSignal,
  mode = 0o600
): Promise<void> {
  signal.throwIfAborted();
  const zip = new ZipFile();
  const bytes = new PassThrough();
  zip.outputStream.pipe(bytes);
  let current: ReadStream | null = null;
  // Its output does not end by itself when a file cannot be read.
  zip.on('error', (error: Error) => bytes.destroy(error));
  for (const { content, modified, path, size } of entries) {
    const options = {
      mtime: modified,
      mode: 0o100644,
      compress: !isPacked(path)
    };
    if (typeof content !== 'string') {
      zip.addBuffer(content, path, options);
      continue;
    }
    zip.addReadStreamLazy(path, { ...options, size }, take => {
      current = createReadStream(content);
      current.on('error', error => zip.emit('error', error));
      take(null, current);
    });
  }
  zip.end();
  const output = createWriteStream(target, { mode, flush: true });
  try {
    await pipeline(bytes, output, { signal });
  } finally {
    stop(current);
  }
}

/** Nobody reads it to its end any more. */
function stop(stream: ReadStream | null): void {
  stream?.destroy();
}
