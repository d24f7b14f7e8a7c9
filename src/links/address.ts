import type { IRouter } from '@jupyterlab/application';
import { isOpenableAtProvider } from '../elements/link';

/** The parameter that names what the page's address asks to be shown. */
const PARAMETER = 'sciencemesh-open';

/** What a link is allowed to be long, in letters. */
const LONGEST = 4096;

/**
 * What a link asks to be shown.
 *
 * - `share`: one of the companion, by the identifier that it has here;
 * - `received`: one by what its provider calls it;
 * - `place`: a file or folder of one of our drives;
 * - `page`: a file or folder of a person's own by its page at a provider;
 * - `unreadable`: nothing that makes sense.
 */
export type Link =
  | { readonly kind: 'share'; readonly id: string }
  | {
      readonly kind: 'received';
      readonly source: string;
      readonly providerId: string;
    }
  | { readonly kind: 'place'; readonly drive: string; readonly path: string }
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'unreadable' };

/**
 * What an address asks to be shown; null where it asks for nothing.
 *
 * @param search - the query part, with its question mark
 */
export function linkIn(search: string): Link | null {
  const values = new URLSearchParams(search).getAll(PARAMETER);
  const [value] = values;
  if (value === undefined) {
    return null;
  }
  return values.length === 1 ? linkOf(value) : UNREADABLE;
}

/**
 * The same address without the parameter, so that a reload shows what the
 * person left and not the link again.
 */
export function withoutLink(location: IRouter.ILocation): string {
  const parameters = new URLSearchParams(location.search);
  parameters.delete(PARAMETER);
  const search = parameters.toString();
  return `${location.path}${search && `?${search}`}${location.hash}`;
}

const UNREADABLE: Link = { kind: 'unreadable' };

/** Identifiers of shares, as the contract has them. */
const IDENTIFIER = /^[A-Za-z0-9-]{1,64}$/;

/** A provider's identifier, as the contract has it, and its own one. */
const RECEIVED = /^share:([a-z][a-z0-9-]{0,31}):(.{1,1024})$/su;

/** A drive's name, as the contract has it, and a path. */
const PLACE = /^([A-Za-z0-9][A-Za-z0-9 _-]*):(?!\/\/)(.*)$/su;

function linkOf(value: string): Link {
  // No name that a person knows has control characters in it.
  if (value.length > LONGEST || /\p{Cc}/u.test(value)) {
    return UNREADABLE;
  }
  if (IDENTIFIER.test(value)) {
    return { kind: 'share', id: value };
  }
  if (/^https?:\/\//i.test(value)) {
    return isOpenableAtProvider(value)
      ? { kind: 'page', url: value }
      : UNREADABLE;
  }
  const [, source, providerId] = RECEIVED.exec(value) ?? [];
  if (source !== undefined && providerId !== undefined) {
    return { kind: 'received', source, providerId };
  }
  const [, drive, rest] = PLACE.exec(value) ?? [];
  if (drive === undefined || rest === undefined) {
    return UNREADABLE;
  }
  const path = rest.replace(/^\/|\/$/g, '');
  return path === '' || path.split('/').every(isName)
    ? { kind: 'place', drive, path }
    : UNREADABLE;
}

/** Whether it leads one step down and nowhere else. */
function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..';
}
