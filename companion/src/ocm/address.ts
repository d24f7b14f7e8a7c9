/**
 * OCM addresses, `identifier@host[:port]` (OCM-API draft-07, "Terms").
 *
 * The identifier is opaque, case-sensitive and may hold `@` itself, so the
 * last one splits. Seen from real peers and read here, never written: a
 * scheme before the address or before the host, a path behind the host
 * (Nextcloud and ownCloud in a folder), the own host twice (Reva before 3.12).
 */

export interface OcmAddress {
  /** Exact, as the peer wrote it. */
  identifier: string;
  /** Lower case, ASCII form, without a default port; see `parseHost`. */
  host: string;
  /** Folder of the peer below its host, e.g. `/nextcloud`; mostly empty. */
  path: string;
}

const SCHEME = /^https?:\/\//i;
const FOLDER = /^(?!\.+$)[\w.~-]*$/;

/** @returns null for anything that is no address */
export function parseAddress(text: string): OcmAddress | null {
  const plain = text.trim().replace(SCHEME, '');
  const split = plain.lastIndexOf('@');
  if (split <= 0) {
    return null;
  }
  const [authority = '', ...folders] = plain
    .slice(split + 1)
    .replace(SCHEME, '')
    .split('/');
  const host = parseHost(authority);
  if (host === null || !folders.every(folder => FOLDER.test(folder))) {
    return null;
  }
  const path = folders.filter(Boolean).map(folder => `/${folder}`);
  return {
    identifier: withoutOwnHost(plain.slice(0, split), host),
    host,
    path: path.join('')
  };
}

/**
 * Brings a host with an optional port into the one form that is compared:
 * lower case, ASCII, without the default port of https.
 *
 * @returns null for anything that is no host
 */
export function parseHost(text: string): string | null {
  // The URL parser below would quietly drop or reinterpret these.
  if (text === '' || /[\s\p{Cc}/\\?#@%]/u.test(text)) {
    return null;
  }
  try {
    // `example.org.` is the same host, and would pass by a deny list.
    const host = new URL(`https://${text}`).host.replace(/\.(?=:\d+$|$)/, '');
    // Nor has any name an empty label, which would pass by the list as well.
    const [name = ''] = host.split(':');
    return host.startsWith('[') || !name.split('.').includes('') ? host : null;
  } catch {
    return null;
  }
}

/** `marie@a.org@a.org` is what some peers make of `marie@a.org`. */
function withoutOwnHost(identifier: string, host: string): string {
  const split = identifier.lastIndexOf('@');
  return split > 0 && parseHost(identifier.slice(split + 1)) === host
    ? withoutOwnHost(identifier.slice(0, split), host)
    : identifier;
}

/**
 * Whether an address in `shareWith` means a user of this node: the bare
 * identifier, or with the own host behind it once or several times.
 *
 * @param ownHost as `parseHost` makes it; null accepts any host
 */
export function isAddressOf(
  shareWith: string,
  user: string,
  ownHost: string | null
): boolean {
  const plain = shareWith.trim().replace(SCHEME, '');
  if (plain === user) {
    return true;
  }
  // Not `parseAddress`: a user may be called `marie@a.org` at a.org itself.
  const split = plain.lastIndexOf('@');
  const host = parseHost(
    plain
      .slice(split + 1)
      .replace(SCHEME, '')
      .replace(/\/.*$/s, '')
  );
  return (
    split > 0 &&
    host !== null &&
    host === (ownHost ?? host) &&
    isAddressOf(plain.slice(0, split), user, host)
  );
}
