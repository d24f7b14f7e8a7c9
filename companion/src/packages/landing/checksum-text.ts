/**
 * Checksums as repositories write them: `md5:abc…`, `sha256:…`, or bare.
 */
import type { Checksum } from 'sciencemesh-contract';

const BY_LENGTH: Readonly<Record<number, Checksum['algorithm']>> = {
  32: 'md5',
  40: 'sha1',
  64: 'sha256'
};

/**
 * The algorithm is told by the length, not by the label: labels are wrong in
 * the wild, and a digest of another length cannot be of that algorithm anyway.
 * Null when it is none of those that we verify.
 */
export function checksumFromText(text: string | undefined): Checksum | null {
  const value = text
    ?.replace(/^[A-Za-z0-9-]+:/, '')
    .trim()
    .toLowerCase();
  if (value === undefined || !/^[0-9a-f]+$/.test(value)) {
    return null;
  }
  const algorithm = BY_LENGTH[value.length];
  return algorithm === undefined ? null : { algorithm, value };
}
