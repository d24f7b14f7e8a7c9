/**
 * Files of a dataset as Dataverse tells them.
 */
import { at, listOf, textOf } from '../http/answers.ts';
import type { RemoteFile } from '../repository.ts';
import { keyOf } from './keys.ts';

/** A file, and its number there. */
export interface StoredFile {
  id: number;
  file: RemoteFile;
}

/** Names of checksums there, and here. */
export const ALGORITHMS = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512'
} as const;

export type Algorithm = keyof typeof ALGORITHMS;

export function algorithmOf(name: unknown): Algorithm | null {
  const names: Algorithm[] = ['md5', 'sha1', 'sha256', 'sha512'];
  return names.find(each => ALGORITHMS[each] === name) ?? null;
}

/**
 * One of `files`; null for anything else. A table that it has made of what was
 * sent is told as what was sent.
 */
export function storedFile(entry: unknown): StoredFile | null {
  const data = at(entry, 'dataFile');
  const id = at(data, 'id');
  const name =
    textOf(at(data, 'originalFileName')) ?? textOf(at(entry, 'label'));
  if (typeof id !== 'number' || name === null) {
    return null;
  }
  const size = at(data, 'originalFileSize') ?? at(data, 'filesize');
  const algorithm = algorithmOf(at(data, 'checksum', 'type'));
  const digest = textOf(at(data, 'checksum', 'value'));
  return {
    id,
    file: {
      key: keyOf({ name, folder: textOf(at(entry, 'directoryLabel')) }),
      size: typeof size === 'number' ? size : null,
      checksum:
        algorithm === null || digest === null
          ? null
          : `${algorithm}:${digest.toLowerCase()}`,
      complete: true
    }
  };
}

export function storedFiles(files: unknown): StoredFile[] {
  return listOf(files).flatMap(entry => storedFile(entry) ?? []);
}

/** As it stands in a receipt; null for anything else. */
export function remoteFile(value: unknown): RemoteFile | null {
  const key = textOf(at(value, 'key'));
  const size = at(value, 'size');
  return key === null
    ? null
    : {
        key,
        size: typeof size === 'number' ? size : null,
        checksum: textOf(at(value, 'checksum')),
        complete: at(value, 'complete') === true
      };
}
