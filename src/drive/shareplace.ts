import type { ScienceMeshDrive } from './drive';
import { detailsOf } from './entry';

/**
 * The path of a share in the drive; null when it is not there.
 */
export async function placeOfShare(
  drive: ScienceMeshDrive,
  shareId: string
): Promise<string | null> {
  let place: string | null = null;
  await drive.list('', {
    onEntries: entries => {
      const found = entries.find(
        entry => detailsOf(entry)?.shareId === shareId
      );
      place ??= found?.path ?? null;
    }
  });
  return place;
}

/**
 * The shares in which paths of the drive are; each once.
 */
export async function sharesAt(
  drive: ScienceMeshDrive,
  paths: readonly string[]
): Promise<string[]> {
  const names = new Set(
    paths.map(path => path.replace(/^\//, '').split('/')[0])
  );
  const found = new Set<string>();
  if (names.size > 0) {
    await drive.list('', {
      onEntries: entries => {
        for (const entry of entries) {
          const shareId = detailsOf(entry)?.shareId;
          if (shareId && names.has(entry.name)) {
            found.add(shareId);
          }
        }
      }
    });
  }
  return [...found];
}
