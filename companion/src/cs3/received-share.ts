/**
 * What a site has received for a person over OCM, as its gateway tells it
 * (`cs3.sharing.ocm.v1beta1.ReceivedShare`).
 */
import type {
  PermissionsMessage,
  ProtocolMessage,
  ReceivedShareMessage,
  TimestampMessage,
  UserIdMessage,
  WebdavMessage
} from './messages.ts';

/** `invalid`: one that the gateway does not know, or that we do not know. */
export type ReceivedOcmShareState =
  'pending' | 'accepted' | 'rejected' | 'transferring' | 'invalid';

/** Somebody as the site knows them: `einstein` at `cernbox.cern.ch`. */
export interface OcmUser {
  opaqueId: string;
  idp: string;
}

export interface ReceivedOcmShare {
  /** Of the site; Reva's are numbers. */
  id: string;
  name: string;
  state: ReceivedOcmShareState;
  resourceType: 'file' | 'folder' | 'embedded' | 'other';
  /** `providerId` of the sender. */
  remoteShareId: string;
  owner: OcmUser | null;
  /** Who sent it. */
  creator: OcmUser | null;
  /** ISO 8601, as are the others; null: the gateway does not say. */
  createdAt: string | null;
  modifiedAt: string | null;
  expiresAt: string | null;
  /** Where the site copies what is embedded; Reva forgets it. */
  destination: string | null;
  hidden: boolean;
  protocols: {
    /** Its secret is the site's and stays there. */
    webdav?: {
      uri: string;
      permissions: { read: boolean; write: boolean; share: boolean };
      requirements: string[];
      /** With `datatx` the site copies by itself once the share is accepted. */
      accessTypes: ('remote' | 'datatx')[];
    };
    webapp?: { uri: string; appName: string };
    /** The payload as it was sent: JSON, not looked into. */
    embedded?: { payload: string };
  };
}

const STATES: Readonly<Record<string, ReceivedOcmShareState>> = {
  SHARE_STATE_PENDING: 'pending',
  SHARE_STATE_ACCEPTED: 'accepted',
  SHARE_STATE_REJECTED: 'rejected',
  SHARE_STATE_TRANSFERRING: 'transferring'
};

/** @returns null for one without an id, which nothing can be done with */
export function readReceivedShare(
  message: ReceivedShareMessage
): ReceivedOcmShare | null {
  const id = message.id?.opaque_id ?? '';
  if (id === '') {
    return null;
  }
  const protocols = readProtocols(message.protocols);
  return {
    id,
    name: message.name,
    state: STATES[message.state] ?? 'invalid',
    resourceType: resourceTypeOf(message, protocols),
    remoteShareId: message.remote_share_id,
    owner: readUser(message.owner),
    creator: readUser(message.creator),
    createdAt: readTime(message.ctime),
    modifiedAt: readTime(message.mtime),
    expiresAt: readTime(message.expiration),
    destination: message.destination === '' ? null : message.destination,
    hidden: message.hidden,
    protocols
  };
}

function resourceTypeOf(
  message: ReceivedShareMessage,
  { embedded }: ReceivedOcmShare['protocols']
): ReceivedOcmShare['resourceType'] {
  switch (message.shared_resource_type) {
    case 'SHARE_RESOURCE_TYPE_FILE':
      return 'file';
    case 'SHARE_RESOURCE_TYPE_CONTAINER':
      return 'folder';
    case 'SHARE_RESOURCE_TYPE_EMBEDDED':
      return 'embedded';
  }
  // Gateways from before 2026 know only the kinds of a storage.
  switch (message.resource_type) {
    case 'RESOURCE_TYPE_FILE':
      return 'file';
    case 'RESOURCE_TYPE_CONTAINER':
      return 'folder';
    default:
      return embedded ? 'embedded' : 'other';
  }
}

/** Of several of one kind the first. */
function readProtocols(
  messages: readonly ProtocolMessage[]
): ReceivedOcmShare['protocols'] {
  const protocols: ReceivedOcmShare['protocols'] = {};
  for (const message of messages) {
    if (message.webdav_options) {
      protocols.webdav ??= readWebdav(message.webdav_options);
    } else if (message.webapp_options) {
      const { uri, app_name: appName } = message.webapp_options;
      protocols.webapp ??= { uri, appName };
    } else if (message.embedded_options) {
      const { payload } = message.embedded_options;
      protocols.embedded ??= { payload };
    }
  }
  return protocols;
}

function readWebdav(
  message: WebdavMessage
): NonNullable<ReceivedOcmShare['protocols']['webdav']> {
  const { uri, permissions, requirements } = message;
  const allowed = message.share_permissions ?? permissions?.permissions ?? null;
  return {
    uri,
    permissions: {
      read: allowed !== null && mayRead(allowed),
      write: allowed?.initiate_file_upload ?? false,
      share: permissions?.reshare ?? false
    },
    requirements,
    accessTypes: message.access_types.flatMap(type =>
      type === 'ACCESS_TYPE_REMOTE'
        ? ['remote' as const]
        : type === 'ACCESS_TYPE_DATATX'
          ? ['datatx' as const]
          : []
    )
  };
}

function mayRead(allowed: PermissionsMessage): boolean {
  return allowed.initiate_file_download || allowed.list_container;
}

function readUser(message: UserIdMessage | null): OcmUser | null {
  const { opaque_id: opaqueId = '', idp = '' } = message ?? {};
  return opaqueId === '' ? null : { opaqueId, idp };
}

/** Zero is how a database says that it does not know. */
function readTime(message: TimestampMessage | null): string | null {
  const { seconds = 0, nanos = 0 } = message ?? {};
  const time = new Date(seconds * 1000 + Math.floor(nanos / 1_000_000));
  return seconds === 0 || Number.isNaN(time.getTime())
    ? null
    : time.toISOString();
}
