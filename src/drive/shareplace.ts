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
