/**
 * Names on both sides: those of a server that a working copy can have, those
 * of a working copy that a share should have, and new ones for copies.
 */
import { safePath } from '../packages/reading/paths.ts';

/** Limit of every common file system (NAME_MAX). */
const NAME_BYTES = 255;
/** Leaves room for the way to the folder (PATH_MAX is 4096). */
const PATH_BYTES = 3000;

/** Ours, at the top of the folder of a share. */
const OWN = '.sciencemesh';

/** Made anew by whoever needs them; never copied, in either direction. */
const BY_PRODUCTS = new Set(['.ipynb_checkpoints', '__pycache__']);

// eslint-disable-next-line no-control-regex -- these are the characters meant
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Why a file of the share cannot have its name in the working copy; null when
 * it can. A kernel finds a file by its exact name, so none is changed.
 */
export function nameProblem(path: string): string | null {
  const parts = path.split('/');
  if (
    parts.some(part => part === '' || part === '.' || part === '..') ||
    parts[0] === OWN
  ) {
    return 'This name is not possible in a working copy. Rename it at the share.';
  }
  if (CONTROL.test(path)) {
    return 'This name holds characters that cannot be seen. Rename it at the share.';
  }
  if (
    parts.some(part => Buffer.byteLength(part) > NAME_BYTES) ||
    Buffer.byteLength(path) > PATH_BYTES
  ) {
    return 'This name is too long for this machine. Shorten it at the share.';
  }
  return null;
}

/** Whether an item comes along at all, and what is in it. */
export function isByProduct(name: string): boolean {
  return BY_PRODUCTS.has(name);
}

/** Whether a file that a program made here is something to offer. */
export function isOffered(name: string): boolean {
  return !name.startsWith('.') && !isByProduct(name);
}

/** Name beside `path` for what was made of it here. */
export function nameBeside(path: string, number: number): string {
  const mark = number === 1 ? ' (edited here)' : ` (edited here ${number})`;
  const slash = path.lastIndexOf('/') + 1;
  const dot = path.indexOf('.', slash + 1);
  const end = dot === -1 ? path.length : dot;
  return `${path.slice(0, end)}${mark}${path.slice(end)}`;
}

/** Names for the folder of a share's working copies, the best one first. */
export function* folderNames(shareName: string): Generator<string> {
  const name = safePath(shareName).path.replaceAll('/', '-') || 'Share';
  yield name;
  for (let number = 2; ; number++) {
    yield `${name} (${number})`;
  }
}
