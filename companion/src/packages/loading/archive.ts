/**
 * Crate zips: which files are in one, read without unpacking it.
 *
 * A zip comes from anywhere, so nothing it says is believed: names are checked,
 * links and encrypted entries are left out, and sizes are counted while
 * reading.
 */
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as yauzl from 'yauzl';

/** More entries than any package; a zip bomb's directory is one of millions. */
export const MAXIMUM_ENTRIES = 10_000;
/** All names, comments and extra fields of a zip, which are held in memory. */
const MAXIMUM_DIRECTORY_BYTES = 16 * 1024 * 1024;
/** Of a metadata document, unpacked. */
export const MAXIMUM_DOCUMENT_BYTES = 64 * 1024 * 1024;
/** Deflate cannot do better than 1032:1. */
const MAXIMUM_RATIO = 1100;
/** Small files may be packed as well as they like. */
const RATIO_FROM_BYTES = 1024 * 1024;

/** Why a zip cannot be used; the message is for the person. */
export class ArchiveError extends Error {
  readonly code = 'archive';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ArchiveError';
  }
}

/** A crate zip, open for reading. */
export interface CrateArchive {
  /** The metadata document's text. */
  document: string;
  /** Sizes of the files by their path in the crate, `/`-separated. */
  files: ReadonlyMap<string, number>;
  /** Name of the zip's entry behind a path of `files`. */
  entryOf(path: string): string;
}

/** How zips begin (APPNOTE.TXT 4.3.7 and 4.3.16). */
const LOCAL_HEADER = 0x04034b50;
const EMPTY_ZIP = 0x06054b50;

/** Whether bytes begin as those of a zip do. */
export function beginsAsArchive(bytes: Buffer): boolean {
  const signature = bytes.length >= 4 ? bytes.readUInt32LE() : 0;
  return signature === LOCAL_HEADER || signature === EMPTY_ZIP;
}

/** Whether a file begins as zips do; false for what cannot be read. */
export async function isArchive(path: string): Promise<boolean> {
  // A pipe must not be waited for.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const handle = await open(path, flags).catch(() => null);
  if (handle === null) {
    return false;
  }
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return beginsAsArchive(buffer.subarray(0, bytesRead));
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}

/**
 * Reads the list of files and the metadata document of a crate zip. The crate
 * may lie in a folder of the zip, as archives of a folder have it.
 *
 * @throws ArchiveError for a zip that is damaged, unsafe or holds no crate
 */
export async function readArchive(path: string): Promise<CrateArchive> {
  return await withZip(path, async zip => {
    const entries = await listEntries(zip);
    const metadata = findMetadata(entries.keys());
    const entry = metadata === null ? undefined : entries.get(metadata.name);
    if (metadata === null || entry === undefined) {
      throw new ArchiveError(
        'This zip is not a package: it holds no ro-crate-metadata.json.'
      );
    }
    const document = await text(
      await openEntry(zip, entry, MAXIMUM_DOCUMENT_BYTES)
    );
    const files = new Map<string, number>();
    for (const [name, { uncompressedSize }] of entries) {
      if (name.startsWith(metadata.folder)) {
        files.set(name.slice(metadata.folder.length), uncompressedSize);
      }
    }
    return {
      document,
      files,
      entryOf: file => `${metadata.folder}${file}`
    };
  });
}

/**
 * Streams one entry; the zip is closed when the stream ends.
 *
 * @param entry name as `CrateArchive.entryOf` gives it
 * @param maximumBytes the stream fails beyond that
 * @throws ArchiveError when there is no such entry
 */
export async function openArchiveEntry(
  path: string,
  entry: string,
  maximumBytes = Number.MAX_SAFE_INTEGER
): Promise<Readable> {
  const zip = await openZip(path);
  try {
    const found = (await knownEntries(zip, path)).get(entry);
    if (found === undefined) {
      throw new ArchiveError(`The zip holds no file "${entry}".`);
    }
    const stream = await openEntry(zip, found, maximumBytes);
    stream.once('close', () => zip.close());
    return stream;
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** One file of an archive that is unpacked as a whole. */
export interface ArchivedFile {
  /** Relative, `/`-separated, without `..`. */
  name: string;
  /** As the archive says. */
  size: number;
  executable: boolean;
  /**
   * @throws ArchiveError for what cannot be read; the stream fails with one
   * for what turns out to be larger than it says
   */
  open(): Promise<Readable>;
}

/** What an archive holds, and what of it is left alone. */
export interface ArchiveContent {
  files: readonly ArchivedFile[];
  /** Names of links, devices and encrypted files. */
  leftOut: readonly string[];
}

/**
 * Hands out the content of a zip for as long as it takes to use it.
 *
 * @throws ArchiveError for a zip that is damaged or unsafe, holds too many
 * files, or whose files share their bytes, which only bombs do
 */
export async function readContent<T>(
  path: string,
  maximumFiles: number,
  use: (content: ArchiveContent) => Promise<T>
): Promise<T> {
  return await withZip(path, async zip => {
    if (zip.entryCount > maximumFiles) {
      throw new ArchiveError(
        `This zip holds more than ${maximumFiles} files, which is more than can be unpacked here.`
      );
    }
    const leftOut: string[] = [];
    const entries = await listEntries(zip, maximumFiles, ({ fileName }) => {
      leftOut.push(fileName);
    });
    const files = [...entries.values()];
    const packed = files.reduce((sum, file) => sum + file.compressedSize, 0);
    if (packed > zip.fileSize) {
      throw damaged(new Error('its files overlap'));
    }
    return await use({
      leftOut,
      files: files.map(entry => ({
        name: entry.fileName,
        size: entry.uncompressedSize,
        executable: ((entry.externalFileAttributes >>> 16) & 0o100) !== 0,
        open: () => openEntry(zip, entry, entry.uncompressedSize)
      }))
    });
  });
}

async function withZip<T>(
  path: string,
  use: (zip: yauzl.ZipFile) => Promise<T>
): Promise<T> {
  const zip = await openZip(path);
  try {
    return await use(zip);
  } finally {
    zip.close();
  }
}

function openZip(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are checked by yauzl: no absolute ones, none with `..`.
    const options = { autoClose: false, lazyEntries: true };
    yauzl.open(path, options, (error, zip) => {
      if (error === null) {
        resolve(zip);
      } else {
        reject(damaged(error));
      }
    });
  });
}

