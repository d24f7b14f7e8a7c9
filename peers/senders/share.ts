import { randomBytes, timingSafeEqual } from 'node:crypto';
import { basename, dirname } from 'node:path';

/** What is shared. */
export type Kind = 'file' | 'folder';

/** What to share and with whom. */
export interface ShareOptions {
  /** OCM address of the recipient. */
  shareWith: string;
  kind: Kind;
  /** The file or folder on disk. */
  path: string;
  /** Whether the recipient may change it; default no. */
  writable?: boolean;
  /** Whether the secret must be exchanged first, where the server knows how. */
  mustExchangeToken?: boolean;
}

/** A share that a sender has given. */
export interface Share extends Required<ShareOptions> {
  /** Id at the sender: servers that count shares use the number. */
  number: number;
  /** `providerId` as the recipient knows it. */
  providerId: string;
  sharedSecret: string;
  name: string;
}

/** Makes a share with a secret of its own. */
export function makeShare(
  options: ShareOptions,
  number: number,
  providerId: string
): Share {
  return {
    writable: false,
    mustExchangeToken: false,
    ...options,
    number,
    providerId,
    sharedSecret: randomBytes(12).toString('base64url'),
    name: basename(options.path)
  };
}

/** The folder on disk which holds what can be reached. */
export function folderOf({ kind, path }: Share): string {
  return kind === 'folder' ? path : dirname(path);
}

/** `permissions` of a `webdav` object. */
export function permissionsOf({ writable }: Share): string[] {
  return writable ? ['read', 'write'] : ['read'];
}

/** Compares secrets in a time that tells nothing. */
export function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
