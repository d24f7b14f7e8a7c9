/**
 * Kinds of things, and how they are related to others.
 */
import type {
  IdentifierScheme,
  RelatedIdentifier,
  ResourceType
} from 'sciencemesh-contract';
import type { Json } from '../http/answers.ts';
import { withoutGaps, type Remarks } from '../mapping/remarks.ts';

/** As in the vocabulary that InvenioRDM comes with. */
const resourceTypes: Record<ResourceType, string> = {
  notebook: 'software-computationalnotebook',
  dataset: 'dataset',
  software: 'software',
  workflow: 'workflow',
  report: 'publication-report',
  figure: 'image-figure',
  other: 'other'
};

/** The schemes that InvenioRDM checks; null: it has none of that name. */
const schemes: Record<IdentifierScheme, string | null> = {
  doi: 'doi',
  url: 'url',
  handle: 'handle',
  arxiv: 'arxiv',
  isbn: 'isbn',
  urn: 'urn',
  swhid: null,
  ark: 'ark',
  pmid: 'pmid'
};

const SOFTWARE_HERITAGE = 'https://archive.softwareheritage.org/';

export function resourceTypeBody(type: ResourceType): Json {
  return { id: resourceTypes[type] };
}

/** @param field JSON pointer to this identifier in the metadata */
export function relatedBody(
  related: RelatedIdentifier,
  field: string,
  remarks: Remarks
): Json {
  if (related.citation !== undefined) {
    remarks.lose(
      `${field}/citation`,
      'Only the identifier is kept there, without how it is cited.'
    );
  }
  const scheme = schemes[related.scheme];
  return withoutGaps({
    identifier:
      scheme === null
        ? `${SOFTWARE_HERITAGE}${related.identifier}`
        : related.identifier,
    scheme: scheme ?? 'url',
    relation_type: { id: related.relation.toLowerCase() },
    resource_type:
      related.resourceType === undefined
        ? undefined
        : resourceTypeBody(related.resourceType)
  });
}
