/**
 * What a dataset is related to: publications with an identifier, and
 * everything else in words.
 */
import type { IdentifierScheme, RelatedIdentifier } from 'sciencemesh-contract';
import type { Json } from '../http/answers.ts';
import type { Remarks } from '../mapping/remarks.ts';
import { chosen, compound, primitive, texts } from './fields.ts';
import { identifierTypes, PUBLICATION_RELATIONS } from './vocabularies.ts';

/** Where identifiers lead; null: they are no part of an address. */
const resolvers: Readonly<Record<IdentifierScheme, string | null>> = {
  doi: 'https://doi.org/',
  url: '',
  handle: 'https://hdl.handle.net/',
  arxiv: 'https://arxiv.org/abs/',
  isbn: null,
  urn: null,
  swhid: 'https://archive.softwareheritage.org/',
  ark: 'https://n2t.net/',
  pmid: 'https://pubmed.ncbi.nlm.nih.gov/'
};

/** All fields that hold something of what it is related to. */
export function relatedFields(
  related: readonly RelatedIdentifier[],
  remarks: Remarks
): Json[] {
  const publications: Json[][] = [];
  const sources: string[] = [];
  const references: string[] = [];
  related.forEach((one, index) => {
    const field = `/related/${index}`;
    if (one.resourceType !== undefined) {
      remarks.lose(
        `${field}/resourceType`,
        'What kind of thing the other is has no place there.'
      );
    }
    if (one.relation === 'IsDerivedFrom') {
      sources.push(inWords(one));
    } else if (PUBLICATION_RELATIONS.has(one.relation)) {
      publications.push(publicationFields(one));
    } else {
      remarks.lose(
        `${field}/relation`,
        `"${one.relation}" is no relation there. It is kept in words, among other references.`
      );
      references.push(`${one.relation}: ${inWords(one)}`);
    }
  });
  return [
    ...(publications.length === 0
      ? []
      : [compound('publication', publications)]),
    ...(sources.length === 0 ? [] : [primitive('dataSources', sources)]),
    ...(references.length === 0
      ? []
      : [primitive('otherReferences', references)])
  ];
}

function publicationFields({
  relation,
  scheme,
  identifier,
  citation
}: RelatedIdentifier): Json[] {
  const type = identifierTypes[scheme];
  return [
    chosen('publicationRelationType', relation),
    ...texts({ publicationCitation: citation }),
    chosen('publicationIDType', type ?? 'url'),
    ...texts({
      publicationIDNumber:
        type === null ? addressOf(scheme, identifier) : identifier,
      publicationURL: addressOf(scheme, identifier)
    })
  ];
}

function inWords({ scheme, identifier, citation }: RelatedIdentifier): string {
  const name =
    addressOf(scheme, identifier) ?? `${scheme.toUpperCase()} ${identifier}`;
  return citation === undefined ? name : `${citation} ${name}`;
}

function addressOf(
  scheme: IdentifierScheme,
  identifier: string
): string | undefined {
  const resolver = resolvers[scheme];
  const address = resolver === null ? null : `${resolver}${identifier}`;
  return address !== null && URL.canParse(address) ? address : undefined;
}
