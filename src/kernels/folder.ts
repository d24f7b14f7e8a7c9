/** As the drive registers itself; a colon ends it in paths. */
const PREFIX = 'ScienceMesh:';

/**
 * What a document's kernel works in, without the drive's name: the folder of
 * the drive that the document is in. In the drive's root a document is a share
 * by itself, and has a working copy of its own.
 *
 * @returns null for documents elsewhere
 */
export function folderOf(path: string): string | null {
  if (!path.startsWith(PREFIX)) {
    return null;
  }
  const local = path.slice(PREFIX.length).replace(/^\/+/, '');
  const slash = local.lastIndexOf('/');
  return (slash > 0 ? local.slice(0, slash) : local) || null;
}
