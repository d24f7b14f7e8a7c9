/**
 * Where a generated notebook is put.
 */
import type { Package } from './context.ts';
import { generatedName } from './generate.ts';

/**
 * The generated notebook's name, out of the way of the package's own files:
 * else one of them would be opened in its place.
 *
 * @param own paths of the package's files and folders in the working copy
 */
export function notebookPath(content: Package, own: readonly string[]): string {
  const taken = new Set(own.flatMap(pathAndFolders));
  const name = generatedName(content);
  let free = name;
  for (let number = 1; taken.has(free); number++) {
    free = `${number === 1 ? 'package' : `package-${number}`}-${name}`;
  }
  return free;
}

/** In lower case, as file systems exist that do not tell the difference. */
function pathAndFolders(path: string): string[] {
  const parts = path.toLowerCase().split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
