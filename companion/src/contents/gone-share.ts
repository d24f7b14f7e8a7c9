/**
 * Shares that are no more: their roots stay as they were last seen.
 */
import type { ContentModel } from 'sciencemesh-contract';
import type { Place } from '../drive/drive.ts';
import { RequestProblem } from '../http/problem.ts';
import { checkType } from './kinds.ts';
import type { Listed, Listings } from './listings.ts';
import { modelOf, shareEntry } from './models.ts';
import type { ReadAnswer, ReadOptions } from './reading.ts';

/**
 * What can still be told of a share that is gone.
 *
 * @throws RequestProblem 410 for all but its root
 */
export function goneShare(
  listings: Listings,
  place: Place,
  path: string,
  { content, type }: ReadOptions
): ReadAnswer {
  if (place.path !== '') {
    throw new RequestProblem(
      410,
      'share-gone',
      `"${place.name}" is no longer shared with you by ${place.share.provider}. Ask its sender, or remove it from the list of shares.`
    );
  }
  const listed = listings.lastOf(place.share.id);
  const entry = listed?.folder ?? shareEntry(place);
  checkType(entry, path, type);
  const model = modelOf(
    { mounted: place, reach: 'gone' },
    { ...entry, path: '' }
  );
  return entry.kind === 'folder' && content
    ? { model, entries: entriesOf(place, listed), listing: null, edits: [] }
    : { model, entries: null };
}

async function* entriesOf(
  place: Place,
  listed: Listed | null
): AsyncGenerator<ContentModel[]> {
  for await (const batch of listed?.batches ?? []) {
    yield batch.map(entry => modelOf({ mounted: place, reach: 'gone' }, entry));
  }
}
