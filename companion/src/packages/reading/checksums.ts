/**
 * Checksums and sizes of file entities.
 *
 * The coordinator stores any digest under `sha256` without its kind
 * (req-packager, `rocrate_gen.rs`), so the length tells.
 */
import type { Checksum } from 'sciencemesh-contract';
import type { Entity } from '../crate/crate.ts';
import { textOf } from '../crate/json-ld.ts';
import type { WarningList } from '../crate/warnings.ts';

const PROPERTIES = ['sha256', 'sha1', 'md5', 'checksum'] as const;

const LABEL: Readonly<Record<Checksum['algorithm'], string>> = {
  sha256: 'SHA-256',
  sha1: 'SHA-1',
  md5: 'MD5'
};

const BY_LENGTH: Readonly<Record<number, Checksum['algorithm']>> = {
  32: 'md5',
  40: 'sha1',
  64: 'sha256'
};

/**
 * A checksum as repositories and crates write it: `md5:abc…`, or bare.
 *
 * The algorithm is told by the length, not by the label: labels are wrong in
 * the wild, and a digest of another length cannot be of that algorithm anyway.
 * Null when it is none of those that are verified.
 */
export function checksumFromText(text: string): Checksum | null {
  const value = text
    .replace(/^[A-Za-z0-9-]+:/, '')
    .trim()
    .toLowerCase();
  const algorithm = BY_LENGTH[value.length];
  return algorithm === undefined || !/^[0-9a-f]+$/.test(value)
    ? null
    : { algorithm, value };
}

/** The digest that a file is verified with; malformed ones are told of. */
export function checksumOf(
  entity: Entity,
  name: string,
  warnings: WarningList
): Checksum | null {
  for (const property of PROPERTIES) {
    const text = textOf(entity[property]);
    if (text === null) {
      continue;
    }
    const checksum = checksumFromText(text);
    // A row of zeros is what a producer writes who has none.
    if (checksum === null || /^0+$/.test(checksum.value)) {
      warnings.add('checksum-malformed', entity['@id'], name, text);
      continue;
    }
    if (property === 'sha256' && checksum.algorithm !== 'sha256') {
      warnings.add(
        'checksum-mislabelled',
        entity['@id'],
        name,
        LABEL[checksum.algorithm]
      );
    }
    return checksum;
  }
  return null;
}

/**
 * Bytes, or null when nobody knows. `0` is null: matchmaker writes it for
 * every file (`fileMetaToFileEntry`). Rounded sizes such as "12 KB" are null
 * too, as a size is what a finished download is compared with.
 */
export function sizeOf(
  entity: Entity,
  name: string,
  warnings: WarningList
): number | null {
  const text = textOf(entity.contentSize);
  if (text === null) {
    return null;
  }
  const digits = /^(\d{1,16})(?:\.0*)?\s*(?:b|bytes?)?$/i.exec(text)?.[1];
  const size = Number(digits);
  if (digits === undefined || !Number.isSafeInteger(size)) {
    warnings.add('size-malformed', entity['@id'], name, text);
    return null;
  }
  return size === 0 ? null : size;
}
