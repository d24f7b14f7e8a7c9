/**
 * From the items of an answer to entries of a folder.
 */
import { parseChecksums, strongest } from '../checksums.ts';
import type { Entry, Rights } from '../storage.ts';
import { senseless } from './failures.ts';
import type { ItemAnswer } from './multistatus.ts';
import {
  decodeName,
  nameOf,
  namesOf,
  problemOf,
  rawPathOf,
  shownName
} from './names.ts';
import { bytesOf, etagOf, mediaTypeOf, timeOf } from './properties.ts';
import { rightsOf } from './rights.ts';
import { isUnfinished } from './unfinished.ts';

/** One name, and perhaps the slash of a folder. */
const LAST_NAME = /^([^/]+)\/?$/;

/** What is known of a server besides its items. */
export interface ServerTraits {
  label: string;
  rights: Rights | null;
  weakEtags: boolean;
  etags: boolean;
}

/** Makes an entry of an item whose path is known. */
export function toEntry(
  item: ItemAnswer,
  path: string,
  traits: ServerTraits
): Entry {
  const { properties } = item;
  const isFolder = isFolderItem(item);
  const etag = traits.etags ? etagOf(properties.etag, traits.weakEtags) : null;
  const checksum = strongest(parseChecksums(properties.checksums));
  return {
    path,
    name: path === '' ? traits.label : nameOf(path),
    kind: isFolder ? 'folder' : 'file',
    size: isFolder ? null : bytesOf(properties.size),
    modified: timeOf(properties.modified),
    created: timeOf(properties.created),
    // Only the ownCloud family changes a folder's validator with everything
    // below it; elsewhere an unchanged one says nothing about the files.
    etag: isFolder && !isOfOwnCloud(item) ? null : etag,
    mediaType: isFolder ? null : mediaTypeOf(properties.mediaType),
    rights: rightsOf(item, isFolder, path === '', traits.rights),
    ...(checksum === null ? {} : { checksum }),
    problem: null
  };
}

/** Servers that forget the type still end a folder's address in a slash. */
export function isFolderItem(item: ItemAnswer): boolean {
  return item.isFolder ?? rawPathOf(item.href).endsWith('/');
}

/** ownCloud, Nextcloud, Reva, oCIS, OpenCloud: they mark their items. */
export function isOfOwnCloud({ properties }: ItemAnswer): boolean {
  return (
    properties.permissions !== undefined || properties.fileId !== undefined
  );
}

/**
 * Tells the folder itself from what is in it.
 *
 * The folder comes first in the answers of all known servers, under whatever
 * name the server has for it: percent-encoded in another way, with or without
 * a slash at the end, with another host, and below another path where a proxy
 * stands in front.
 */
export class FolderReader {
  readonly #path: string;
  readonly #traits: ServerTraits;
  /** Names of the folder's own address. */
  #own: (string | null)[];
  /** The same as the server writes it, with a slash at the end. */
  #rawOwn = '';
  #folder: Entry | null = null;
  readonly #seen = new Set<string>();

  /** @param rawPath of the address that was asked */
  constructor(path: string, rawPath: string, traits: ServerTraits) {
    this.#path = path;
    this.#traits = traits;
    this.#own = namesOf(rawPath);
  }

  /** The folder itself, as far as the server told; null: not yet. */
  get folder(): Entry | null {
    return this.#folder;
  }

  /** @returns what is in the folder, of these items */
  read(items: readonly ItemAnswer[]): Entry[] {
    return items.map(item => this.#read(item)).filter(entry => entry !== null);
  }

  #read(item: ItemAnswer): Entry | null {
    const raw = rawPathOf(item.href);
    if (this.#rawOwn !== '' && raw.startsWith(this.#rawOwn)) {
      // The usual case, without taking the whole path apart.
      const [, name] = LAST_NAME.exec(raw.slice(this.#rawOwn.length)) ?? [];
      if (name !== undefined) {
        return this.#child(item, decodeName(name));
      }
    }
    const names = namesOf(raw);
    if (this.#folder === null && this.#first(item, names)) {
      return null;
    }
    if (this.#isSame(names)) {
      return null;
    }
    const isChild = names.length === this.#own.length + 1;
    if (!this.#isBelow(names) || (!isChild && names.includes('..'))) {
      return this.#unusable(
        item,
        names.at(-1) ?? '',
        'It does not lie in this folder.'
      );
    }
    // Deeper ones come from servers that take "one level" for "all".
    return isChild ? this.#child(item, names.at(-1) ?? null) : null;
  }

  /** The first item: the folder itself, unless it clearly is in the folder. */
  #first(item: ItemAnswer, names: (string | null)[]): boolean {
    const isOwn =
      this.#isSame(names) ||
      !(this.#isBelow(names) && names.length === this.#own.length + 1);
    if (isOwn) {
      this.#own = names;
      const raw = rawPathOf(item.href);
      this.#rawOwn = raw.endsWith('/') ? raw : '';
      this.#folder = toEntry(item, this.#path, this.#traits);
    } else {
      // A server that does not tell about the folder itself.
      const nothing = { ...item, properties: {}, isFolder: true };
      this.#folder = toEntry(nothing, this.#path, this.#traits);
    }
    return isOwn;
  }

  #child(item: ItemAnswer, name: string | null): Entry | null {
    const { label } = this.#traits;
    if (item.status !== null && item.status >= 300) {
      // RFC 4918, 9.1: an item that the server cannot tell about.
      return this.#unusable(
        item,
        name ?? '',
        `${label} does not tell about this item (${item.status}).`
      );
    }
    if (item.overlong) {
      return this.#unusable(item, name ?? '', 'Its address is too long.');
    }
    if (name === null) {
      return this.#unusable(
        item,
        rawPathOf(item.href).replace(/\/+$/, '').split('/').at(-1) ?? '',
        'Its name is not written in UTF-8. Rename it at its server.'
      );
    }
    if (isUnfinished(name)) {
      return null;
    }
    const problem = problemOf(name);
    if (problem !== null) {
      return this.#unusable(item, name, problem);
    }
    if (this.#seen.has(name)) {
      return this.#unusable(
        item,
        name,
        `${label} lists this name more than once; only the first can be used.`
      );
    }
    this.#seen.add(name);
    return toEntry(item, this.#join(name), this.#traits);
  }

  #unusable(item: ItemAnswer, name: string, problem: string): Entry {
    const entry = toEntry(item, this.#join(shownName(name)), this.#traits);
    return { ...entry, etag: null, rights: null, problem };
  }

  #join(name: string): string {
    return this.#path === '' ? name : `${this.#path}/${name}`;
  }

  #isSame(names: (string | null)[]): boolean {
    return names.length === this.#own.length && startsWith(names, this.#own);
  }

  #isBelow(names: (string | null)[]): boolean {
    return names.length > this.#own.length && startsWith(names, this.#own);
  }
}

function startsWith(
  names: readonly (string | null)[],
  start: readonly (string | null)[]
): boolean {
  return start.every((name, index) => {
    const other = names[index];
    return (
      other === name ||
      // Some servers normalise what they repeat of the question.
      (typeof other === 'string' &&
        typeof name === 'string' &&
        other.normalize('NFC') === name.normalize('NFC'))
    );
  });
}

/** The one item of an answer that asked for one. */
export function onlyItem(
  items: readonly ItemAnswer[],
  label: string
): ItemAnswer {
  const [first] = items;
  if (first === undefined) {
    throw senseless(label, 'a listing without any item');
  }
  return first;
}
