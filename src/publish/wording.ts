import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  LoginState,
  Publication,
  PublicationState,
  Repository
} from 'sciencemesh-contract';
import { bytesText, leftText } from '../transfers/wording';

/**
 * The state of a publication in a word or two.
 */
export function stateWord(
  trans: TranslationBundle,
  state: PublicationState
): string {
  switch (state) {
    case 'form':
      return trans.__('not sent yet');
    case 'creating':
      return trans.__('creating the draft');
    case 'unsure':
      return trans.__('draft in doubt');
    case 'draft':
      return trans.__('draft');
    case 'uploading':
      return trans.__('uploading');
    case 'paused':
      return trans.__('paused');
    case 'verified':
      return trans.__('all files verified');
    case 'finishing':
      return trans.__('finishing');
    case 'review':
      return trans.__('waiting for review');
    case 'declined':
      return trans.__('declined');
    case 'published':
      return trans.__('published');
    case 'discarded':
      return trans.__('discarded');
    case 'gone':
      return trans.__('deleted at the repository');
  }
}

/**
 * How far the files of a publication are, from 0 to 1.
 */
export function uploadFraction({
  fileCount,
  filesVerified,
  sent,
  size
}: Publication): number {
  if (size > 0) {
    return Math.min(1, sent / size);
  }
  return fileCount === 0 ? 0 : Math.min(1, filesVerified / fileCount);
}

/**
 * How far the files of a publication are: bytes, files, speed, what is left.
 */
export function uploadLine(
  trans: TranslationBundle,
  publication: Publication
): string {
  const { bytesPerSecond, fileCount, filesVerified, secondsLeft, sent, size } =
    publication;
  const parts = [
    trans.__('%1 of %2', bytesText(sent), bytesText(size)),
    trans._n(
      '%2 of %1 file verified',
      '%2 of %1 files verified',
      fileCount,
      filesVerified
    )
  ];
  if (publication.state === 'uploading' && bytesPerSecond > 0) {
    parts.push(trans.__('%1/s', bytesText(bytesPerSecond)));
    if (secondsLeft !== null) {
      parts.push(leftText(secondsLeft, trans));
    }
  }
  return parts.join(' · ');
}

/**
 * How a repository stands, in a word or two.
 */
export function repositoryWord(
  trans: TranslationBundle,
  { login, state }: Repository
): string {
  switch (state) {
    case 'unchecked':
      return login?.state === 'missing'
        ? trans.__('not signed in')
        : trans.__('not asked yet');
    case 'ready':
      return login === null
        ? trans.__('ready')
        : trans.__('signed in and ready');
    case 'sign-in':
      return loginWord(trans, login?.state ?? 'missing');
    case 'unreachable':
      return trans.__('cannot be reached');
    case 'closed':
      return trans.__('takes no deposits from you');
  }
}

/**
 * How it stands with the token of a person, in a word or two.
 */
export function loginWord(trans: TranslationBundle, state: LoginState): string {
  switch (state) {
    case 'missing':
      return trans.__('not signed in');
    case 'unchecked':
      return trans.__('token not tried yet');
    case 'good':
      return trans.__('signed in');
    case 'refused':
      return trans.__('token refused');
    case 'expired':
      return trans.__('token expired');
    case 'scope':
      return trans.__('token may not deposit');
  }
}

/**
 * What software a repository runs.
 */
export function kindWord(
  trans: TranslationBundle,
  { kind }: Pick<Repository, 'kind'>
): string {
  switch (kind) {
    case 'invenio-rdm':
      return 'InvenioRDM';
    case 'dataverse':
      return 'Dataverse';
    case 'bundle':
      return trans.__('One archive: an RO-Crate in a BagIt bag');
  }
}
