/**
 * Checksums of whole files, as servers tell them: `oc:checksums` in listings and
 * `OC-Checksum` beside the bytes (ownCloud, Nextcloud, oCIS, OpenCloud, Reva on
 * EOS), and `Repr-Digest` (RFC 9530).
 */
import { createHash } from 'node:crypto';

export type ChecksumAlgorithm = 'sha256' | 'sha1' | 'md5' | 'adler32';

export interface FileChecksum {
  algorithm: ChecksumAlgorithm;
  /** Hexadecimal, in lower case. */
  value: string;
}

/** Takes bytes in order and tells their checksum. */
export interface Digest {
  update(bytes: Uint8Array): unknown;
  /** Hexadecimal, in lower case; once. */
  hex(): string;
}

/** From the one that says most to the one that says least. */
const DIGITS: ReadonlyMap<ChecksumAlgorithm, number> = new Map([
  ['sha256', 64],
  ['sha1', 40],
  ['md5', 32],
  ['adler32', 8]
]);

/** Names as RFC 9530 registers them; its insecure ones say enough here. */
const DIGEST_FIELDS: ReadonlyMap<string, ChecksumAlgorithm> = new Map([
  ['sha-256', 'sha256'],
  ['sha', 'sha1'],
  ['md5', 'md5'],
  ['adler', 'adler32']
]);

const LONGEST = 2000;

export function digestOf(algorithm: ChecksumAlgorithm): Digest {
  if (algorithm === 'adler32') {
    return new Adler32();
  }
  const hash = createHash(algorithm);
  return {
    update: bytes => hash.update(bytes),
    hex: () => hash.digest('hex')
  };
}

/**
 * Reads `SHA1:… MD5:… ADLER32:…`; what makes no sense is as if it had not been
 * told.
 */
export function parseChecksums(text: string | undefined): FileChecksum[] {
  return (text ?? '')
    .slice(0, LONGEST)
    .split(/[\s,]+/)
    .flatMap(word => {
      const [, name = '', value = ''] = /^([\w-]+):(\w+)$/.exec(word) ?? [];
      return checksum(name.toLowerCase().replace('-', ''), value);
    });
}

/** Reads `sha-256=:<base64>:, …`, a dictionary of byte sequences (RFC 8941). */
export function parseDigests(text: string | undefined): FileChecksum[] {
  return (text ?? '')
    .slice(0, LONGEST)
    .split(',')
    .flatMap(member => {
      const [, name = '', value = ''] =
        /^\s*([\w-]+)=:([\w+/=]+):/.exec(member) ?? [];
      return checksum(
        DIGEST_FIELDS.get(name.toLowerCase()) ?? '',
        Buffer.from(value, 'base64').toString('hex')
      );
    });
}

/** The one that says most. */
export function strongest(told: readonly FileChecksum[]): FileChecksum | null {
  for (const algorithm of DIGITS.keys()) {
    const found = told.find(one => one.algorithm === algorithm);
    if (found) {
      return found;
    }
  }
  return null;
}

function checksum(name: string, text: string): FileChecksum[] {
  for (const [algorithm, digits] of DIGITS) {
    if (algorithm === name) {
      // EOS leaves out the zeros at the beginning.
      const value = algorithm === 'adler32' ? text.padStart(digits, '0') : text;
      return value.length === digits && /^[\da-f]+$/i.test(value)
        ? [{ algorithm, value: value.toLowerCase() }]
        : [];
    }
  }
  return [];
}

/** Sums stay below 2^32 for so many bytes (RFC 1950, 9). */
const BLOCK = 5552;
const MODULUS = 65_521;

/** Adler-32 (RFC 1950, 8.2), which Node has none of. */
class Adler32 implements Digest {
  #a = 1;
  #b = 0;

  update(bytes: Uint8Array): void {
    let a = this.#a;
    let b = this.#b;
    for (let from = 0; from < bytes.length; from += BLOCK) {
      const end = Math.min(from + BLOCK, bytes.length);
      for (let at = from; at < end; at++) {
        a += bytes[at] ?? 0;
        b += a;
      }
      a %= MODULUS;
      b %= MODULUS;
    }
    this.#a = a;
    this.#b = b;
  }

  hex(): string {
    const value = this.#b * 65_536 + this.#a;
    return value.toString(16).padStart(8, '0');
  }
}
