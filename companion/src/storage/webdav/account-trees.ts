/**
 * What a server keeps for a person who is logged in beside the tree of their
 * files: earlier states, and what was deleted.
 *
 * Ids in there are the server's. They are sent back whole, in one name of an
 * address; what could be more than that is not taken.
 */
import { StorageError } from '../storage.ts';
import { senseless } from './failures.ts';
import { itemsIn } from './listing.ts';
import type { ItemAnswer, MultistatusLimits } from './multistatus.ts';
import { decodeName, rawPathOf } from './names.ts';
import type { Order, Requests } from './requests.ts';

/** Where it is, for a tree of files; at the same server. */
export interface AccountTrees {
  /** Things by their ids; earlier states of a file are in `<id>/v`. */
  meta(root: URL): URL;
  /** What was deleted in this tree. */
  trash(root: URL): URL;
}

/** Ids that hold the whole path of a file are long. */
const LONGEST_ID = 4096;
/** What leads out of a name, and what forges lines of logs. */
const NO_ID = /^\.{0,2}$|[/\\\p{Cc}]/u;

/** An address below another. */
export function below(base: URL, ...names: string[]): URL {
  const encoded = names.map(encodeURIComponent);
  return new URL(
    [base.origin + base.pathname.replace(/\/+$/, ''), ...encoded].join('/')
  );
}

export function isId(text: string | null): text is string {
  return (
    text !== null &&
    text.length <= LONGEST_ID &&
    text.isWellFormed() &&
    !NO_ID.test(text)
  );
}

/** @throws StorageError for what was never an id here */
export function checkId(id: string): void {
  if (!isId(id)) {
    throw new StorageError(
      'name-refused',
      'This is no version and nothing that was deleted. Reload the list.'
    );
  }
}

/** An item with the id that its address ends in. */
export interface Identified extends ItemAnswer {
  id: string;
}

/**
 * Asks for a list of things with ids.
 *
 * @param deepest so many names may stand between the list and an id, with it
 * @returns null where the server refuses with one of these statuses
 * @throws StorageError
 */
export async function listIds(
  requests: Requests,
  order: Order,
  options: {
    deepest: number;
    limits: MultistatusLimits;
    failure: (status: number) => StorageError | null;
  }
): Promise<Identified[] | null> {
  const { deepest, failure, limits } = options;
  let host = '';
  const response = await requests.send({
    ...order,
    beside: root => {
      host = root.host;
      return order.beside?.(root) ?? root;
    },
    method: 'PROPFIND',
    headers: {
      ...order.headers,
      depth: '1',
      'content-type': 'application/xml; charset=utf-8'
    },
    patience: 'listing'
  });
  if (response.status !== 207) {
    response.discard();
    const reason = failure(response.status);
    if (reason === null) {
      return null;
    }
    throw requests.note(reason);
  }
  const items: ItemAnswer[] = [];
  try {
    for await (const batch of itemsIn(response, requests, limits)) {
      items.push(...batch);
    }
  } catch (error) {
    throw requests.toFailure(error, order.signal);
  }
  const [own, ...rest] = items;
  if (own === undefined) {
    throw requests.note(senseless(requests.label, 'a list without itself'));
  }
  const start = rawPathOf(own.href).replace(/\/+$/, '');
  return rest.flatMap(item => {
    const id = isAt(host, item) ? idBelow(start, item, deepest) : null;
    return id === null ? [] : [{ ...item, id }];
  });
}

/** Whether an address that a server wrote is its own. */
function isAt(host: string, { href }: ItemAnswer): boolean {
  const [, named] = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)/i.exec(href) ?? [];
  return named === undefined || named.toLowerCase() === host;
}

function idBelow(
  start: string,
  { href, overlong }: ItemAnswer,
  deepest: number
): string | null {
  const raw = rawPathOf(href);
  if (overlong || !raw.startsWith(`${start}/`)) {
    return null;
  }
  const names = raw
    .slice(start.length + 1)
    .replace(/\/$/, '')
    .split('/')
    .map(decodeName);
  const id = names.at(-1) ?? null;
  return names.length <= deepest && names.every(isId) ? id : null;
}
