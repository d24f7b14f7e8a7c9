import { createHash } from 'node:crypto';

/** An id as Nextcloud and ownCloud 10 count their files. */
export function countedId(path: string): string {
  return String(digestOf(path).readUInt32BE());
}

/** An id as oCIS and OpenCloud have: of the storage, the space and the node. */
export function nodeId(path: string): string {
  return `storage-users-1$${uuidOf('space')}!${uuidOf(path)}`;
}

function uuidOf(text: string): string {
  const hex = digestOf(text).toString('hex');
  const [a, b, c, d] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 15),
    hex.slice(15, 18)
  ];
  return `${a}-${b}-4${c}-8${d}-${hex.slice(18, 30)}`;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
