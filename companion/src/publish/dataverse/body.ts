/**
 * Metadata of a publication as the body of a dataset at a Dataverse.
 *
 * Source: IQSS/dataverse `scripts/api/data/metadatablocks/citation.tsv` and the
 * samples of `scripts/search/tests/data/`.
 */
import {
  RESEARCH_FIELDS,
  type Funding,
  type Keyword,
  type PublicationMetadata
} from 'sciencemesh-contract';
import { listOf, objectOf, type Json } from '../http/answers.ts';
import { descriptionHtml } from '../mapping/description.ts';
import { pointerTo } from '../mapping/pointers.ts';
import { Remarks } from '../mapping/remarks.ts';
import type { RepositoryBody } from '../repository.ts';
import { dateFields, distributionFields } from './dates.ts';
import { chosen, compound, primitive, texts } from './fields.ts';
import { termsBody } from './licences.ts';
import { authorFields, contactFields, contributorFields } from './people.ts';
import { relatedFields } from './related.ts';
import { kindsOfData, languageName } from './vocabularies.ts';

/** Fields that our metadata have a say in; others are the person's own. */
export const MANAGED_FIELDS: ReadonlySet<string> = new Set([
  'title',
  'alternativeTitle',
  'author',
  'datasetContact',
  'dsDescription',
  'subject',
  'keyword',
  'publication',
  'dataSources',
  'otherReferences',
  'language',
  'contributor',
  'grantNumber',
  'distributor',
  'distributionDate',
  'productionDate',
  'dateOfCollection',
  'timePeriodCovered',
  'kindOfData'
]);

export function toBody(metadata: PublicationMetadata): RepositoryBody {
  const remarks = new Remarks();
  checkAccess(metadata, remarks);
  const body = {
    datasetVersion: {
      ...termsBody(metadata.licences ?? [], remarks),
      metadataBlocks: {
        citation: {
          displayName: 'Citation Metadata',
          fields: citationFields(metadata, remarks)
        },
        ...ownBlocks(metadata.own ?? {}, remarks)
      }
    }
  };
  return { body, losses: remarks.losses, errors: remarks.errors };
}

function citationFields(
  metadata: PublicationMetadata,
  remarks: Remarks
): Json[] {
  const { title, publisher, version, resourceType } = metadata;
  if (version !== undefined) {
    remarks.lose('/version', 'Versions are counted there: 1.0, 2.0 and so on.');
  }
  return [
    primitive('title', title),
    ...titleFields(metadata, remarks),
    compound(
      'author',
      metadata.creators.map((creator, index) =>
        authorFields(creator, `/creators/${index}`, remarks)
      )
    ),
    compound('datasetContact', [contactFields(metadata.contact, remarks)]),
    descriptionField(metadata, remarks),
    subjectField(metadata, remarks),
    ...repeated('keyword', metadata.keywords, (keyword, index) =>
      keywordFields(keyword, `/keywords/${index}`, remarks)
    ),
    ...relatedFields(metadata.related ?? [], remarks),
    ...languageFields(metadata, remarks),
    ...repeated('contributor', metadata.contributors, (contributor, index) =>
      contributorFields(contributor, `/contributors/${index}`, remarks)
    ),
    ...repeated('grantNumber', metadata.funding, (funding, index) =>
      grantFields(funding, `/funding/${index}`, remarks)
    ),
    ...repeated(
      'distributor',
      publisher === undefined ? [] : [publisher],
      name => texts({ distributorName: name })
    ),
    ...distributionFields(metadata.publicationDate, remarks),
    ...dateFields(metadata.dates ?? [], remarks),
    primitive('kindOfData', [kindsOfData[resourceType]])
  ];
}

/** Nothing for an empty list: a field without a value is refused. */
function repeated<T>(
  typeName: string,
  values: readonly T[] | undefined,
  fields: (value: T, index: number) => Json[]
): Json[] {
  return values === undefined || values.length === 0
    ? []
    : [compound(typeName, values.map(fields))];
}

