/**
 * People and organisations in a crate (RO-Crate 1.1, "People").
 */
import type { Contributor, Creator, Organisation } from 'sciencemesh-contract';
import { hasType, listOf, idOf, textOf } from '../../packages/crate/json-ld.ts';
import { fragment } from '../../provenance/graph.ts';
import { nameKey, nameOf } from '../metadata/people.ts';
import {
  oneOrMore,
  type CrateGraph,
  type Entity,
  type Reference
} from './crate-graph.ts';

/** A person or an organisation; one that the crate knows by name stays itself. */
export function agent(
  graph: CrateGraph,
  creator: Creator | Contributor
): Reference {
  if (creator.kind === 'organisation') {
    return organisation(graph, creator);
  }
  const { affiliations = [], family, given, orcid } = creator;
  const name = nameOf(creator);
  const address = orcid === undefined ? null : `https://orcid.org/${orcid}`;
  const known = namesake(graph, 'Person', name, address);
  const id =
    address ?? known?.['@id'] ?? graph.freeId(fragment('person', name));
  const entity: Entity = {
    ...(known ?? { '@type': 'Person' }),
    '@id': id,
    name,
    familyName: family,
    ...(given === undefined ? {} : { givenName: given }),
    ...(affiliations.length === 0
      ? {}
      : {
          affiliation: oneOrMore(
            affiliations.map(one => organisation(graph, one))
          )
        })
  };
  return put(graph, entity, known);
}

export function organisation(
  graph: CrateGraph,
  { name, ror }: Organisation
): Reference {
  const address = ror === undefined ? null : `https://ror.org/${ror}`;
  const known = namesake(graph, 'Organization', name, address);
  const id =
    address ?? known?.['@id'] ?? graph.freeId(fragment('organisation', name));
  const entity = { ...(known ?? { '@type': 'Organization' }), '@id': id, name };
  return put(graph, entity, known);
}

/** Under a better identifier, what refers to the old one has to follow. */
function put(
  graph: CrateGraph,
  entity: Entity,
  known: Entity | undefined
): Reference {
  graph.entities.set(entity['@id'], {
    ...graph.entities.get(entity['@id']),
    ...entity
  });
  if (known !== undefined && known['@id'] !== entity['@id']) {
    graph.rename(known['@id'], entity['@id']);
  }
  return { '@id': entity['@id'] };
}

/**
 * The entity of this name, unless it is somebody else: two people who are
 * called alike have identifiers of their own.
 */
function namesake(
  graph: CrateGraph,
  type: 'Person' | 'Organization',
  name: string,
  address: string | null
): Entity | undefined {
  const key = nameKey(name);
  return [...graph.entities.values()].find(
    entity =>
      hasType(entity, type) &&
      (address === null ||
        entity['@id'] === address ||
        !/^https?:\/\/(?:orcid|ror)\.org\//.test(entity['@id'])) &&
      nameKey(textOf(entity['name']) ?? '') === key
  );
}

/** Authors who are none any more, and to whom nothing else refers. */
export function dropFormerAuthors(
  graph: CrateGraph,
  former: readonly unknown[]
): void {
  const referred = graph.referred();
  for (const value of former.flatMap(one => listOf(one))) {
    const id = idOf(value);
    if (id !== null && !referred.has(id)) {
      graph.entities.delete(id);
    }
  }
}
