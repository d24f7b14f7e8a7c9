/**
 * Which names a repository takes, and which it takes and cannot give back.
 */
import type { RepositoryKind } from 'sciencemesh-contract';
import { INVISIBLE } from '../../packages/crate/shown.ts';

/** Of a name with its folders: Dataverse keeps no more, Windows opens no more. */
const PATH_CHARACTERS = 255;

/** `FileMetadata.label` of Dataverse says so. */
const REFUSED_BY_DATAVERSE = /[:<>;#"*|?\\]/;
/** What Dataverse's directory names consist of; it loses a dot in front. */
const FOLDER_OF_DATAVERSE = /^(?!\.)[A-Za-z0-9_.\- ]*(?<![.\- ])$/;

/**
 * Quotes break a header that names the file, and `\`, `*`, `?` and their like
 * name no file on Windows: InvenioRDM takes all of them, and then people
 * cannot download them under their name.
 */
const NOT_EVERYWHERE = /["<>|*?\\]/;

/** As the name is written at the repository: Apple writes letters apart. */
export function keyOf(path: string): string {
  return path.normalize('NFC');
}

/**
 * What is wrong with a name.
 *
 * @param key of a file, with folders separated by `/`
 * @returns the end of a sentence that begins with the name, or null
 */
export function nameTrouble(key: string, kind: RepositoryKind): string | null {
  const parts = key.split('/');
  if (parts.some(part => part.trim() === '')) {
    return key.startsWith('/')
      ? 'begins with a slash, and could not be downloaded again'
      : 'has an empty part, and could not be downloaded again';
  }
  if (parts.some(part => part === '.' || part === '..')) {
    return 'leads to another folder';
  }
  if (key.search(INVISIBLE) !== -1) {
    return 'holds characters that cannot be seen or that turn the text around';
  }
  if (key.length > PATH_CHARACTERS) {
    return `is longer than ${PATH_CHARACTERS} characters`;
  }
  switch (kind) {
    case 'dataverse':
      return dataverseTrouble(parts);
    case 'invenio-rdm':
    case 'bundle':
      return NOT_EVERYWHERE.test(key)
        ? 'holds one of the characters " < > | * ? \\, which names of files cannot have everywhere'
        : null;
  }
}

function dataverseTrouble(parts: readonly string[]): string | null {
  const name = parts.at(-1) ?? '';
  if (REFUSED_BY_DATAVERSE.test(name)) {
    return 'holds one of the characters : < > ; # " * | ? \\, which Dataverse refuses';
  }
  return parts.slice(0, -1).every(part => FOLDER_OF_DATAVERSE.test(part))
    ? null
    : 'is in a folder whose name Dataverse refuses: it takes letters without accents, digits, spaces, _, . and -, but no dot in front and none of . and - at the end';
}

/**
 * Equal for names that are one on some computer: those of Windows and Apple
 * make no difference between cases.
 */
export function foldedName(key: string): string {
  return keyOf(key).toUpperCase().toLowerCase().normalize('NFC');
}
