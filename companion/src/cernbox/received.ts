/**
 * Files and folders that people elsewhere share with the person. Neither list
 * of Reva is whole: libregraph knows the space and what is hidden, OCS the
 * decision and the sender's address (cs3org/reva `ocgraph/shares.go`,
 * `pkg/ocm/conversions`, `ocs/handlers/apps/sharing/shares`).
 */
import { isRecord } from '../http/json.ts';
import {
  CernboxError,
  creatorIn,
  getJson,
  idIn,
  itemsIn,
  tell,
  textIn,
  timeIn,
  type Item,
  type Listed
} from './list-answer.ts';
import type { Requester } from './account-session.ts';

const OCS = '/ocs/v2.php/apps/files_sharing/api/v1/shares';
const GRAPH = '/graph/v1beta1';
const JAIL = 'a0ca6a90-a365-4782-871e-d44447bbc668';
/** `share_type` of what came over OCM. */
const FEDERATED = 6;
const STATES = ['accepted', 'pending', 'declined'] as const;

export interface ReceivedShare {
  id: string;
  name: string;
  /** Reva calls a file what it does not call a folder. */
  kind: 'file' | 'folder';
  /** Null where OCS is off. */
  state: (typeof STATES)[number] | null;
  /** Null where libregraph is off. */
  hidden: boolean | null;
  /** Follows `/remote.php/dav/spaces/`; null where libregraph is off. */
  space: string | null;
  /** OCM address; of libregraph alone, cut and not to be relied upon. */
  sender: string | null;
  senderName: string | null;
  /** Bits of OCS; null where it is off. */
  permissions: number | null;
  /** Roles of libregraph. */
  roles: string[];
  receivedAt: string | null;
  expiresAt: string | null;
}

export interface ReceivedList extends Listed<ReceivedShare> {
  /** Why a source said nothing; null where it did. */
  failed: { graph: Error | null; ocs: Error | null };
}

/** @throws what libregraph failed with, where OCS fails as well */
export async function listReceived(
  session: Requester,
  signal?: AbortSignal
): Promise<ReceivedList> {
  const [graph, ocs] = await Promise.allSettled([
    graphItems(session, signal),
    ocsItems(session, signal)
  ]);
  if (graph.status === 'rejected' && ocs.status === 'rejected') {
    throw graph.reason;
  }
  const shares = new Map<string, ReceivedShare>();
  const ofGraph = graph.status === 'fulfilled' ? graph.value : NOTHING;
  const ofOcs = ocs.status === 'fulfilled' ? ocs.value : NOTHING;
  for (const share of ofGraph.items) {
    shares.set(share.id, share);
  }
  for (const share of ofOcs.items) {
    shares.set(share.id, joined(shares.get(share.id), share));
  }
  return {
    items: [...shares.values()],
    dropped: ofGraph.dropped + ofOcs.dropped,
    failed: {
      graph: graph.status === 'rejected' ? (graph.reason as Error) : null,
      ocs: ocs.status === 'rejected' ? (ocs.reason as Error) : null
    }
  };
}

/** @throws CernboxError, SessionError, OutboundError */
export function accept(
  session: Requester,
  id: string,
  signal?: AbortSignal
): Promise<void> {
  return tell(session, pending(id), 'POST', { says: isDone, signal });
}

/** @throws CernboxError, SessionError, OutboundError */
export function decline(
  session: Requester,
  id: string,
  signal?: AbortSignal
): Promise<void> {
  return tell(session, pending(id), 'DELETE', { says: isDone, signal });
}

/** @throws CernboxError, SessionError, OutboundError */
export function hide(
  session: Requester,
  id: string,
  hidden: boolean,
  signal?: AbortSignal
): Promise<void> {
  const path = `${GRAPH}/drives/${JAIL}$${JAIL}/items/${encodeURIComponent(id)}`;
  return tell(session, path, 'PATCH', {
    body: { '@UI.Hidden': hidden },
    // It answers with the share.
    says: answer => isRecord(answer) && idIn(answer['id']) === id,
    signal
  });
}

const NOTHING: Listed<ReceivedShare> = { items: [], dropped: 0 };

function pending(id: string): string {
  return `${OCS}/pending/${encodeURIComponent(id)}?format=json`;
}

