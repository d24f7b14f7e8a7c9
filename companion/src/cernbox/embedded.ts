/**
 * Packages that were sent to the person, without their documents: those are
 * told by the gateway alone (cs3org/reva `sciencemesh/embedded.go`).
 */
import { setTimeout } from 'node:timers/promises';
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

const STATES = [
  'pending',
  'accepted',
  'rejected',
  'transferring',
  'invalid'
] as const;
export type EmbeddedState = (typeof STATES)[number];

export interface EmbeddedShare {
  id: string;
  name: string;
  /** Null: not told, or a word that we do not know. */
  state: EmbeddedState | null;
  hidden: boolean;
  /** Cut, as libregraph does it. */
  sender: string | null;
  senderName: string | null;
  receivedAt: string | null;
}

/** How often the state is looked at, and how long is waited in between. */
const LOOKS = 5;
const PAUSE = 200;

/** @throws CernboxError, SessionError, OutboundError */
export async function listEmbedded(
  session: Requester,
  signal?: AbortSignal
): Promise<Listed<EmbeddedShare>> {
  const { state, value } = await getJson(
    session,
    '/sciencemesh/embedded-shares',
    signal
  );
  const states = isRecord(state) ? state : {};
  return itemsIn(value, item => shareIn(item, states));
}

/**
 * Processes a package, or sets it back. The answer says nothing of what came
 * of it, so that the list is looked at afterwards.
 *
 * @param order without a destination Reva copies nothing
 * @returns the state that it has come to
 * @throws CernboxError where nothing has changed; SessionError, OutboundError
 */
export async function process(
  session: Requester,
  id: string,
  order: { process: boolean; destination?: string },
  signal?: AbortSignal
): Promise<EmbeddedState> {
  const query = new URLSearchParams({
    share_id: id,
    process: String(order.process)
  });
  if (order.destination !== undefined) {
    query.set('destination', order.destination);
  }
  const path = `/sciencemesh/process-embedded-share?${query.toString()}`;
  await tell(session, path, 'POST', { signal });
  const wanted: readonly unknown[] = !order.process
    ? ['pending']
    : order.destination === undefined
      ? ['accepted']
      : ['accepted', 'transferring'];
  for (let look = 1; ; look += 1) {
    const { items } = await listEmbedded(session, signal);
    const state = items.find(item => item.id === id)?.state ?? null;
    if (state !== null && wanted.includes(state)) {
      return state;
    }
    if (look === LOOKS) {
      throw new CernboxError(
        `CERNBox did not do this with the package, and did not say why: ${state === null ? 'it lists no such package' : `it calls it "${state}"`}.`,
        null
      );
    }
    await setTimeout(PAUSE, undefined, signal ? { signal } : {});
  }
}

function shareIn(item: Item, states: Item): EmbeddedShare | null {
  const id = idIn(item['id']);
  const name = textIn(item['name']);
  if (id === null || name === null) {
    return null;
  }
  const sender = creatorIn(item);
  const told = Object.hasOwn(states, id) ? states[id] : null;
  return {
    id,
    name,
    state: STATES.find(state => state === told) ?? null,
    hidden: item['@UI.Hidden'] === true,
    sender: sender.id,
    senderName: sender.displayName,
    receivedAt: timeIn(item['lastModifiedDateTime'])
  };
}
