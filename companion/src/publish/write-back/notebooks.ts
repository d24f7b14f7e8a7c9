/**
 * The DOI in the metadata of a notebook, under a name of our own, as nbformat
 * asks of programs ("Notebook metadata"). An earlier one is kept in it.
 */
import { isRecord } from '../../http/json.ts';
import { jsonSource } from '../../http/json-source.ts';
import {
  parseFaithfully,
  TooDeep
} from '../../packages/notebook/faithful-json.ts';
import { sourceOf, withMember, withoutValue, withValue } from './json-edits.ts';
import type { Stamp, Stamped } from './stamp.ts';

const NAME = 'sciencemesh_publication';
const PLACE = ['metadata', NAME];

export const notebooks: Stamped = {
  write(text, { doi, url }) {
    const known = publicationIn(text);
    if (known === null || known.doi === doi) {
      return known === null ? null : text;
    }
    const stamp = url === null ? { doi } : { doi, url };
    const earlier = jsonSource(text, PLACE);
    if (earlier === null) {
      return withMember(text, ['metadata'], NAME, sourceOf(text, stamp));
    }
    const replaced = withValue(text, PLACE, () => JSON.stringify(stamp));
    return replaced && withMember(replaced, PLACE, 'earlier', earlier);
  },

  take(text, { doi }: Stamp) {
    const known = publicationIn(text);
    if (known?.doi !== doi) {
      return known === null ? null : text;
    }
    const earlier = jsonSource(text, [...PLACE, 'earlier']);
    return earlier === null
      ? withoutValue(text, PLACE)
      : withValue(text, PLACE, () => earlier);
  }
};

/** What stands there; empty for nothing, null for what is no notebook. */
function publicationIn(text: string): Record<string, unknown> | null {
  const document = parsed(text);
  if (!isRecord(document) || !isRecord(document.metadata)) {
    return null;
  }
  const publication = document.metadata[NAME];
  return publication === undefined
    ? {}
    : isRecord(publication)
      ? publication
      : null;
}

function parsed(text: string): unknown {
  try {
    return parseFaithfully(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TooDeep) {
      return null;
    }
    throw error;
  }
}
