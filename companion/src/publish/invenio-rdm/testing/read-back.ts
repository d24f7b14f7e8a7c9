/**
 * What an InvenioRDM keeps, as metadata again: the way back, which only tests
 * go. It shares nothing with the way there.
 */
import type {
  Contributor,
  Creator,
  DraftMetadata,
  IdentifierScheme,
  OtherDate,
  Relation,
  RelatedIdentifier,
  ResourceType
} from 'sciencemesh-contract';
import { at, listOf, textOf } from '../../http/answers.ts';
import { filled } from '../../testing/conformance/filled.ts';

/** @param record of `GET /api/records/{id}/draft` */
export function metadataOf(record: unknown): DraftMetadata {
  const of = (...path: string[]) => at(record, 'metadata', ...path);
  const text = (name: string) => textOf(of(name)) ?? undefined;
  return filled({
    title: text('title'),
    otherTitles: listOf(of('additional_titles')).map(title =>
      filled({
        value: String(at(title, 'title')),
        language: textOf(at(title, 'lang', 'id')) ?? undefined
      })
    ),
    resourceType: types[String(of('resource_type', 'id'))],
    publicationDate: text('publication_date'),
    publisher: text('publisher'),
    creators: listOf(of('creators')).map(creatorOf),
    contributors: listOf(of('contributors')).map(contributor => ({
      ...creatorOf(contributor),
      role: roles[String(at(contributor, 'role', 'id'))] ?? 'Other'
    })),
    description: text('description'),
    keywords: listOf(of('subjects')).map(subject => ({
      value: String(at(subject, 'subject'))
    })),
    licences: listOf(of('rights')).map(right => {
      const id = textOf(at(right, 'id'));
      return id === null
        ? { title: String(at(right, 'title', 'en')) }
        : { spdx: licences[id] ?? id };
    }),
    language: textOf(at(listOf(of('languages'))[0], 'id')) ?? undefined,
    version: text('version'),
    dates: listOf(of('dates')).map(date =>
      filled({
        type: capital(String(at(date, 'type', 'id'))) as OtherDate['type'],
        date: String(at(date, 'date')),
        note: textOf(at(date, 'description')) ?? undefined
      })
    ),
    funding: listOf(of('funding')).map(grant =>
      filled({
        funder: { name: String(at(grant, 'funder', 'name')) },
        awardNumber: textOf(at(grant, 'award', 'number')) ?? undefined,
        awardTitle: textOf(at(grant, 'award', 'title', 'en')) ?? undefined,
        awardUrl:
          textOf(
            at(listOf(at(grant, 'award', 'identifiers'))[0], 'identifier')
          ) ?? undefined
      })
    ),
    related: listOf(of('related_identifiers')).map(relatedOf),
    access: { files: at(record, 'access', 'files') as 'public' }
  });
}

const types: Record<string, ResourceType> = {
  'software-computationalnotebook': 'notebook',
  dataset: 'dataset'
};
const licences: Record<string, string> = {
  'cc-by-4.0': 'CC-BY-4.0',
  mit: 'MIT'
};
const roles: Record<string, Contributor['role']> = {
  datacurator: 'DataCurator',
  contactperson: 'ContactPerson',
  hostinginstitution: 'HostingInstitution'
};
const relations: readonly Relation[] = [
  'IsDerivedFrom',
  'IsSupplementedBy',
  'IsSupplementTo',
  'IsDocumentedBy'
];
const SOFTWARE_HERITAGE = 'https://archive.softwareheritage.org/';

function creatorOf(creator: unknown): Creator {
  const of = (name: string) => textOf(at(creator, 'person_or_org', name));
  const identifier =
    textOf(
      at(listOf(at(creator, 'person_or_org', 'identifiers'))[0], 'identifier')
    ) ?? undefined;
  const affiliations = listOf(at(creator, 'affiliations')).map(one => ({
    name: String(at(one, 'name'))
  }));
  return of('type') === 'personal'
    ? filled({
        kind: 'person' as const,
        family: of('family_name') ?? '',
        given: of('given_name') ?? undefined,
        orcid: identifier,
        affiliations
      })
    : filled({
        kind: 'organisation' as const,
        name: of('name') ?? '',
        ror: identifier,
        affiliations
      });
}

function relatedOf(related: unknown): RelatedIdentifier {
  const id = String(at(related, 'relation_type', 'id'));
  const identifier = String(at(related, 'identifier'));
  const isSoftware = identifier.startsWith(SOFTWARE_HERITAGE);
  return filled({
    identifier: isSoftware
      ? identifier.slice(SOFTWARE_HERITAGE.length)
      : // As it comes back of arXiv.
        identifier.replace(/^arxiv:/iu, ''),
    scheme: isSoftware
      ? ('swhid' as const)
      : (String(at(related, 'scheme')) as IdentifierScheme),
    relation: relations.find(each => each.toLowerCase() === id) ?? 'References',
    resourceType: types[String(at(related, 'resource_type', 'id'))]
  });
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
