import type { PublicationSubject, Share } from 'sciencemesh-contract';
import { contentsPath } from '../../drive/paths';
import { isInDrive } from '../../shares/filter';

/**
 * Whether a share has brought files that can be published: a folder or a file
 * of the drive, or a package of which there is a working copy.
 */
export function isPublishable(share: Share): boolean {
  return share.package === null
    ? isInDrive(share) && share.withdrawnAt === null
    : share.package.workingCopy !== null;
}

/**
 * What is published of a share; null where it is not to be found.
 *
 * @param placeOf - path of a share in the drive
 */
export async function sharedSubject(
  share: Share,
  placeOf: (shareId: string) => Promise<string | null>
): Promise<PublicationSubject | null> {
  if (share.package !== null) {
    return { packageId: share.package.id };
  }
  const place = await placeOf(share.id);
  return place === null ? null : { paths: [contentsPath(place)] };
}
