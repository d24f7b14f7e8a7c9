import type { TranslationBundle } from '@jupyterlab/translation';
import type { Publication } from 'sciencemesh-contract';
import { uploadLine } from '../wording';
import type { GroupName } from './groups';

/**
 * The heading of a group.
 */
export function groupTitle(trans: TranslationBundle, name: GroupName): string {
  switch (name) {
    case 'declined':
      return trans.__('Declined');
    case 'uploads':
      return trans.__('Uploads');
    case 'drafts':
      return trans.__('Drafts');
    case 'reviews':
      return trans.__('Waiting for review');
    case 'published':
      return trans.__('Published');
    case 'over':
      return trans.__('Discarded');
  }
}

/**
 * What there is to say of a publication besides its state: what went wrong,
 * how far its files are, or where it will be found; null for nothing.
 */
export function rowLine(
  trans: TranslationBundle,
  publication: Publication
): string | null {
  const { doi, message, previousId, recordId, state } = publication;
  if (message !== null) {
    return message;
  }
  switch (state) {
    case 'uploading':
    case 'paused':
      return uploadLine(trans, publication);
    case 'draft':
    case 'verified':
    case 'review':
      return doi === null ? null : trans.__('DOI reserved: %1', doi);
    case 'published':
      // An archive of one's own has no DOI; it is found by its path.
      return doi ?? recordId;
    case 'form':
      return previousId === null
        ? null
        : trans.__('Next version of what is published');
    case 'creating':
    case 'unsure':
    case 'finishing':
    case 'declined':
    case 'discarded':
    case 'gone':
      return null;
  }
}

/**
 * The title of the section: how many uploads are under way, and how many
 * changes nobody has looked at. Beside it are buttons, so it must be short.
 */
export function sectionTitle(
  trans: TranslationBundle,
  uploads: number,
  fresh: number
): { readonly label: string; readonly caption: string } {
  const marks = [
    uploads > 0 ? String(uploads) : '',
    fresh > 0 ? trans.__('%1 new', fresh) : ''
  ].filter(Boolean);
  const name = trans.__('Publications');
  return {
    label: marks.length > 0 ? `${name} (${marks.join(', ')})` : name,
    caption: [
      trans._n('%1 upload under way', '%1 uploads under way', uploads),
      trans._n('%1 change not looked at', '%1 changes not looked at', fresh)
    ].join(', ')
  };
}
