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
  const known = namesake(graph, 'Person', name);
  const address = orcid === undefined ? null : `https://orcid.org/${orcid}`;
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
  const known = namesake(graph, 'Organization', name);
  const id =
    ror === undefined
      ? (known?.['@id'] ?? graph.freeId(fragment('organisation', name)))
      : `https://ror.org/${ror}`;
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

function namesake(
  graph: CrateGraph,
  type: 'Person' | 'Organization',
  name: string
): Entity | undefined {
  const key = nameKey(name);
  return [...graph.entities.values()].find(
    entity =>
      hasType(entity, type) && nameKey(textOf(entity['name']) ?? '') === key
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
