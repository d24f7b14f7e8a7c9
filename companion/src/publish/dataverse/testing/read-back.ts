/**
 * What a Dataverse keeps, as metadata again: the way back, which only tests
 * go. It shares nothing with the way there.
 */
import type {
  Contributor,
  Creator,
  DraftMetadata,
  IdentifierScheme,
  OtherDate,
  Relation,
  RelatedIdentifier
} from 'sciencemesh-contract';
import { at, listOf, objectOf, textOf } from '../../http/answers.ts';
import { filled } from '../../testing/conformance/filled.ts';

type Compound = (name: string) => string | undefined;

/** @param version `data` of `GET /api/datasets/{id}/versions/{version}` */
export function metadataOf(version: unknown): DraftMetadata {
  const fields = listOf(at(version, 'metadataBlocks', 'citation', 'fields'));
  const value = (name: string) =>
    at(
      fields.find(field => at(field, 'typeName') === name),
      'value'
    );
  const text = (name: string) => textOf(value(name)) ?? undefined;
  const texts = (name: string) => listOf(value(name)).map(String);
  const compounds = (name: string): Compound[] =>
    listOf(value(name)).map(
      one => child => textOf(at(objectOf(one)[child], 'value')) ?? undefined
    );
  return filled({
    title: text('title'),
    otherTitles: texts('alternativeTitle').map(title => ({ value: title })),
    resourceType: kinds[texts('kindOfData')[0] ?? ''],
    publicationDate: text('distributionDate'),
    publisher: compounds('distributor')[0]?.('distributorName'),
    creators: compounds('author').map(creatorOf),
    contributors: compounds('contributor').map(contributorOf),
    contact: contactOf(compounds('datasetContact')[0]),
    description: compounds('dsDescription')[0]?.('dsDescriptionValue'),
    keywords: compounds('keyword').map(of =>
      filled({
        value: of('keywordValue') ?? '',
        scheme: of('keywordVocabulary'),
        url: of('keywordTermURI')
      })
    ),
    subjects: texts('subject'),
    licences: licencesOf(version),
    language: languages[texts('language')[0] ?? ''],
    dates: datesOf(text, compounds),
    funding: compounds('grantNumber').map(of =>
      filled({
        funder: { name: of('grantNumberAgency') ?? '' },
        awardNumber: of('grantNumberValue')
      })
    ),
    related: [
      ...compounds('publication').map(publicationOf),
      ...texts('dataSources').map(words => inWords(words, 'IsDerivedFrom')),
      ...texts('otherReferences').map(words =>
        inWords(words.replace(/^\w+: /u, ''), 'References')
      )
    ],
    access: { files: 'public' }
  });
}

const kinds: Record<string, DraftMetadata['resourceType']> = {
  'Computational notebook': 'notebook',
  Dataset: 'dataset'
};
const languages: Record<string, string> = { English: 'eng', German: 'deu' };
const roles: Record<string, Contributor['role']> = {
  'Data Curator': 'DataCurator',
  'Hosting Institution': 'HostingInstitution'
};

function creatorOf(of: Compound): Creator {
  const affiliations = of('authorAffiliation')
    ?.split('; ')
    .map(name => ({ name }));
  const identifier = of('authorIdentifier');
  const [family = '', given] = (of('authorName') ?? '').split(', ');
  return given === undefined
    ? filled({
        kind: 'organisation' as const,
        name: family,
        ror: of('authorIdentifierScheme') === 'ROR' ? identifier : undefined,
        affiliations
      })
    : filled({
        kind: 'person' as const,
        family,
        given,
        orcid:
          of('authorIdentifierScheme') === 'ORCID' ? identifier : undefined,
        affiliations
      });
}

function contributorOf(of: Compound): Contributor {
  const role = roles[of('contributorType') ?? ''] ?? 'Other';
  const [family = '', given] = (of('contributorName') ?? '').split(', ');
  return given === undefined
    ? { kind: 'organisation', name: family, role }
    : { kind: 'person', family, given, role };
}

function contactOf(of: Compound | undefined): DraftMetadata['contact'] {
  return of === undefined
    ? undefined
    : {
        name: of('datasetContactName') ?? '',
        email: of('datasetContactEmail') ?? ''
      };
}

function licencesOf(version: unknown): DraftMetadata['licences'] {
  const spdx = textOf(at(version, 'license', 'rightsIdentifier'));
  return spdx === null ? [] : [{ spdx }];
}

function datesOf(
  text: (name: string) => string | undefined,
  compounds: (name: string) => Compound[]
): OtherDate[] {
  const spans = (name: string, type: OtherDate['type']) =>
    compounds(name).map(of => {
      const [start, end] = [of(`${name}Start`), of(`${name}End`)];
      return { type, date: start === end ? `${start}` : `${start}/${end}` };
    });
  const created = text('productionDate');
  return [
    ...spans('dateOfCollection', 'Collected'),
    ...spans('timePeriodCovered', 'Coverage'),
    ...(created === undefined
      ? []
      : [{ type: 'Created' as const, date: created }])
  ];
}

const resolvers: readonly (readonly [string, IdentifierScheme])[] = [
  ['https://doi.org/', 'doi'],
  ['https://arxiv.org/abs/', 'arxiv'],
  ['https://archive.softwareheritage.org/', 'swhid']
];

function publicationOf(of: Compound): RelatedIdentifier {
  const number = of('publicationIDNumber') ?? '';
  const type = of('publicationIDType') ?? '';
  const named =
    type === 'url'
      ? identifierAt(number)
      : {
          identifier: number,
          scheme: type.toLowerCase() as IdentifierScheme
        };
  return filled({
    ...named,
    relation: of('publicationRelationType') as Relation,
    citation: of('publicationCitation')
  });
}

function inWords(words: string, relation: Relation): RelatedIdentifier {
  return { ...identifierAt(words), relation };
}

function identifierAt(
  address: string
): Pick<RelatedIdentifier, 'identifier' | 'scheme'> {
  const found = resolvers.find(([start]) => address.startsWith(start));
  return found === undefined
    ? { identifier: address, scheme: 'url' }
    : { identifier: address.slice(found[0].length), scheme: found[1] };
}
