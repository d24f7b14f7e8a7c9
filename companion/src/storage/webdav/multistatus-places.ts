/**
 * Which elements of a 207 Multi-Status document mean something, and where.
 *
 * Objects that are made once: a folder of 100 000 files has millions of
 * elements.
 */
import { propertyOf, type Property } from './properties.ts';

const DAV = 'DAV:';

/** Where an element stands, of those that mean something. */
export interface Place {
  /** Local names below `multistatus`, joined by `/`. */
  readonly path: string;
  /** DAV's elements below it, by their local names. */
  readonly below: ReadonlyMap<string, Place>;
}

const ROOT = place('', [
  place('response', [
    place('response/href'),
    place('response/status'),
    place('response/propstat', [
      place('response/propstat/status'),
      place('response/propstat/prop', [
        place('response/propstat/prop/resourcetype', [
          place('response/propstat/prop/resourcetype/collection')
        ])
      ])
    ])
  ])
]);

function place(path: string, below: readonly Place[] = []): Place {
  const named = below.map(
    one => [one.path.slice(one.path.lastIndexOf('/') + 1), one] as const
  );
  return { path, below: new Map(named) };
}

/** The one property that holds elements of its own (ownCloud). */
const CHECKSUMS = place('response/propstat/prop/checksums');

/** An element that is open. */
export interface Open {
  /** Null where it means nothing by itself. */
  readonly place: Place | null;
  /** What its text says of the item. */
  readonly property: Property | null;
}

/** What stands where nothing has a meaning. */
export const ELSEWHERE: Open = { place: null, property: null };

/** Null for a document of another kind. */
export function openRoot(namespace: string, local: string): Open | null {
  return namespace === DAV && local === 'multistatus'
    ? { place: ROOT, property: null }
    : null;
}

export function openBelow(
  parent: Place | null,
  namespace: string,
  local: string
): Open {
  if (parent === null) {
    return ELSEWHERE;
  }
  const place = namespace === DAV ? (parent.below.get(local) ?? null) : null;
  if (parent === CHECKSUMS) {
    const isOne = local === 'checksum' && propertyOf(namespace, 'checksums');
    return isOne ? { place, property: 'checksums' } : ELSEWHERE;
  }
  const property =
    parent.path === 'response/propstat/prop'
      ? propertyOf(namespace, local)
      : null;
  if (property === 'checksums') {
    return { place: CHECKSUMS, property: null };
  }
  return place === null && property === null ? ELSEWHERE : { place, property };
}
