/**
 * What a share creation says, in every shape that has been seen on the wire.
 *
 * Protocols come as the old single form (`{"name": "webdav", "options": …}`),
 * as `multi`, and under the key `protocols` (first EOSC senders). An embedded
 * crate is the member itself (OCM-Embedded), one level deeper under `payload`
 * (Reva ocmd/specs.go, EOSC Data Commons Dispatcher) or named `rocrate`.
 */
import { createHash } from 'node:crypto';
import type { ShareCreation, ShareKind } from 'sciencemesh-contract';
import type { ShareAccess } from '../store/share-row.ts';
import { isRecord } from '../http/json.ts';
import { findCrate, type FoundCrate } from '../packages/crate/unwrap.ts';

/** Protocols that lead to something we can work with. */
const KNOWN = new Set(['webdav', 'embedded', 'rocrate']);
/** Members of the protocol object that are no protocols. */
const NOT_A_PROTOCOL = new Set(['name', 'options']);

export interface ShareContent {
  kind: ShareKind;
  protocols: string[];
  permissions: string[];
  /** All but the crate, unknown protocols included; null when only a crate. */
  access: ShareAccess | null;
  /** Null when none is embedded. */
  crate: FoundCrate | null;
}

/** The protocol object cannot be used; `status` says how to answer. */
export interface UnusableProtocol {
  status: 400 | 501;
  field: string;
  message: string;
}

/** Reads the protocol object of a share creation. */
export function readContent(
  share: ShareCreation
): ShareContent | UnusableProtocol {
  const field = share.protocol === undefined ? 'protocols' : 'protocol';
  const protocol = share.protocol ?? share.protocols;
  if (!isRecord(protocol)) {
    return {
      status: 400,
      field: 'protocol',
      message: 'must be an object that names at least one protocol'
    };
  }
  const protocols = protocolsOf(protocol);
  if (!protocols.some(name => KNOWN.has(name))) {
    return {
      status: 501,
      field,
      message: `none of the protocols is supported here (${protocols.join(', ').slice(0, 200) || 'none given'})`
    };
  }
  const crate = findCrate(protocol, [field]);
  if (crate === null && !protocols.includes('webdav')) {
    return {
      status: 400,
      field: `${field}.embedded`,
      message: 'must be an RO-Crate metadata document: an object with @graph'
    };
  }
  const others = Object.entries(protocol).filter(
    ([name]) => name !== 'embedded' && name !== 'rocrate'
  );
  return {
    kind: crate === null ? kindOf(share.resourceType) : 'package',
    protocols: protocols
      .filter(isListed)
      .map(name => (name === 'rocrate' ? 'embedded' : name)),
    permissions: permissionsOf(protocol),
    access:
      crate !== null && others.every(saysNothing)
        ? null
        : Object.fromEntries(others),
    crate
  };
}

/** A share is shown in a list: what it names there is bounded. */
function isListed(name: string, index: number): boolean {
  return name.length <= 64 && (index < 16 || KNOWN.has(name));
}

/** Reva adds empty options to every protocol object. */
function saysNothing([name, value]: [string, unknown]): boolean {
  return (
    name === 'name' || (isRecord(value) && Object.keys(value).length === 0)
  );
}

/** Names of the protocols; the old form names its only one in `name`. */
function protocolsOf(protocol: Record<string, unknown>): string[] {
  const names = Object.keys(protocol).filter(
    name => !NOT_A_PROTOCOL.has(name) && name !== '__proto__'
  );
  const old = protocol['name'];
  return typeof old === 'string' && old !== 'multi' && !names.includes(old)
    ? [old, ...names]
    : names;
}

function kindOf(resourceType: string | null | undefined): ShareKind {
  return resourceType === 'file' || resourceType === 'folder'
    ? resourceType
    : 'other';
}

function permissionsOf(protocol: Record<string, unknown>): string[] {
  const webdav = protocol['webdav'];
  const permissions = isRecord(webdav) ? webdav['permissions'] : undefined;
  return Array.isArray(permissions)
    ? permissions.filter(item => typeof item === 'string').filter(isListed)
    : [];
}

/** Secrets anywhere in the protocol object: old form, multi, or misplaced. */
export function secretsOf(access: ShareAccess): string[] {
  return [access, ...Object.values(access)]
    .filter(isRecord)
    .map(member => member['sharedSecret'])
    .filter(secret => typeof secret === 'string' && secret !== '')
    .map(String);
}

/**
 * Equal for shares with equal content, however their JSON was written. Only
 * what we understand counts: senders add ids of their own to every attempt.
 */
export function contentHash(share: ShareCreation): string {
  const {
    name,
    description,
    owner,
    sender,
    ownerDisplayName,
    senderDisplayName,
    shareType,
    resourceType,
    expiration
  } = share;
  const protocol = share.protocol ?? share.protocols;
  return createHash('sha256')
    .update(
      canonical([
        name,
        description,
        owner,
        sender,
        ownerDisplayName,
        senderDisplayName,
        shareType,
        resourceType,
        expiration,
        protocol
      ])
    )
    .digest('hex');
}

/** JSON with sorted keys; depth was limited when the value was parsed. */
function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (!isRecord(value)) {
    return value;
  }
  // `fromEntries` defines members, so that `__proto__` is one like any other.
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, sorted(value[key])])
  );
}
