/**
 * Names of a repository's files on this disk.
 *
 * Unlike data files they stay as they are wherever possible, dot files
 * included: the code of a repository refers to them.
 */
import { INVISIBLE } from '../crate/shown.ts';
import { safePath } from '../reading/paths.ts';

const NAME_BYTES = 255;
const PATH_BYTES = 1000;
const MAXIMUM_FOLDERS = 64;

/** What file systems of Apple pass over in names (git, `utf8.c`). */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Names that mean `.git` on some file system (git, `fsck.c`, `path.c`). */
const GIT_FOLDER = /^(?:\.git|git~\d+)(?:[. ]*$|:)/i;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * The path for a file of a repository, changed where it has to be.
 *
 * @returns null for a file that has no place in a working copy: one inside a
 * `.git` folder would configure the person's own git, hooks included
 */
export function repositoryPath(written: string): string | null {
  const parts = written
    .normalize('NFC')
    .replaceAll('\\', '/')
    .split('/')
    .filter(part => part !== '' && part !== '.' && part !== '..');
  if (parts.some(isGitFolder)) {
    return null;
  }
  const safe = parts.map(part => (isFit(part) ? part : fitted(part)));
  const path = safe.join('/');
  return path === '' ||
    safe.includes('') ||
    safe.length > MAXIMUM_FOLDERS ||
    Buffer.byteLength(path) > PATH_BYTES
    ? null
    : path;
}

function isGitFolder(part: string): boolean {
  return GIT_FOLDER.test(part.replace(INVISIBLE, '').replace(IGNORED, ''));
}

function isFit(part: string): boolean {
  return (
    Buffer.byteLength(part) <= NAME_BYTES &&
    part.search(INVISIBLE) === -1 &&
    !/[<>:"|?*]|[. ]$|^ /.test(part) &&
    !WINDOWS_DEVICE.test(part)
  );
}

function fitted(part: string): string {
  const [, dot = '', rest = ''] = /^(\.?)(.*)$/s.exec(part) ?? [];
  const safe = safePath(rest).path;
  return safe === '' ? '' : `${dot}${safe}`;
}
