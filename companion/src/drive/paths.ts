/**
 * Paths of the drive: names joined by `/`, as a server spells them.
 */
import { RequestProblem } from '../http/problem.ts';

/** No file system and no server that we know has longer ones. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 4096;

/**
 * The names of a path, from the share's on.
 *
 * @throws RequestProblem 400 when one of them can be no name
 */
export function namesIn(path: string): string[] {
  const names = path === '' ? [] : path.split('/');
  const reason = names.map(whyNoName).find(found => found !== null);
  if (reason !== undefined && reason !== null) {
    throw refused(reason);
  }
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw refused('It is too long.');
  }
  return names;
}

/** Why a text can be no name of a file or folder; null when it can. */
export function whyNoName(name: string): string | null {
  if (name === '') {
    return 'A name in it is empty.';
  }
  if (name === '.' || name === '..') {
    return 'It climbs out of its folder.';
  }
  // A NUL ends names, the others forge lines of logs and headers.
  if (/[\p{Cc}/]/u.test(name) || !name.isWellFormed()) {
    return 'It holds characters that no name can hold.';
  }
  if (Buffer.byteLength(name) > LONGEST_NAME) {
    return `A name in it is longer than ${LONGEST_NAME} bytes.`;
  }
  return null;
}

/** The last name of a path, and what is before it. */
export function parted(path: string): { folder: string; name: string } {
  const cut = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(0, cut)), name: path.slice(cut + 1) };
}

/** A path below another, either of which may be the root. */
export function below(folder: string, name: string): string {
  return folder === '' || name === '' ? folder + name : `${folder}/${name}`;
}

/** Whether a path is another, or lies somewhere below it. */
export function isWithin(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function refused(reason: string): RequestProblem {
  return new RequestProblem(
    400,
    'path-refused',
    `This path cannot be used. ${reason}`
  );
}