function titleFields(
  { otherTitles = [] }: PublicationMetadata,
  remarks: Remarks
): Json[] {
  otherTitles.forEach(({ language }, index) => {
    if (language !== undefined) {
      remarks.lose(
        `/otherTitles/${index}/language`,
        'Titles are kept there without their language.'
      );
    }
  });
  return otherTitles.length === 0
    ? []
    : [
        primitive(
          'alternativeTitle',
          otherTitles.map(({ value }) => value)
        )
      ];
}

function descriptionField(
  { description }: PublicationMetadata,
  remarks: Remarks
): Json {
  const html = descriptionHtml(description ?? '');
  if (html === '') {
    remarks.refuse(
      '/description',
      'Describe it: nothing is kept there without a description.'
    );
  }
  return compound('dsDescription', [texts({ dsDescriptionValue: html })]);
}

function subjectField(
  { subjects = [] }: PublicationMetadata,
  remarks: Remarks
): Json {
  if (subjects.length === 0) {
    remarks.refuse(
      '/subjects',
      `Choose at least one field of research: ${RESEARCH_FIELDS.join('; ')}.`
    );
  }
  subjects.forEach((subject, index) => {
    if (!RESEARCH_FIELDS.some(known => known === subject)) {
      remarks.refuse(
        `/subjects/${index}`,
        `"${subject}" is no field of research there. Choose one of these: ${RESEARCH_FIELDS.join('; ')}.`
      );
    }
  });
  return chosen('subject', subjects);
}

function keywordFields(
  { value, scheme, url }: Keyword,
  field: string,
  remarks: Remarks
): Json[] {
  if (url !== undefined && !URL.canParse(url)) {
    remarks.refuse(`${field}/url`, `"${url}" is not an address.`);
  }
  return texts({
    keywordValue: value,
    keywordTermURI: url,
    keywordVocabulary: scheme
  });
}

function languageFields(
  { language }: PublicationMetadata,
  remarks: Remarks
): Json[] {
  const name = language === undefined ? null : languageName(language);
  if (language !== undefined && name === null) {
    remarks.lose(
      '/language',
      `Not every Dataverse knows the language "${language}", so it is left out.`
    );
  }
  return name === null ? [] : [chosen('language', [name])];
}

function grantFields(
  { funder, awardNumber, awardTitle, awardUrl }: Funding,
  field: string,
  remarks: Remarks
): Json[] {
  const lost = [
    ['funder/ror', funder.ror],
    ['awardTitle', awardTitle],
    ['awardUrl', awardUrl]
  ] as const;
  for (const [name, value] of lost) {
    if (value !== undefined) {
      remarks.lose(
        `${field}/${name}`,
        'Of a grant, the name of the funder and the number are kept there.'
      );
    }
  }
  return texts({
    grantNumberAgency: funder.name,
    grantNumberValue: awardNumber
  });
}

/** Blocks that an installation has beside the citation, by their names. */
function ownBlocks(
  own: Readonly<Record<string, unknown>>,
  remarks: Remarks
): Json {
  for (const [name, block] of Object.entries(own)) {
    if (listOf(objectOf(block).fields).length === 0 || name === 'citation') {
      remarks.refuse(
        pointerTo('own', name),
        `"${name}" is no metadata block: it has to hold "fields", as the API of Dataverse has them.`
      );
    }
  }
  return own;
}

function checkAccess(
  { access: { files, embargoUntil } }: PublicationMetadata,
  remarks: Remarks
): void {
  if (files === 'restricted') {
    remarks.refuse(
      '/access/files',
      'Files cannot be restricted from here. Choose public, keep the draft, and restrict them there before it is published.'
    );
  } else if (embargoUntil !== undefined) {
    remarks.refuse(
      '/access/embargoUntil',
      'Files cannot be held back from here. Leave the day out, keep the draft, and set the embargo there before it is published.'
    );
  }
}
