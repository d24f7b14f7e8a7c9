/** As the drive registers itself; a colon ends it in paths. */
const PREFIX = 'ScienceMesh:';

/**
 * The folder in the drive that a document is in, without the drive's name.
 *
 * @returns null for documents elsewhere, and for those in the drive's root,
 * which no kernel can bring along as a whole
 */
export function folderOf(path: string): string | null {
  if (!path.startsWith(PREFIX)) {
    return null;
  }
  const local = path.slice(PREFIX.length).replace(/^\/+/, '');
  const slash = local.lastIndexOf('/');
  return slash > 0 ? local.slice(0, slash) : null;
}
