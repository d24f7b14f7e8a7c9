import type { Share } from 'sciencemesh-contract';

/**
 * What the person wants to see; `hidden` shows declined shares, too, because
 * both are out of the way and both can be brought back.
 */
export type ShareFilter = 'all' | 'pending' | 'accepted' | 'hidden';

/**
 * All filters, in the order in which they are offered.
 */
export const SHARE_FILTERS: readonly ShareFilter[] = [
  'all',
  'pending',
  'accepted',
  'hidden'
];

/**
 * Whether a share passes a filter and holds every word that is looked for.
 */
export function matches(
  share: Share,
  filter: ShareFilter,
  search: string
): boolean {
  return passes(share, filter) && holds(share, search);
}

/**
 * Whether a share counts for the badge.
 */
export function isUnseen(share: Share): boolean {
  return (
    !share.seen &&
    share.state === 'pending' &&
    !share.hidden &&
    share.withdrawnAt === null
  );
}

/**
 * Whether the sender waits for an answer.
 *
 * #### Notes
 * A package is accepted by opening it; only an offer of a folder or a file
 * (WebDAV) is accepted and declined.
 */
export function isOffer(share: Share): boolean {
  return (
    share.state === 'pending' &&
    share.kind !== 'package' &&
    share.withdrawnAt === null
  );
}

/**
 * Whether a share is a folder or a file of the drive.
 */
export function isInDrive(share: Share): boolean {
  return (
    share.state === 'accepted' &&
    (share.kind === 'folder' || share.kind === 'file')
  );
}

/**
 * Order for `Array.sort`: what arrived last comes first.
 */
export function newestFirst(one: Share, other: Share): number {
  return (
    other.receivedAt.localeCompare(one.receivedAt) ||
    one.id.localeCompare(other.id)
  );
}

function passes(share: Share, filter: ShareFilter): boolean {
  const isAway = share.hidden || share.state === 'declined';
  switch (filter) {
    case 'all':
      return !isAway;
    case 'pending':
      return !isAway && share.state === 'pending';
    case 'accepted':
      return !isAway && share.state === 'accepted';
    case 'hidden':
      return isAway;
  }
}

function holds(share: Share, search: string): boolean {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return true;
  }
  const text = [
    share.name,
    share.sender.displayName,
    share.sender.address,
    share.owner.displayName,
    share.owner.address,
    share.provider
  ]
    .join('\n')
    .toLocaleLowerCase();
  return words.every(word => text.includes(word));
}
