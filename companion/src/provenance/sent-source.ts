/**
 * What ran, as it was sent: taken out of the job's archive into the folder of
 * results, where the profile wants the main workflow to be (Workflow RO-Crate
 * 1.0, "Main Workflow").
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';

/** Sources are read by people; what is larger is no source. */
const LARGEST = 256 * 1024 * 1024;

/**
 * @param archive the job's inputs
 * @param name of the source in it
 * @param results folder of results
 * @param place path of the source there
 * @returns whether it lies there
 */
export async function placeSource(
  archive: string,
  name: string,
  results: string,
  place: string,
  signal: AbortSignal
): Promise<boolean> {
  const target = join(results, place);
  const known = await stat(target).catch(() => null);
  if (known?.isFile() === true) {
    // An earlier attempt has brought it.
    return true;
  }
  const bytes = await entryOf(archive, name, signal);
  if (bytes === null) {
    return false;
  }
  const aside = `${target}.part`;
  await mkdir(join(results, posix.dirname(place)), { recursive: true });
  try {
    await writeFile(aside, bytes, { flush: true, signal });
    await rename(aside, target);
  } finally {
    await rm(aside, { force: true });
  }
  return true;
}

/** The checksum of a file. */
export async function sha256Of(
  path: string,
  signal: AbortSignal
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** One file of an archive; null when it is not there, or far too large. */
async function entryOf(
  archive: string,
  name: string,
  signal: AbortSignal
): Promise<Buffer | null> {
  if ((await stat(archive).catch(() => null)) === null) {
    return null;
  }
  const done = new AbortController();
  const reader = extract();
  const reading = pipeline(createReadStream(archive), reader, {
    signal: AbortSignal.any([signal, done.signal])
  });
  reading.catch(() => undefined);
  try {
    for await (const entry of reader) {
      const { header } = entry;
      if (
        header.type === 'file' &&
        posix.normalize(header.name) === name &&
        (header.size ?? 0) <= LARGEST
      ) {
        const chunks: Buffer[] = [];
        for await (const chunk of entry as AsyncIterable<Buffer>) {
          chunks.push(chunk);
        }
        return Buffer.concat(chunks);
      }
      entry.resume();
    }
    await reading;
    return null;
  } finally {
    done.abort();
  }
}
