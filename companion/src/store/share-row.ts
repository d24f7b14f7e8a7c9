/**
 * A received share in the database and as the user sees it.
 */
import type { Delivery, Party, Share } from 'sciencemesh-contract';
import { column, type Row } from './row.ts';

/** What a sender said, as `ocm/` understood it. */
export interface NewShare extends Pick<
  Share,
  | 'kind'
  | 'name'
  | 'description'
  | 'sender'
  | 'owner'
  | 'provider'
  | 'providerId'
  | 'authenticity'
  | 'recipient'
  | 'resourceType'
  | 'shareType'
  | 'protocols'
  | 'permissions'
  | 'expiresAt'
> {
  /** Identifier of the recipient at this node. */
  user: string;
  /** Equal for equal content; see `ocm/share-content.ts`. */
  contentHash: string;
  /** How the resource is reached, secrets included; null for embedded ones. */
  access: ShareAccess | null;
  /** Text of the embedded crate document. */
  crate: string | null;
}

/** What the list of another provider says of a share. */
export interface ListedShare
  extends
    Omit<NewShare, 'user' | 'contentHash' | 'access' | 'crate'>,
    Pick<Share, 'page' | 'copying' | 'receivedAt'> {
  /** Null: the list does not tell, and what is known here holds. */
  state: Share['state'] | null;
  hidden: boolean | null;
  /** Where its files are: a path of the provider's server; null: nowhere. */
  place: string | null;
}

/** Protocol objects by name, as received. */
export type ShareAccess = Record<string, unknown>;

/** Every column that a share shows, its delivery and newest working copy. */
export const SELECT_SHARE = `
  SELECT shares.*,
    deliveries.type AS delivery_type,
    deliveries.state AS delivery_state,
    deliveries.attempts AS delivery_attempts,
    deliveries.message AS delivery_message,
    (SELECT path FROM working_copies
       WHERE working_copies.package_id = shares.package_id
       ORDER BY created_at DESC, working_copies.rowid DESC LIMIT 1
    ) AS working_copy
  FROM shares LEFT JOIN deliveries ON deliveries.share_id = shares.id`;

export function shareFromRow(row: Row): Share {
  const packageId = column.textOrNull(row, 'package_id');
  return {
    id: column.text(row, 'id'),
    source: column.text(row, 'source'),
    kind: column.text(row, 'kind') as Share['kind'],
    state: column.text(row, 'state') as Share['state'],
    hidden: column.flag(row, 'hidden'),
    seen: column.flag(row, 'seen'),
    withdrawnAt: column.textOrNull(row, 'withdrawn_at'),
    name: column.text(row, 'name'),
    description: column.text(row, 'description'),
    sender: column.json<Party>(row, 'sender'),
    owner: column.json<Party>(row, 'owner'),
    provider: column.text(row, 'provider'),
    providerId: column.text(row, 'provider_id'),
    authenticity: column.text(row, 'authenticity') as Share['authenticity'],
    recipient: column.text(row, 'recipient'),
    resourceType: column.text(row, 'resource_type'),
    shareType: column.text(row, 'share_type'),
    protocols: column.json<string[]>(row, 'protocols'),
    permissions: column.json<string[]>(row, 'permissions'),
    receivedAt: column.text(row, 'received_at'),
    expiresAt: column.textOrNull(row, 'expires_at'),
    delivery: deliveryFromRow(row),
    page: column.textOrNull(row, 'page'),
    copying: column.flag(row, 'copying'),
    package:
      packageId === null
        ? null
        : {
            id: packageId,
            workingCopy: column.textOrNull(row, 'working_copy')
          }
  };
}

function deliveryFromRow(row: Row): Delivery | null {
  const type = column.textOrNull(row, 'delivery_type');
  return type === null
    ? null
    : {
        type: type as Delivery['type'],
        state: column.text(row, 'delivery_state') as Delivery['state'],
        attempts: column.integer(row, 'delivery_attempts'),
        message: column.textOrNull(row, 'delivery_message')
      };
}

/** What the search finds a share by. */
export function searchTextOf({
  name,
  owner,
  provider,
  sender
}: Pick<Share, 'name' | 'owner' | 'provider' | 'sender'>): string {
  return searchText(
    name,
    sender.address,
    sender.displayName,
    owner.address,
    owner.displayName,
    provider
  );
}

/** What the search looks through: lower case, compatibility forms folded. */
function searchText(...parts: (string | null)[]): string {
  return fold(parts.filter(part => part !== null).join('\n'));
}

export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
