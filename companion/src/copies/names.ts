/**
 * Names for what is copied: possible here, and each once.
 */
import { posix } from 'node:path';
import { INVISIBLE } from '../packages/crate/shown.ts';

/** Most file systems take 255 bytes; what numbers need is left. */
const NAME_BYTES = 240;

/**
 * A name of a server as a file of this machine can have it. Unlike the names
 * in a package it is the person's own, so only the impossible is changed.
 */
export function localName(name: string): string {
  const clean = name.replace(INVISIBLE, '_').replaceAll('\\', '_');
  if (clean === '' || clean === '.' || clean === '..') {
    return '_';
  }
  return shortened(clean);
}

/** Cuts before the extension, between characters. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES) {
    return name;
  }
  const extension = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  let stem = '';
  let left = NAME_BYTES - Buffer.byteLength(extension);
  for (const character of name.slice(0, name.length - extension.length)) {
    left -= Buffer.byteLength(character);
    if (left < 0) {
      break;
    }
    stem += character;
  }
  return `${stem}${extension}`;
}

/** The first of "name", "name (2)", "name (3)" that is free. */
export function freeName(
  name: string,
  isTaken: (name: string) => boolean
): string {
  if (!isTaken(name)) {
    return name;
  }
  const extension = /.(?<end>(?:\.tar)?\.[^.]+)$/.exec(name)?.groups?.end ?? '';
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 2; ; number++) {
    const candidate = `${stem} (${number})${extension}`;
    if (!isTaken(candidate)) {
      return candidate;
    }
  }
}

/** Hands out paths below a target, each once. */
export class TargetPaths {
  readonly #taken = new Set<string>();
  readonly #nameOf: (name: string) => string;

  /** @param nameOf makes a name possible at the target */
  constructor(nameOf: (name: string) => string) {
    this.#nameOf = nameOf;
  }

  /** A path in a folder that was handed out before, or in the target. */
  take(folder: string, name: string): string {
    const free = freeName(this.#nameOf(name), candidate =>
      this.#taken.has(posix.join(folder, candidate))
    );
    const path = posix.join(folder, free);
    this.#taken.add(path);
    return path;
  }
}
