/**
 * The files of a job in one archive, so that names of any kind arrive.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import type { InputFile } from './input-survey.ts';

/** Something was different from what was known of it. */
export class ArchiveError extends Error {
  /** @param message what happened and what to do, for the person */
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ArchiveError';
  }
}

/** What is packed although it lies nowhere as it is. */
export interface PackedText {
  path: string;
  bytes: Uint8Array;
}

export interface PackedFile {
  path: string;
  size: number;
  sha256: string;
}

/**
 * Packs files into a new archive.
 *
 * @param onBytes hears how many bytes were read since it last heard
 */
export async function packInputs(
  target: string,
  texts: readonly PackedText[],
  files: readonly InputFile[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void
): Promise<PackedFile[]> {
  // Streams that begin ended tell of it when nobody listens yet.
  signal.throwIfAborted();
  const archive = pack();
  // Both pipelines tell of a failure; the streams tell it once more by event.
  archive.on('error', () => undefined);
  const packed: PackedFile[] = [];
  const writing = pipeline(
    archive,
    createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true }),
    { signal }
  );
  const reading = (async () => {
    for (const { path, bytes } of texts) {
      archive.entry({ name: path, mode: 0o600 }, Buffer.from(bytes));
      packed.push({ path, size: bytes.byteLength, sha256: sha256Of(bytes) });
    }
    for (const file of files) {
      signal.throwIfAborted();
      const hash = createHash('sha256');
      const entry = archive.entry({
        name: file.path,
        size: file.size,
        mode: 0o600,
        mtime: new Date(file.modified)
      });
      entry.on('error', () => undefined);
      await pipeline(
        createReadStream(file.real, { end: Math.max(0, file.size - 1) }),
        counted(hash, file.size, file.path, onBytes),
        entry,
        { signal }
      );
      packed.push({
        path: file.path,
        size: file.size,
        sha256: hash.digest('hex')
      });
    }
    archive.finalize();
  })();
  // The failure of a file is what the other side fails of, too.
  reading.catch((error: unknown) =>
    archive.destroy(error instanceof Error ? error : undefined)
  );
  const [read] = await Promise.allSettled([reading, writing]);
  if (read.status === 'rejected') {
    throw read.reason;
  }
  await writing;
  return packed;
}

/**
 * Unpacks regular files below a folder and checks each one.
 *
 * @param expected by path; what is not among them is left out
 * @returns what was unpacked
 */
export async function unpackOutputs(
  archive: string,
  folder: string,
  expected: ReadonlyMap<string, { size: number; sha256: string }>,
  signal: AbortSignal
): Promise<PackedFile[]> {
  signal.throwIfAborted();
  const unpacked: PackedFile[] = [];
  const reader = extract();
  reader.on('error', () => undefined);
  const reading = pipeline(createReadStream(archive), reader, { signal });
  reading.catch(() => undefined);
  for await (const entry of reader) {
    const path = posix.normalize(entry.header.name);
    const wanted = expected.get(path);
    if (
      entry.header.type !== 'file' ||
      wanted === undefined ||
      leadsOut(path)
    ) {
      entry.resume();
      continue;
    }
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const hash = createHash('sha256');
    let size = 0;
    const handle = await open(target, 'w', 0o600);
    try {
      for await (const chunk of entry as AsyncIterable<Buffer>) {
        hash.update(chunk);
        size += chunk.byteLength;
        await handle.write(chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const sha256 = hash.digest('hex');
    if (size !== wanted.size || sha256 !== wanted.sha256) {
      throw new ArchiveError(
        `The result "${path}" was damaged on its way. Collect the results again.`
      );
    }
    unpacked.push({ path, size, sha256 });
  }
  await reading;
  return unpacked;
}

/** The checksum of a file. */
export async function sha256OfFile(
  path: string,
  signal: AbortSignal
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function leadsOut(path: string): boolean {
  return path.startsWith('/') || path === '..' || path.startsWith('../');
}

/** Passes bytes on, and makes sure that there are as many as announced. */
function counted(
  hash: Hash,
  size: number,
  path: string,
  onBytes: (bytes: number) => void
): Transform {
  let left = size;
  return new Transform({
    transform(chunk: Buffer, _, callback) {
      const own = chunk.subarray(0, left);
      left -= own.byteLength;
      hash.update(own);
      onBytes(own.byteLength);
      callback(null, own);
    },
    flush(callback) {
      callback(
        left === 0
          ? null
          : new ArchiveError(
              `"${path}" became shorter while it was packed. Submit the job again when nothing writes to it.`
            )
      );
    }
  });
}
