/**
 * Names of files: Dataverse keeps folders apart from names, and has rules for
 * both. Another name than the one that was asked for is the name of another
 * file, so none is sent that would be changed.
 *
 * Sources: IQSS/dataverse `FileMetadata.java`, `FileDirectoryNameValidator.java`,
 * `StringUtil.java`.
 */
const MAXIMUM_CHARACTERS = 255;

export interface Place {
  name: string;
  /** Null: in none. */
  folder: string | null;
}

export function placeOf(key: string): Place {
  const at = key.lastIndexOf('/');
  return at < 0
    ? { name: key, folder: null }
    : { name: key.slice(at + 1), folder: key.slice(0, at) };
}

export function keyOf({ name, folder }: Place): string {
  return folder === null ? name : `${folder}/${name}`;
}

/** Why a name cannot be used, for the person; null: it can. */
export function keyProblem(key: string): string | null {
  const { name, folder } = placeOf(key);
  if (
    name.length > MAXIMUM_CHARACTERS ||
    (folder ?? '').length > MAXIMUM_CHARACTERS
  ) {
    return `The name "${key.slice(0, 40)}…" has more than ${MAXIMUM_CHARACTERS} characters. Rename the file.`;
  }
  if (name.trim() === '' || /[:<>;#/"*|?\\\p{Cc}]/u.test(name)) {
    return `The repository takes no file that is named "${name}": none of : < > ; # " * | ? \\ may be in a name. Rename it.`;
  }
  const isFolder =
    folder === null ||
    (folder
      .split('/')
      .every(part => /^[\w. -]+$/u.test(part) && /^[^-. ].*$/u.test(part)) &&
      !/[-. ]$/u.test(folder));
  return isFolder
    ? null
    : `The repository takes no folder that is named "${folder}": only letters without accents, digits, _ . - and spaces may be in it, and it begins with a letter or a digit. Rename it, or publish as one archive.`;
}
