/**
 * A folder as a zip that is made while it is sent: one file after the other is
 * read from the server, nothing is kept. What cannot be read is told in a
 * small file beside its place, and the rest goes on.
 */
import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Place } from '../drive/drive.ts';
import { below } from '../drive/paths.ts';
import { StorageError, type Entry } from '../storage/storage.ts';
import { safeType } from './media-types.ts';

/** Folders in folders beyond this are a loop of links. */
const DEEPEST = 100;

/**
 * @param place of a folder that is there
 * @returns bytes of the zip; destroying them ends the reading
 */
export function archiveOf(place: Place): Readable {
  const zip = new ZipFile();
  const body = new PassThrough();
  const ending = new AbortController();
  body.on('close', () => ending.abort());
  zip.outputStream.pipe(body);
  const writer = new ArchiveWriter(zip, place, ending.signal);
  writer.write().then(
    () => zip.end(),
    // Nobody reads any more, or the zip itself is broken.
    (error: unknown) =>
      body.destroy(error instanceof Error ? error : new Error(String(error)))
  );
  return body;
}

class ArchiveWriter {
  readonly #zip: ZipFile;
  readonly #place: Place;
  readonly #signal: AbortSignal;
  readonly #names = new Set<string>();

  constructor(zip: ZipFile, place: Place, signal: AbortSignal) {
    this.#zip = zip;
    this.#place = place;
    this.#signal = signal;
  }

  async write(): Promise<void> {
    await this.#folder(this.#place.path, '', 0);
  }

  async #folder(path: string, inside: string, depth: number): Promise<void> {
    const { storage } = this.#place;
    let count = 0;
    try {
      const listing = await storage.list(path, { signal: this.#signal });
      for await (const batch of listing?.entries ?? []) {
        for (const entry of batch) {
          count += 1;
          await this.#entry(entry, inside, depth);
        }
      }
    } catch (error) {
      this.#tell(below(inside, 'folder'), this.#reason(error));
    }
    if (count === 0 && inside !== '') {
      this.#zip.addEmptyDirectory(`${inside}/`);
    }
  }

  async #entry(entry: Entry, inside: string, depth: number): Promise<void> {
    this.#signal.throwIfAborted();
    const name = this.#free(below(inside, nameInZip(entry.name)));
    if (entry.problem !== null) {
      this.#tell(name, entry.problem);
    } else if (entry.kind === 'file') {
      await this.#file(entry, name);
    } else if (depth === DEEPEST) {
      this.#tell(name, 'The folders go deeper than can be followed.');
    } else {
      await this.#folder(entry.path, name, depth + 1);
    }
  }

  async #file(entry: Entry, name: string): Promise<void> {
    let body: Readable;
    try {
      const { storage } = this.#place;
      const options = { signal: this.#signal };
      ({ body } = await storage.read(entry.path, options));
    } catch (error) {
      this.#tell(name, this.#reason(error));
      return;
    }
    // A zip cannot take a file back that has begun: it ends where it breaks.
    const through = new PassThrough();
    let broken: unknown = null;
    body.on('error', error => {
      broken = error;
      through.end();
    });
    body.pipe(through);
    this.#zip.addReadStream(through, name, {
      ...(entry.modified === null ? {} : { mtime: new Date(entry.modified) }),
      mode: 0o100644,
      // Data formats compress themselves; doing it again only costs time.
      compress: /^(?:text\/|application\/json)/.test(safeType(entry.name))
    });
    await Promise.race([
      finished(through).catch(() => undefined),
      aborted(this.#signal)
    ]);
    if (broken !== null) {
      this.#tell(name, `Only a part of it came. ${this.#reason(broken)}`);
    }
  }

  /** @throws when the reader is gone */
  #reason(error: unknown): string {
    this.#signal.throwIfAborted();
    if (error instanceof StorageError) {
      return error.message;
    }
    throw error;
  }

  #tell(name: string, reason: string): void {
    const text = `This could not be downloaded: ${reason}\n`;
    const path = this.#free(`${name}.error.txt`);
    this.#zip.addBuffer(Buffer.from(text), path, { mode: 0o100644 });
  }

  /** No two of a zip may fall onto one another when it is unpacked. */
  #free(path: string): string {
    for (let count = 1; ; count += 1) {
      const candidate = count === 1 ? path : numbered(path, count);
      const folded = candidate.normalize('NFC').toLowerCase();
      if (!this.#names.has(folded)) {
        this.#names.add(folded);
        return candidate;
      }
    }
  }
}

/** A name that unpacks to one file inside the folder, on every system. */
function nameInZip(name: string): string {
  const safe = name
    .replace(/[\p{Cc}/\\:*?"<>|]/gu, '_')
    .replace(/[. ]+$/, '_')
    .replace(/^\.\.?$/, '_');
  return safe === '' ? '_' : safe;
}

function numbered(path: string, count: number): string {
  const cut = path.lastIndexOf('.');
  return cut > path.lastIndexOf('/') + 1
    ? `${path.slice(0, cut)} (${count})${path.slice(cut)}`
    : `${path} (${count})`;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) {
    await once(signal, 'abort');
  }
}
