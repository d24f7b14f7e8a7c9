/**
 * Names on a server and paths in a storage.
 *
 * A name is taken exactly as the server spells it, without any Unicode
 * normalisation. What no file of ours may be called is never made into a path
 * that could be used: it is listed with the reason.
 */
import { StorageError } from '../storage.ts';

/** The longest of the common file systems (NTFS), in UTF-16 units. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 8192;
/** What is left to look at of a name that is too long. */
const SHOWN = 120;

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Why a name cannot be used; null when it can. */
export function problemOf(name: string): string | null {
  if (name === '') {
    return 'It has no name. Rename it at its server.';
  }
  if (name === '.' || name === '..') {
    return 'Its name means another folder. Rename it at its server.';
  }
  if (name.length > LONGEST_NAME) {
    return `Its name is longer than ${LONGEST_NAME} characters. Rename it at its server.`;
  }
  if (CONTROL.test(name)) {
    return 'Its name holds control characters. Rename it at its server.';
  }
  if (/[/\\]/.test(name)) {
    return 'Its name holds a slash or a backslash, which divide folders. Rename it at its server.';
  }
  return null;
}

/** A name that can be shown and that leads nowhere. */
export function shownName(name: string): string {
  const plain = name
    .replace(
      new RegExp(`${CONTROL.source}|[/\\\\]`, 'g'),
      character =>
        `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
    )
    .replace(/^\.{1,2}$/, dots => '%2E'.repeat(dots.length));
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain || '…';
}

/** Decoded names of a raw path of a URL; null for one that is no UTF-8. */
export function namesOf(rawPath: string): (string | null)[] {
  return rawPath
    .split('/')
    .filter(raw => raw !== '')
    .map(decodeName);
}

/** Null for one that is no UTF-8. */
export function decodeName(raw: string): string | null {
  if (!raw.includes('%')) {
    return raw;
  }
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}

/** A path of which nothing is to be taken away; most are. */
const PLAIN_PATH = /^\/(?!\/)[^?#\s]*$/;

/**
 * The path that a server wrote into an answer, raw: `..` stays what it is, and
 * a host is left out. Behind a proxy servers name themselves in many ways, and
 * nothing is ever asked at an address from an answer.
 */
export function rawPathOf(href: string): string {
  if (PLAIN_PATH.test(href)) {
    return href;
  }
  return href
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
    .replace(/^\/\/[^/?#]*/, '')
    .replace(/[?#].*$/s, '');
}

/**
 * Names of a path in a storage.
 *
 * @throws StorageError for a path that no file can have
 */
export function splitPath(path: string): string[] {
  if (path === '') {
    return [];
  }
  const names = path.split('/');
  const problem = names
    .map(name => (name.isWellFormed() ? problemOf(name) : 'It is no text.'))
    .find(reason => reason !== null);
  if (problem || path.length > LONGEST_PATH) {
    throw new StorageError(
      'name-refused',
      `"${shownName(names.at(-1) ?? '')}" cannot be used as a name: ${
        problem ?? 'the whole path is too long.'
      }`
    );
  }
  return names;
}

/** The address of a path below a root. */
export function addressOf(
  root: URL,
  path: string,
  form: 'as-is' | 'folder'
): string {
  const names = splitPath(path).map(encodeURIComponent);
  const base = root.origin + root.pathname;
  const whole =
    names.length === 0
      ? base
      : `${base.replace(/\/+$/, '')}/${names.join('/')}`;
  return form === 'folder' && !whole.endsWith('/') ? `${whole}/` : whole;
}

/** The folder of a path; empty for what lies in the root. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
