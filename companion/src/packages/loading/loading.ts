/**
 * Crate documents and crate zips that a person names: a file in a folder, or
 * an https address.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { PackageOrigin } from 'sciencemesh-contract';
import { parseJson } from '../../http/json.ts';
import { OutboundError, type OutboundClient } from '../../http/outbound.ts';
import { RequestProblem } from '../../http/problem.ts';
import { freeBytes } from '../../transfers/working-folder.ts';
import { isCrateProblem, readCrate } from '../crate/crate.ts';
import { crateDocument } from '../crate/unwrap.ts';
import { readAddress } from '../reading/addresses.ts';
import { FolderRefused, folderInRoot } from '../working-copy/folders.ts';
import {
  ArchiveError,
  MAXIMUM_DOCUMENT_BYTES,
  beginsAsArchive,
  isArchive,
  readArchive
} from './archive.ts';

/** A document taken in from somewhere else than a share. */
export interface ReceivedDocument {
  origin: PackageOrigin;
  /** Text of the crate document. */
  text: string;
  /** Keeps the archive that it came in at the given path. */
  keep?: (path: string) => Promise<void>;
  /** Lets go of what `keep` was not called for. */
  discard?: () => Promise<void>;
}

/** Names under which a folder holds its crate document. */
const DOCUMENT_NAMES = ['ro-crate-metadata.json', 'ro-crate-metadata.jsonld'];

/** Of a document that a person chose; a share may hold half as many. */
const MAXIMUM_VALUES = 2_000_000;

/** Of a crate zip from an address; data in it is copied once more. */
const MAXIMUM_ARCHIVE_BYTES = 20 * 1024 ** 3;
/** What of the free disk it may take. */
const SHARE_OF_FREE = 0.5;

/**
 * A crate document, crate zip or folder under the Jupyter root.
 *
 * @throws RequestProblem for what cannot be read or is no crate
 */
export async function readLocal(
  root: string,
  name: string
): Promise<ReceivedDocument> {
  const path = await findDocument(pathInRoot(root, name));
  const origin: PackageOrigin = {
    type: 'file',
    path: path.slice(root.length).replace(/^\/+/, '')
  };
  return { origin, text: await textOf(path) };
}

/**
 * The crate document at an absolute path: the file itself, the document in a
 * crate zip, or the one in a folder.
 *
 * @throws RequestProblem
 */
export async function textOf(path: string): Promise<string> {
  if (await isArchive(path)) {
    return textInArchive(path);
  }
  const stats = await stat(path).catch(() => null);
  if (stats?.isFile() !== true) {
    throw notFound(path);
  }
  if (stats.size > MAXIMUM_DOCUMENT_BYTES) {
    throw tooLarge();
  }
  return checkedText(await readFile(path, 'utf8'));
}

/** @returns the document in a folder, or the path itself */
export async function findDocument(path: string): Promise<string> {
  const stats = await stat(path).catch(() => null);
  if (stats?.isDirectory() !== true) {
    return path;
  }
  for (const name of DOCUMENT_NAMES) {
    const candidate = join(path, name);
    if ((await stat(candidate).catch(() => null))?.isFile() === true) {
      return candidate;
    }
  }
  throw new RequestProblem(
    422,
    'not-a-crate',
    'This folder is not a package: it holds no ro-crate-metadata.json.'
  );
}

/**
 * A crate document or crate zip at an address.
 *
 * @param folder where an archive lies until it is kept or discarded
 * @throws RequestProblem
 */
export async function readUrl(
  url: string,
  outbound: OutboundClient,
  folder: string
): Promise<ReceivedDocument> {
  const address = addressOfFile(url);
  const temporary = join(folder, `${randomUUID()}.part`);
  const discard = () => rm(temporary, { force: true });
  try {
    await download(address, outbound, temporary);
    const isZip = await isArchive(temporary);
    const text = await textOf(temporary);
    return {
      origin: { type: 'url', url: address },
      text,
      discard,
      ...(isZip ? { keep: path => rename(temporary, path) } : {})
    };
  } catch (error) {
    await discard();
    if (error instanceof OutboundError) {
      throw new RequestProblem(502, error.code, error.message, {
        cause: error
      });
    }
    throw error;
  }
}

/** People copy the address of the page that shows the file. */
export function addressOfFile(url: string): string {
  const address = readAddress(url);
  return address?.type === 'web' ? address.url : url;
}

async function download(
  url: string,
  outbound: OutboundClient,
  target: string
): Promise<void> {
  const answer = await outbound.request(url);
  if (answer.status !== 200) {
    answer.discard();
    throw new RequestProblem(
      502,
      'not-available',
      `${new URL(answer.url).host} answered ${answer.status}. Check the address, or download the package there and open it from a file.`
    );
  }
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const room = ((await freeBytes(dirname(target))) ?? Infinity) * SHARE_OF_FREE;
  let bytes = 0;
  let maximum = 0;
  await pipeline(
    answer.body,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        if (bytes === 0) {
          maximum = beginsAsArchive(chunk)
            ? Math.min(MAXIMUM_ARCHIVE_BYTES, room)
            : MAXIMUM_DOCUMENT_BYTES;
        }
        bytes += chunk.length;
        if (bytes > maximum) {
          throw tooLarge();
        }
        yield chunk;
      }
    },
    createWriteStream(target, { flags: 'wx', mode: 0o600 })
  );
}

async function textInArchive(path: string): Promise<string> {
  try {
    return checkedText((await readArchive(path)).document);
  } catch (error) {
    if (error instanceof ArchiveError) {
      throw new RequestProblem(422, 'not-a-crate', error.message, {
        cause: error
      });
    }
    throw error;
  }
}

/**
 * The crate document in a text, which may also be the body of a share.
 *
 * @throws RequestProblem when there is no crate in it
 */
export function checkedText(text: string): string {
  const value = parsed(text);
  const document = crateDocument(value);
  const crate = readCrate(document);
  if (isCrateProblem(crate)) {
    throw new RequestProblem(422, crate.code, crate.message);
  }
  return document === value ? text : JSON.stringify(document);
}

function parsed(text: string): unknown {
  try {
    return parseJson(Buffer.from(text), MAXIMUM_VALUES);
  } catch {
    // The parser's own message quotes the document, which is no matter of logs.
    throw new RequestProblem(
      422,
      'not-a-crate',
      'This is not an RO-Crate: it is not valid JSON, nests too deep or holds too many values.'
    );
  }
}

function pathInRoot(root: string, name: string): string {
  try {
    return folderInRoot(root, name);
  } catch (error) {
    if (error instanceof FolderRefused) {
      throw new RequestProblem(
        400,
        'path-refused',
        'The file must lie below the folder that Jupyter shows.'
      );
    }
    throw error;
  }
}

function notFound(path: string): RequestProblem {
  return new RequestProblem(
    404,
    'file-not-found',
    `There is no file ${path.split('/').at(-1) ?? path}. Check the name.`
  );
}

function tooLarge(): RequestProblem {
  return new RequestProblem(
    413,
    'too-large',
    'The package is larger than can be read. Unpack it and open its ro-crate-metadata.json.'
  );
}
