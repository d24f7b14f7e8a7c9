/**
 * Where files go in a working copy: readable in JupyterLab, possible on every
 * file system, unique, and never outside the folder.
 */
import { INVISIBLE } from '../crate/shown.ts';

/** Bytes of one name; leaves room for the suffix of a partial file. */
const NAME_BYTES = 200;
/** Bytes of a whole path below the working copy. */
const PATH_BYTES = 800;
const MAXIMUM_FOLDERS = 24;

/** Ours, at the top of every working copy. */
const OWN_NAMES = ['.sciencemesh', 'ro-crate-metadata.json'];

const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** What Jupyter hides beside dot files (ContentsManager.hide_globs). */
const HIDDEN = /(?:^__pycache__$|~$|\.(?:pyc|pyo|so|dylib)$)/i;

/** A path made safe, and what about it had to be changed. */
export interface SafePath {
  path: string;
  /** It tried to leave the folder, or to read as something else. */
  unsafe: boolean;
  /** It was changed for any other reason. */
  renamed: boolean;
}

/**
 * Makes a relative path of anything; empty when nothing is left. Folders are
 * kept, `__ROOT__/` (datahugger's name for the top of a dataset) is not.
 */
export function safePath(written: string): SafePath {
  const slashed = written
    .slice(0, 8192)
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/^__ROOT__(?:\/|$)/, '');
  const parts = slashed.split('/');
  const unsafe =
    /^\//.test(slashed) ||
    /^[A-Za-z]:\//.test(slashed) ||
    parts.includes('..') ||
    slashed.search(INVISIBLE) !== -1;
  const safe = parts
    .filter(part => part !== '' && part !== '.' && part !== '..')
    .map(safeName)
    .filter(part => part !== '');
  const path = fitted(safe);
  const renamed =
    !unsafe && path !== parts.filter(part => part !== '').join('/');
  return { path, unsafe, renamed };
}

function safeName(written: string): string {
  let name = written
    .replace(INVISIBLE, '')
    .replace(/[<>:"|?*]/g, '_')
    .trim()
    // Each run is looked at once, however many there are.
    .replace(/(?<![. ])[. ]+$/, '');
  if (name === '') {
    return '';
  }
  if (name.startsWith('.') || WINDOWS_DEVICE.test(name)) {
    name = `_${name}`;
  }
  if (HIDDEN.test(name)) {
    name = name === '__pycache__' ? 'pycache' : `${name}_`;
  }
  return shortened(name, NAME_BYTES);
}

/** Cuts in the middle of a name, between characters; the extension stays. */
function shortened(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) {
    return name;
  }
  const extension = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  let stem = '';
  let left = bytes - Buffer.byteLength(extension);
  for (const character of name.slice(0, name.length - extension.length)) {
    left -= Buffer.byteLength(character);
    if (left < 0) {
      break;
    }
    stem += character;
  }
  return `${stem}${extension}`;
}

/** Leaves out outer folders of a path that is too deep or too long. */
function fitted(parts: string[]): string {
  let from = Math.max(0, parts.length - MAXIMUM_FOLDERS);
  let bytes = parts
    .slice(from)
    .reduce((sum, part) => sum + Buffer.byteLength(part) + 1, 0);
  while (bytes > PATH_BYTES && from < parts.length - 1) {
    bytes -= Buffer.byteLength(parts[from] ?? '') + 1;
    from++;
  }
  return parts.slice(from).join('/');
}

/** Names that differ in case or composition are one on many file systems. */
function keyOf(path: string): string {
  return /^[ -~]*$/.test(path) ? path.toLowerCase() : foldedKey(path);
}

function foldedKey(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase();
}

/**
 * Hands out paths, each once. A name is never both a file and a folder; a
 * clash gets a number before the extension.
 */
export class PathRegister {
  readonly #files = new Set<string>(OWN_NAMES.map(keyOf));
  /** Chosen path by the key of the wanted one. */
  readonly #folders = new Map<string, string>([['data', 'data']]);
  readonly #next = new Map<string, number>();

  /** Takes a safe path, or the nearest free one to it. */
  take(path: string): string {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    const folder = this.#folder(parts);
    const free = this.#free(folder, name, candidate => {
      const key = keyOf(candidate);
      return !this.#files.has(key) && !this.#folders.has(key);
    });
    this.#files.add(keyOf(free));
    return free;
  }

  #folder(parts: readonly string[]): string {
    let folder = '';
    for (const part of parts) {
      const key = keyOf(folder === '' ? part : `${folder}/${part}`);
      const chosen =
        this.#folders.get(key) ??
        this.#free(
          folder,
          part,
          candidate => !this.#files.has(keyOf(candidate))
        );
      this.#folders.set(key, chosen);
      this.#folders.set(keyOf(chosen), chosen);
      folder = chosen;
    }
    return folder;
  }

  #free(
    folder: string,
    name: string,
    isFree: (path: string) => boolean
  ): string {
    const join = (last: string): string =>
      folder === '' ? last : `${folder}/${last}`;
    const wanted = join(name);
    if (isFree(wanted)) {
      return wanted;
    }
    const extension =
      /.(?<end>(?:\.tar)?\.[^.]+)$/.exec(name)?.groups?.end ?? '';
    const stem = name.slice(0, name.length - extension.length);
    const key = keyOf(wanted);
    for (let number = this.#next.get(key) ?? 2; ; number++) {
      const candidate = join(`${stem}-${number}${extension}`);
      if (isFree(candidate)) {
        this.#next.set(key, number + 1);
        return candidate;
      }
    }
  }
}
