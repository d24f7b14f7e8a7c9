/**
 * Names of files: InvenioRDM accepts some that no address reaches again. A
 * draft with such a file can never be published, so they are not sent.
 */

const MAXIMUM_CHARACTERS = 255;

/** Why a name cannot be used, for the person; null: it can. */
export function keyProblem(key: string): string | null {
  if (key.length > MAXIMUM_CHARACTERS) {
    return `The name "${key.slice(0, 40)}…" has more than ${MAXIMUM_CHARACTERS} characters. Rename the file.`;
  }
  if (/\p{Cc}/u.test(key)) {
    return `The name ${JSON.stringify(key)} has characters that cannot be seen. Rename the file.`;
  }
  const isPath = key
    .split('/')
    .every(part => part !== '' && part !== '.' && part !== '..');
  return isPath
    ? null
    : `The repository would lose a file that is named "${key}". Rename it.`;
}

/** For an address: folders stay folders. */
export function keyPath(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}
