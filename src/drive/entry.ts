import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ContentRights, ContentShare } from 'sciencemesh-contract';
import { driveNameOf, isShared } from './paths';

/**
 * What the companion tells of an entry beside what Jupyter knows; null for the
 * root, and for a model that is not from our drive.
 */
export function detailsOf(model: Contents.IModel): ContentShare | null {
  const { sciencemesh } = model as { sciencemesh?: unknown };
  return typeof sciencemesh === 'object' && sciencemesh !== null
    ? (sciencemesh as ContentShare)
    : null;
}

/**
 * The page of the space that an entry is in, in the web interface of the
 * provider; null where the companion tells of none.
 */
export function spacePageOf(model: Contents.IModel): string | null {
  const details: object | null = detailsOf(model);
  return details && 'page' in details && typeof details.page === 'string'
    ? details.page
    : null;
}

/**
 * Something that a person wants to do to an entry.
 */
export type Deed = Exclude<keyof ContentRights, 'read' | 'share'>;

/**
 * Why something cannot be done to an entry, for the person; null when it can,
 * or when only trying tells.
 */
export function hindrance(
  model: Contents.IModel,
  deed: Deed,
  trans: TranslationBundle
): string | null {
  const details = detailsOf(model);
  if (typeof details?.shareId !== 'string') {
    return rootHindrance(model.path, trans);
  }
  if (details.problem !== null) {
    return details.problem;
  }
  if (details.reach === 'gone') {
    return trans.__('“%1” was revoked, or is gone.', model.name);
  }
  if ((deed === 'move' || deed === 'delete') && isShare(model.path)) {
    return isOwn(model.path)
      ? trans.__(
          '“%1” is a space of yours: rename or delete it at %2.',
          model.name,
          details.provider ?? driveNameOf(model.path)
        )
      : trans.__(
          '“%1” is a share: its name is its owner’s matter. To be rid of it, decline or hide it in Shares.',
          model.name
        );
  }
  if (details.rights && !details.rights[deed]) {
    return refusal(model, deed, details, trans);
  }
  return null;
}

function refusal(
  model: Contents.IModel,
  deed: Deed,
  details: ContentShare,
  trans: TranslationBundle
): string {
  const { owner, rights } = details;
  if (rights && !rights.write && !rights.create && !rights.delete) {
    return owner
      ? trans.__('“%1” is read-only: %2 lets you read it.', model.name, owner)
      : trans.__('“%1” is read-only.', model.name);
  }
  switch (deed) {
    case 'create':
      return trans.__('You may not add anything to “%1”.', model.name);
    case 'delete':
      return trans.__('You may not delete “%1”.', model.name);
    case 'move':
      return trans.__('You may not rename or move “%1”.', model.name);
    case 'write':
      return trans.__('You may not change “%1”.', model.name);
  }
}

/**
 * Why nothing can be made in the root of a drive.
 */
export function rootHindrance(path: string, trans: TranslationBundle): string {
  return isOwn(path)
    ? trans.__(
        '%1 begins with your spaces. Open one of them first.',
        driveNameOf(path)
      )
    : trans.__(
        'The drive begins with the shares that you have accepted. Open one of them first.'
      );
}

/**
 * Whether an entry can be read but not changed in any way.
 */
export function isReadOnly(model: Contents.IModel): boolean {
  const rights = detailsOf(model)?.rights;
  if (!rights) {
    return false;
  }
  return model.type === 'directory'
    ? !rights.create && !rights.delete
    : !rights.write;
}

/**
 * Whether a path, with or without the name of the drive, leads to a share or to
 * a space as a whole.
 */
export function isShare(path: string): boolean {
  const name = path.slice(path.indexOf(':') + 1);
  return name !== '' && !name.includes('/');
}

/**
 * Whether a path of one of our drives is among the person's own files.
 */
export function isOwn(path: string): boolean {
  return driveNameOf(path) !== '' && !isShared(path);
}
