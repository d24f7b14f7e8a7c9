/**
 * The DOI as an identifier of what an RO-Crate describes (RO-Crate 1.1, "Root
 * Data Entity": a `PropertyValue`, referred to by its address).
 */
import { isDeepStrictEqual } from 'node:util';
import { isRecord, parseJson } from '../../http/json.ts';
import { jsonSource, type JsonPath } from '../../http/json-source.ts';
import { isCrateProblem, readCrate } from '../../packages/crate/crate.ts';
import { idOf, textsOrIdsOf } from '../../packages/crate/json-ld.ts';
import { doiAddress, doiEntity } from '../doi-entity.ts';
import {
  sourceOf,
  withItem,
  withMember,
  withoutValue,
  withValue
} from './json-edits.ts';
import type { Stamped } from './stamp.ts';

export const crates: Stamped = {
  write(text, { doi }) {
    const crate = placesIn(text, doi);
    if (crate === null || crate.isNamed) {
      return crate === null ? null : text;
    }
    const { graph, identifier, place, root } = crate;
    const reference = JSON.stringify({ '@id': doiAddress(doi) });
    const named =
      identifier === undefined
        ? withMember(text, root, 'identifier', reference)
        : Array.isArray(identifier)
          ? withItem(text, place, reference)
          : // Ours comes first where there was no list, which tells so later.
            withValue(text, place, source => `[${reference}, ${source}]`);
    return (
      named &&
      (graph.some(entity => idOf(entity) === doiAddress(doi))
        ? named
        : withItem(named, ['@graph'], sourceOf(text, doiEntity(doi))))
    );
  },

  take(text, { doi }) {
    const crate = placesIn(text, doi);
    if (crate?.isNamed !== true) {
      return crate === null ? null : text;
    }
    const { graph, identifier, place } = crate;
    const at = Array.isArray(identifier)
      ? identifier.findIndex(one => textsOrIdsOf(one).includes(doiAddress(doi)))
      : -1;
    const unnamed =
      at === -1
        ? withoutValue(text, place)
        : at === 0 && Array.isArray(identifier) && identifier.length === 2
          ? withValue(text, place, second)
          : withoutValue(text, [...place, at]);
    const ours = graph.findIndex(entity =>
      isDeepStrictEqual(entity, doiEntity(doi))
    );
    return (
      unnamed &&
      (ours === -1 ? unnamed : withoutValue(unnamed, ['@graph', ours]))
    );
  }
};

/** The second of two items, as it was written. */
function second(list: string): string {
  return jsonSource(list, [1]) ?? list;
}

interface Places {
  graph: unknown[];
  root: JsonPath;
  identifier: unknown;
  /** Of the identifier. */
  place: JsonPath;
  isNamed: boolean;
}

function placesIn(text: string, doi: string): Places | null {
  const document = parsed(text);
  const crate = readCrate(document);
  if (
    !isRecord(document) ||
    isCrateProblem(crate) ||
    !Array.isArray(document['@graph'])
  ) {
    return null;
  }
  const graph = document['@graph'] as unknown[];
  const number = graph.findIndex(
    entity => isRecord(entity) && entity['@id'] === crate.root['@id']
  );
  const entity = graph[number];
  if (!isRecord(entity)) {
    return null;
  }
  const root = ['@graph', number];
  const { identifier } = entity;
  return {
    graph,
    root,
    identifier,
    place: [...root, 'identifier'],
    isNamed: textsOrIdsOf(identifier).includes(doiAddress(doi))
  };
}

function parsed(text: string): unknown {
  try {
    return parseJson(Buffer.from(text));
  } catch {
    return null;
  }
}
