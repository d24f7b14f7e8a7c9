/**
 * What may be done with an item, as servers of the ownCloud family say it.
 */
import type { Rights } from '../storage.ts';
import type { ItemAnswer } from './multistatus.ts';

const UPDATE = 2;
const CREATE = 4;
const DELETE = 8;
const SHARE = 16;

/**
 * Rights of one item.
 *
 * @param given what was said of the share as a whole, for servers that say
 * nothing of their items
 */
export function rightsOf(
  { properties }: ItemAnswer,
  isFolder: boolean,
  isRoot: boolean,
  given: Rights | null
): Rights | null {
  const rights =
    fromLetters(properties.permissions) ??
    fromMask(properties.sharePermissions) ??
    given;
  return (
    rights && {
      ...rights,
      write: rights.write && !isFolder,
      create: rights.create && isFolder,
      // A share is not renamed or deleted by those it was shared with.
      move: rights.move && !isRoot,
      delete: rights.delete && !isRoot
    }
  );
}

/**
 * `oc:permissions`: S shared, R may share, M mounted, G may read, D delete, N
 * rename, V move, W write a file, C create files, K create folders. Reva never
 * says G, so its absence tells nothing.
 */
function fromLetters(text: string | undefined): Rights | null {
  if (text === undefined || !/^[A-Z]{0,16}$/.test(text)) {
    return null;
  }
  const has = (...letters: string[]) =>
    letters.some(letter => text.includes(letter));
  return {
    read: true,
    write: has('W'),
    create: has('C', 'K'),
    move: has('N', 'V'),
    delete: has('D'),
    share: has('R')
  };
}

/** `ocs:share-permissions`: 1 read, 2 update, 4 create, 8 delete, 16 share. */
function fromMask(text: string | undefined): Rights | null {
  if (text === undefined || !/^\d{1,3}$/.test(text)) {
    return null;
  }
  const mask = Number(text);
  return {
    read: true,
    write: (mask & UPDATE) !== 0,
    create: (mask & CREATE) !== 0,
    move: (mask & UPDATE) !== 0,
    delete: (mask & DELETE) !== 0,
    share: (mask & SHARE) !== 0
  };
}

/** Rights of a whole share, as its sender listed them (OCM-API). */
export function rightsOfShare(permissions: readonly string[]): Rights | null {
  if (permissions.length === 0) {
    return null;
  }
  const write = permissions.includes('write');
  return {
    read: true,
    write,
    create: write,
    move: write,
    delete: write,
    share: permissions.includes('share')
  };
}