/** Files are read one by one: the list is made once, not for each of them. */
const lists = new Map<string, Promise<Map<string, yauzl.Entry>>>();
const LISTS = 4;

/** The entries of a zip, as long as it is the same file. */
async function knownEntries(
  zip: yauzl.ZipFile,
  path: string
): Promise<Map<string, yauzl.Entry>> {
  const { dev, ino, size, mtimeMs } = await stat(path);
  const key = `${dev} ${ino} ${size} ${mtimeMs}`;
  const known = lists.get(key) ?? listEntries(zip);
  lists.delete(key);
  lists.set(key, known);
  const [oldest] = lists.keys();
  if (lists.size > LISTS && oldest !== undefined) {
    lists.delete(oldest);
  }
  try {
    return await known;
  } catch (error) {
    lists.delete(key);
    throw error;
  }
}

/** Regular files by name; folders and the like are passed by. */
function listEntries(
  zip: yauzl.ZipFile,
  maximum = MAXIMUM_ENTRIES,
  onLeftOut: (entry: yauzl.Entry) => void = () => undefined
): Promise<Map<string, yauzl.Entry>> {
  if (zip.entryCount > maximum) {
    return Promise.reject(
      new ArchiveError(
        `This zip holds more than ${MAXIMUM_ENTRIES} files, which is more than can be opened: unpack it and open its ro-crate-metadata.json.`
      )
    );
  }
  return new Promise((resolve, reject) => {
    const entries = new Map<string, yauzl.Entry>();
    zip.on('error', (error: unknown) => {
      reject(damaged(error));
    });
    zip.on('end', () => {
      resolve(entries);
    });
    let bytes = 0;
    zip.on('entry', (entry: yauzl.Entry) => {
      bytes +=
        entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      if (bytes > MAXIMUM_DIRECTORY_BYTES) {
        reject(damaged(new Error('its list of files is too long')));
        return;
      }
      if (isRegularFile(entry) && !entries.has(entry.fileName)) {
        entries.set(entry.fileName, entry);
      } else if (!entry.fileName.endsWith('/')) {
        onLeftOut(entry);
      }
      zip.readEntry();
    });
    zip.readEntry();
  });
}

const FILE_TYPE = 0o170000;
const REGULAR_FILE = 0o100000;

/** No folder, no link, no device, nothing encrypted. */
function isRegularFile(entry: yauzl.Entry): boolean {
  // The upper half holds the mode where a Unix program made the zip.
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  return (
    !entry.fileName.endsWith('/') &&
    !entry.fileName.includes('\0') &&
    !entry.isEncrypted() &&
    (type === 0 || type === REGULAR_FILE)
  );
}

/** The metadata document nearest to the top. */
function findMetadata(
  names: Iterable<string>
): { name: string; folder: string } | null {
  let found: { name: string; folder: string } | null = null;
  for (const name of names) {
    const folder = /^(?<folder>(?:.*\/)?)ro-crate-metadata\.json(?:ld)?$/.exec(
      name
    )?.groups?.['folder'];
    if (
      folder !== undefined &&
      (found === null || depth(folder) < depth(found.folder))
    ) {
      found = { name, folder };
    }
  }
  return found;
}

function depth(folder: string): number {
  return folder.split('/').length;
}

async function openEntry(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  maximumBytes: number
): Promise<Readable> {
  const { uncompressedSize, compressedSize, fileName } = entry;
  if (
    uncompressedSize > maximumBytes ||
    (uncompressedSize > RATIO_FROM_BYTES &&
      uncompressedSize > compressedSize * MAXIMUM_RATIO)
  ) {
    throw new ArchiveError(
      `"${fileName}" in the zip unpacks to more than is reasonable and was not read.`
    );
  }
  const source = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error === null) {
        resolve(stream);
      } else {
        reject(damaged(error));
      }
    });
  });
  const counter = countingStream(maximumBytes, fileName);
  source.once('error', error => counter.destroy(damaged(error)));
  counter.once('close', () => source.destroy());
  return source.pipe(counter);
}

/** Sizes in a zip may lie; what is counted does not. */
function countingStream(maximumBytes: number, name: string): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maximumBytes) {
        done(new ArchiveError(`"${name}" in the zip is larger than it says.`));
      } else {
        done(null, chunk);
      }
    }
  });
}

function damaged(cause: unknown): ArchiveError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new ArchiveError(
    `The zip is damaged or unsafe to open${reason}, so ask the sender for it again.`,
    cause
  );
}