/** Whether OCS says that all is well; the first version says 100. */
function isDone(answer: unknown): boolean {
  const ocs = isRecord(answer) ? answer['ocs'] : null;
  const meta = isRecord(ocs) ? ocs['meta'] : null;
  return isRecord(meta) && [100, 200].includes(Number(meta['statuscode']));
}

async function graphItems(
  session: Requester,
  signal?: AbortSignal
): Promise<Listed<ReceivedShare>> {
  const path = `${GRAPH}/me/drive/sharedWithMe`;
  const { value } = await getJson(session, path, signal);
  // Shares of people at the same site lie in other spaces.
  return itemsIn(
    Array.isArray(value) ? value.filter(item => !isLocal(item)) : value,
    ofGraph
  );
}

/** Asked for without `share_types`: with 6 alone the list is empty. */
async function ocsItems(
  session: Requester,
  signal?: AbortSignal
): Promise<Listed<ReceivedShare>> {
  const path = `${OCS}?shared_with_me=true&state=all&format=json`;
  const { ocs } = await getJson(session, path, signal);
  const data = isRecord(ocs) ? ocs['data'] : undefined;
  if (data === undefined) {
    throw new CernboxError('CERNBox gives no list that can be read.', null);
  }
  return itemsIn(
    Array.isArray(data)
      ? data.filter(
          (item: unknown) =>
            !isRecord(item) || Number(item['share_type']) === FEDERATED
        )
      : data,
    ofOcs
  );
}

function isLocal(item: unknown): boolean {
  const remote = isRecord(item) ? item['remoteItem'] : null;
  const space = isRecord(remote) ? textIn(remote['id']) : null;
  return space !== null && !space.startsWith('ocm-received$');
}

function ofGraph(item: Item): ReceivedShare | null {
  const id = idIn(item['id']);
  const name = textIn(item['name']);
  const remote = isRecord(item['remoteItem']) ? item['remoteItem'] : null;
  const space = idIn(remote?.['id']);
  if (id === null || name === null || remote === null || space === null) {
    return null;
  }
  const hidden = item['@UI.Hidden'];
  const sender = creatorIn(item);
  return {
    id,
    name,
    kind: isRecord(item['folder']) ? 'folder' : 'file',
    state: null,
    hidden: typeof hidden === 'boolean' ? hidden : null,
    space,
    sender: sender.id,
    senderName: sender.displayName,
    permissions: null,
    roles: rolesIn(remote['permissions']),
    receivedAt: timeIn(item['lastModifiedDateTime']),
    expiresAt: null
  };
}

function ofOcs(item: Item): ReceivedShare | null {
  const id = idIn(item['id']);
  const name = textIn(item['name']) ?? textIn(item['file_target']);
  const state = STATES[numberIn(item['state'])];
  if (id === null || name === null || state === undefined) {
    return null;
  }
  const bits = item['permissions'];
  return {
    id,
    name: name.replace(/^\//, ''),
    kind: item['item_type'] === 'folder' ? 'folder' : 'file',
    state,
    hidden: null,
    space: null,
    sender: textIn(item['uid_owner']),
    senderName: textIn(item['displayname_owner']),
    permissions: typeof bits === 'number' ? bits : null,
    roles: [],
    receivedAt: timeIn(item['stime']),
    expiresAt: timeIn(item['expiration'])
  };
}

/** What only OCS knows is taken from it, and all else from libregraph. */
function joined(
  graph: ReceivedShare | undefined,
  ocs: ReceivedShare
): ReceivedShare {
  return graph === undefined
    ? ocs
    : {
        ...graph,
        state: ocs.state,
        sender: ocs.sender ?? graph.sender,
        senderName: ocs.senderName ?? graph.senderName,
        permissions: ocs.permissions,
        receivedAt: ocs.receivedAt ?? graph.receivedAt,
        expiresAt: ocs.expiresAt
      };
}

/** NaN for what is none: an empty text would count as 0. */
function numberIn(value: unknown): number {
  return typeof value === 'number' || /^\d+$/.test(textIn(value) ?? '')
    ? Number(value)
    : NaN;
}

function rolesIn(permissions: unknown): string[] {
  return (Array.isArray(permissions) ? permissions : [])
    .filter(isRecord)
    .flatMap(({ roles }) => (Array.isArray(roles) ? (roles as unknown[]) : []))
    .filter(role => typeof role === 'string');
}
