import type { Readable } from 'node:stream';

import * as yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';

import type { Storage, StoredObject } from './storage.ts';

/** A file out of an archive. */
export interface Unpacked {
  name: string;
  directory: string | null;
  object: StoredObject;
}

/** The archive has more files than are unpacked. */
export class TooMany extends Error {}

/**
 * Unpacks an archive as an upload is: files of the Macintosh are left behind,
 * and what may not be in the name of a folder becomes a dot.
 */
export async function unpack(
  storage: Storage,
  archive: StoredObject,
  limit: number
): Promise<Unpacked[]> {
  const counted = await each(archive, () => Promise.resolve(null));
  if (counted.length > limit) {
    throw new TooMany(
      `The number of files in the zip archive is over the limit (${limit}); please upload a zip archive with fewer files, if you want them to be ingested as individual DataFiles.`
    );
  }
  return each(archive, async (zip, entry) => {
    const at = entry.fileName.lastIndexOf('/');
    return {
      name: entry.fileName.slice(at + 1),
      directory: at < 0 ? null : cleanFolder(entry.fileName.slice(0, at), true),
      object: await storage.write(await contentOf(zip, entry))
    };
  });
}

async function each<Result>(
  archive: StoredObject,
  visit: (zip: ZipFile, entry: Entry) => Promise<Result>
): Promise<Result[]> {
  const zip = await opened(archive);
  const results: Result[] = [];
  const visitOne = async (entry: Entry) => {
    const name = entry.fileName.split('/').at(-1) ?? '';
    const skipped =
      name === '' || name.startsWith('._') || name.startsWith('.DS_Store');
    if (!skipped) {
      results.push(await visit(zip, entry));
    }
    zip.readEntry();
  };
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: Entry) => void visitOne(entry).catch(reject));
      zip.once('end', resolve);
      zip.once('error', reject);
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
  return results;
}

function opened({ path }: StoredObject): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    if (path === null) {
      throw new Error('An archive is kept until it is unpacked');
    }
    const options = { lazyEntries: true, autoClose: false };
    yauzl.open(path, options, (fault, zip) =>
      fault === null ? resolve(zip) : reject(fault)
    );
  });
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (fault, stream) =>
      fault === null ? resolve(stream) : reject(fault)
    );
  });
}

/**
 * The name of a folder without what it may not begin or end with.
 *
 * @param thorough replaces what may not be inside either
 */
export function cleanFolder(name: string, thorough = false): string | null {
  let clean = name.replaceAll(/[\\/]+/g, '/');
  if (thorough) {
    clean = clean
      .replaceAll(/[^A-Za-z0-9_ ./-]+/g, '.')
      .replaceAll(/\.\.+/g, '.');
  }
  clean = clean.replace(/^[-/. ]+/, '').replace(/[-/. ]+$/, '');
  return clean === '' ? null : clean;
}
