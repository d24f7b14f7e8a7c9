/**
 * What CERNBox lists, as shares. No single one of its lists is whole
 * (`cernbox/received.ts`): what one does not tell stays as it is known here.
 */
import type { EmbeddedShare } from '../../cernbox/embedded.ts';
import type { ReceivedShare } from '../../cernbox/received.ts';
import { spacePath, type Space } from '../../cernbox/spaces.ts';
import { parseAddress } from '../../ocm/address.ts';
import { displayName, plainText } from '../../ocm/share-name.ts';
import type { ListedShare } from '../../store/share-row.ts';
import { SPACE } from '../provider.ts';

/** Whose lists they are, and where. */
export interface ListScene {
  /** Base URL of CERNBox, with a slash at its end. */
  base: URL;
  /** Who is signed in. */
  account: string;
}

const UNKNOWN_TIME = new Date(0).toISOString();
const LONGEST_NAME = 200;
/** More than accounts and hosts together may have. */
const LONGEST_ADDRESS = 1000;

/** Roles of libregraph that let nobody write (cs3org/reva `unifiedrole.go`). */
const VIEWERS = new Set([
  'b1e2218d-eef8-4d4c-b82d-0f1a1b48f3b5',
  'a8d5fe5e-96e3-418d-825b-534dbdf22b99'
]);

/** Bits of `permissions` in OCS. */
const BITS = { write: 2 | 4 | 8, share: 16 };

/** A folder or a file that somebody shares. */
export function listedFile(
  scene: ListScene,
  share: ReceivedShare
): ListedShare {
  const { kind, space } = share;
  return {
    ...commonTo(scene, share),
    kind,
    state: share.state,
    name: displayName(share.name, null, kind).toWellFormed(),
    resourceType: kind,
    protocols: space === null ? [] : ['webdav'],
    permissions: permissionsOf(share),
    expiresAt: share.expiresAt,
    page: pageAt(scene, 'files/shares/with-me'),
    copying: false,
    place: space === null ? null : spacePath(space)
  };
}

/** A package that was sent, without its document. */
export function listedPackage(
  scene: ListScene,
  share: EmbeddedShare
): ListedShare {
  const { state } = share;
  return {
    ...commonTo(scene, share),
    kind: 'package',
    state: state === null ? null : PACKAGE_STATES[state],
    name: displayName(share.name, null, 'package').toWellFormed(),
    resourceType: 'ro-crate',
    protocols: ['embedded'],
    permissions: [],
    expiresAt: null,
    page: pageAt(scene, 'files/data-repositories'),
    copying: state === 'transferring',
    place: null
  };
}

/** The person's own folder; null for what is shared with them. */
export function listedSpace(
  scene: ListScene,
  space: Space
): ListedShare | null {
  if (!['personal', 'project'].includes(space.driveType ?? '')) {
    return null;
  }
  const me = {
    address: addressOf(scene),
    displayName: null,
    host: scene.base.host
  };
  return {
    kind: 'folder',
    state: 'accepted',
    hidden: false,
    name: shortened(space.name) || 'Files',
    description: '',
    sender: me,
    owner: me,
    provider: me.host,
    providerId: space.id,
    authenticity: 'claimed',
    recipient: me.address,
    resourceType: 'folder',
    shareType: SPACE,
    protocols: ['webdav'],
    permissions: [],
    receivedAt: UNKNOWN_TIME,
    expiresAt: null,
    page: ownPage(scene, space.webUrl),
    copying: false,
    place: space.path
  };
}

const PACKAGE_STATES: Readonly<
  Record<NonNullable<EmbeddedShare['state']>, ListedShare['state']>
> = {
  pending: 'pending',
  accepted: 'accepted',
  transferring: 'accepted',
  rejected: 'declined',
  invalid: 'pending'
};

type Received = Pick<
  ReceivedShare,
  'id' | 'hidden' | 'sender' | 'senderName' | 'receivedAt'
>;

function commonTo(scene: ListScene, share: Received) {
  const party = partyOf(scene, share);
  return {
    hidden: share.hidden,
    description: '',
    sender: party,
    // Of a share that is passed on, no list says whose it is.
    owner: party,
    // The own host is that of the person's own files, and of nobody's shares.
    provider: party.host === scene.base.host ? '' : party.host,
    providerId: share.id,
    authenticity: 'claimed' as const,
    recipient: addressOf(scene),
    shareType: 'user',
    receivedAt: share.receivedAt ?? UNKNOWN_TIME
  };
}

function partyOf(
  { base }: ListScene,
  { sender, senderName }: Received
): ListedShare['sender'] {
  const displayed = shortened(senderName ?? '');
  const displayName = displayed === '' ? null : displayed;
  // libregraph writes "4c510ada... on cernbox.example.org".
  const text = shortened(sender ?? '', LONGEST_ADDRESS).replace(
    /^(\S+) on (\S+)$/,
    '$1@$2'
  );
  const address = parseAddress(text);
  return address === null
    ? { address: text || base.host, displayName, host: base.host }
    : { address: text, displayName, host: address.host };
}

/** Half of a character, given or cut, is shown as what cannot be read. */
function shortened(text: string, length = LONGEST_NAME): string {
  return plainText(text).slice(0, length).toWellFormed();
}

function permissionsOf({ permissions, roles }: ReceivedShare): string[] {
  if (permissions !== null && permissions > 0) {
    return [
      'read',
      ...((permissions & BITS.write) !== 0 ? ['write'] : []),
      ...((permissions & BITS.share) !== 0 ? ['share'] : [])
    ];
  }
  // Of other roles the server itself tells, file by file.
  return roles.length > 0 && roles.every(role => VIEWERS.has(role))
    ? ['read']
    : [];
}

function addressOf({ account, base }: ListScene): string {
  return `${account}@${base.host}`;
}

function pageAt({ base }: ListScene, path: string): string {
  return new URL(path, base).href;
}

/** An address of CERNBox itself; anybody else's is not to be followed. */
function ownPage({ base }: ListScene, url: string | null): string | null {
  const page = url === null ? null : URL.parse(url, base.href);
  return page?.origin === base.origin ? page.href : null;
}
