/**
 * What the person says of a publication, as the root of its crate (RO-Crate
 * 1.1, "Root Data Entity"): it counts more than what stood there before.
 */
import type {
  Funding,
  Licence,
  PublicationMetadata,
  RelatedIdentifier
} from 'sciencemesh-contract';
import { encodedUri } from '../../packages/attached/attached-ids.ts';
import { hasType, listOf } from '../../packages/crate/json-ld.ts';
import { UNLICENSED } from '../../packages/reading/placeholders.ts';
import { fragment } from '../../provenance/graph.ts';
import { agent, dropFormerAuthors, organisation } from './agents.ts';
import {
  oneOrMore,
  ROOT,
  type CrateGraph,
  type Entity,
  type Reference
} from './crate-graph.ts';

export function describeWork(
  graph: CrateGraph,
  metadata: PublicationMetadata,
  doi: Entity | null
): void {
  const { root } = graph;
  const { contributors = [], description, keywords, language } = metadata;
  const { funding = [], publisher, related = [], title, version } = metadata;
  const former = [root['author'], root['creator']];
  root['@type'] = 'Dataset';
  root['name'] = title;
  root['description'] = description ?? root['description'] ?? title;
  root['datePublished'] = lastOf(metadata.publicationDate);
  Reflect.deleteProperty(root, 'creator');
  root['author'] = oneOrMore(
    metadata.creators.map(creator => agent(graph, creator))
  );
  dropFormerAuthors(graph, former);
  if (contributors.length > 0) {
    root['contributor'] = oneOrMore(contributors.map(one => agent(graph, one)));
  }
  describeLicences(graph, metadata.licences ?? []);
  if (publisher !== undefined) {
    root['publisher'] = organisation(graph, { name: publisher });
  }
  if (keywords !== undefined) {
    root['keywords'] = oneOrMore(keywords.map(({ value }) => value));
  }
  root['inLanguage'] = language ?? root['inLanguage'];
  root['version'] = version ?? root['version'];
  for (const { date, type } of metadata.dates ?? []) {
    const property = DATES[type];
    if (property !== undefined) {
      root[property] = date;
    }
  }
  graph.refer(
    root,
    'funding',
    funding.map(one => grant(graph, one)['@id'])
  );
  describeRelated(graph, related);
  if (doi !== null) {
    const { '@id': id } = graph.add(doi);
    const others = listOf(root['identifier']);
    root['identifier'] = [];
    graph.refer(root, 'identifier', [id]);
    root['identifier'] = oneOrMore([
      ...listOf(root['identifier']),
      ...others.filter(other => !isReference(other, id))
    ]);
    root['cite-as'] = id;
  }
}

const DATES: Readonly<Record<string, string>> = {
  Created: 'dateCreated',
  Updated: 'dateModified',
  Coverage: 'temporalCoverage'
};

/** Who ran the job, where it can only have been one. */
export function nameAgent(
  graph: CrateGraph,
  { creators }: PublicationMetadata
): void {
  const [creator, ...others] = creators;
  if (creator?.kind !== 'person' || others.length > 0) {
    return;
  }
  const person = agent(graph, creator);
  for (const entity of graph.entities.values()) {
    if (hasType(entity, 'CreateAction')) {
      entity['agent'] ??= person;
    }
  }
}

/** Of an interval its end: something is published once. */
function lastOf(date: string): string {
  return date.split('/').at(-1) ?? date;
}

function describeLicences(
  graph: CrateGraph,
  licences: readonly Licence[]
): void {
  const { root } = graph;
  if (licences.length > 0) {
    root['license'] = oneOrMore(licences.map(one => licence(graph, one)));
  } else {
    root['license'] ??= UNLICENSED;
  }
}

function licence(
  graph: CrateGraph,
  { spdx, title, url }: Licence
): Reference | string {
  const listed =
    spdx === undefined ? null : `https://spdx.org/licenses/${spdx}`;
  const id = url ?? listed;
  return id === null
    ? (title ?? UNLICENSED)
    : graph.add({
        '@id': encodedUri(id),
        '@type': 'CreativeWork',
        name: title ?? spdx ?? id,
        ...(listed === null ? {} : { identifier: listed, alternateName: spdx })
      });
}

function grant(
  graph: CrateGraph,
  { awardNumber, awardTitle, awardUrl, funder }: Funding
): Reference {
  const by = organisation(graph, funder);
  const name = awardTitle ?? awardNumber;
  return name === undefined && awardUrl === undefined
    ? by
    : graph.add({
        '@id':
          awardUrl === undefined
            ? fragment('grant', funder.name, awardNumber ?? awardTitle ?? '')
            : encodedUri(awardUrl),
        '@type': 'Grant',
        name: name ?? awardUrl,
        ...(awardNumber === undefined ? {} : { identifier: awardNumber }),
        funder: by
      });
}

/** Relations for which schema.org has a word that readers of crates know. */
const PROPERTIES: Partial<Record<RelatedIdentifier['relation'], string>> = {
  IsDerivedFrom: 'isBasedOn',
  Cites: 'citation',
  References: 'citation',
  IsDescribedBy: 'citation',
  IsDocumentedBy: 'citation',
  IsPartOf: 'isPartOf'
};

function describeRelated(
  graph: CrateGraph,
  related: readonly RelatedIdentifier[]
): void {
  for (const one of related) {
    const property = PROPERTIES[one.relation];
    const id = addressOf(one);
    if (property !== undefined && id !== null) {
      graph.refer(graph.root, property, [
        graph.add({
          '@id': id,
          '@type': 'CreativeWork',
          name: one.citation ?? one.identifier
        })['@id']
      ]);
    }
  }
}

function addressOf({ identifier, scheme }: RelatedIdentifier): string | null {
  switch (scheme) {
    case 'doi':
      return encodedUri(`https://doi.org/${identifier}`);
    case 'handle':
      return encodedUri(`https://hdl.handle.net/${identifier}`);
    case 'arxiv':
      return encodedUri(`https://arxiv.org/abs/${identifier}`);
    case 'url':
    case 'urn':
    case 'swhid':
      return encodedUri(identifier);
    case 'ark':
    case 'isbn':
    case 'pmid':
      return null;
  }
}

function isReference(value: unknown, id: string): boolean {
  return (
    value === id ||
    (typeof value === 'object' &&
      value !== null &&
      '@id' in value &&
      value['@id'] === id)
  );
}

/** The only notebook is what the publication is about. */
export function nameMainNotebook(graph: CrateGraph): void {
  const { root } = graph;
  const notebooks = [...graph.entities.values()].filter(
    entity => hasType(entity, 'File') && entity['@id'].endsWith('.ipynb')
  );
  const [notebook, ...others] = notebooks;
  if (
    root['mainEntity'] === undefined &&
    notebook !== undefined &&
    others.length === 0 &&
    notebook['@id'] !== ROOT
  ) {
    notebook['@type'] = ['File', 'SoftwareSourceCode', 'ComputationalWorkflow'];
    root['mainEntity'] = { '@id': notebook['@id'] };
  }
}
