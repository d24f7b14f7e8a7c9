/** What a citation field holds. */
export type FieldKind = 'text' | 'date' | 'url' | 'email' | 'vocabulary';

/** A field of the citation block. */
export interface FieldType {
  name: string;
  /** For people, and in errors. */
  title: string;
  /** Of a compound field: those inside; else empty. */
  children: readonly FieldType[];
  kind: FieldKind;
  multiple: boolean;
  required: boolean;
  /** Allowed values of a controlled vocabulary. */
  values: readonly string[];
  /** Of a field inside another: that one's title. */
  parentTitle: string | null;
}

const vocabularies: Readonly<Record<string, readonly string[]>> = {
  subject: [
    'Agricultural Sciences',
    'Arts and Humanities',
    'Astronomy and Astrophysics',
    'Business and Management',
    'Chemistry',
    'Computer and Information Science',
    'Earth and Environmental Sciences',
    'Engineering',
    'Law',
    'Mathematical Sciences',
    'Medicine, Health and Life Sciences',
    'Physics',
    'Social Sciences',
    'Other'
  ],
  authorIdentifierScheme: [
    'ORCID',
    'ISNI',
    'LCNA',
    'VIAF',
    'GND',
    'DAI',
    'ResearcherID',
    'ScopusID',
    'ROR'
  ],
  publicationRelationType: [
    'IsCitedBy',
    'Cites',
    'IsSupplementTo',
    'IsSupplementedBy',
    'IsReferencedBy',
    'References'
  ],
  publicationIDType: [
    'ark',
    'arXiv',
    'bibcode',
    'cstr',
    'doi',
    'ean13',
    'eissn',
    'handle',
    'isbn',
    'issn',
    'istc',
    'lissn',
    'lsid',
    'pmid',
    'purl',
    'upc',
    'url',
    'urn',
    'DASH-NRS'
  ],
  contributorType: [
    'Data Collector',
    'Data Curator',
    'Data Manager',
    'Editor',
    'Funder',
    'Hosting Institution',
    'Project Leader',
    'Project Manager',
    'Project Member',
    'Related Person',
    'Researcher',
    'Research Group',
    'Rights Holder',
    'Sponsor',
    'Supervisor',
    'Work Package Leader',
    'Other'
  ],
  language: ['English', 'French', 'German', 'Italian', 'Spanish, Castilian']
};

/**
 * One field a line: name and title, then what is special about it. `*` is a
 * field that may repeat, `!` a required one; indented lines are inside.
 */
const block = `
title | Title | !
subtitle | Subtitle
alternativeTitle | Alternative Title | *
alternativeURL | Alternative URL | url
otherId | Other Identifier | *
  otherIdAgency | Agency
  otherIdValue | Identifier
author | Author | * !
  authorName | Name | !
  authorAffiliation | Affiliation
  authorIdentifierScheme | Identifier Type | vocabulary
  authorIdentifier | Identifier
datasetContact | Point of Contact | * !
  datasetContactName | Name
  datasetContactAffiliation | Affiliation
  datasetContactEmail | E-mail | email !
dsDescription | Description | * !
  dsDescriptionValue | Text | !
  dsDescriptionDate | Date | date
subject | Subject | vocabulary * !
keyword | Keyword | *
  keywordValue | Term
  keywordTermURI | Term URI | url
  keywordVocabulary | Controlled Vocabulary Name
  keywordVocabularyURI | Controlled Vocabulary URL | url
topicClassification | Topic Classification | *
  topicClassValue | Term
  topicClassVocab | Controlled Vocabulary Name
  topicClassVocabURI | Controlled Vocabulary URL | url
publication | Related Publication | *
  publicationRelationType | Relation Type | vocabulary
  publicationCitation | Citation
  publicationIDType | Identifier Type | vocabulary
  publicationIDNumber | Identifier
  publicationURL | URL | url
notesText | Notes
language | Language | vocabulary *
producer | Producer | *
  producerName | Name | !
  producerAffiliation | Affiliation
  producerAbbreviation | Abbreviated Name
  producerURL | URL | url
  producerLogoURL | Logo URL | url
productionDate | Production Date | date
productionPlace | Production Location | *
contributor | Contributor | *
  contributorType | Type | vocabulary
  contributorName | Name
grantNumber | Funding Information | *
  grantNumberAgency | Agency
  grantNumberValue | Identifier
distributor | Distributor | *
  distributorName | Name
  distributorAffiliation | Affiliation
  distributorAbbreviation | Abbreviated Name
  distributorURL | URL | url
  distributorLogoURL | Logo URL | url
distributionDate | Distribution Date | date
depositor | Depositor
dateOfDeposit | Deposit Date | date
timePeriodCovered | Time Period | *
  timePeriodCoveredStart | Start Date | date
  timePeriodCoveredEnd | End Date | date
dateOfCollection | Date of Collection | *
  dateOfCollectionStart | Start Date | date
  dateOfCollectionEnd | End Date | date
kindOfData | Data Type | *
series | Series | *
  seriesName | Name
  seriesInformation | Information
software | Software | *
  softwareName | Name
  softwareVersion | Version
relatedMaterial | Related Material | *
relatedDatasets | Related Dataset | *
otherReferences | Other Reference | *
dataSources | Data Source | *
originOfSources | Origin of Historical Sources
characteristicOfSources | Characteristic of Sources
accessToSources | Documentation and Access to Sources
`;

interface Growing extends FieldType {
  children: FieldType[];
}

function read(): Growing[] {
  const fields: Growing[] = [];
  for (const line of block.split('\n').filter(each => each !== '')) {
    const [name = '', title = '', marks = ''] = line
      .split('|')
      .map(each => each.trim());
    const parent = line.startsWith(' ') ? fields.at(-1) : undefined;
    const words = marks.split(' ');
    const kind = (['date', 'url', 'email', 'vocabulary'] as const).find(each =>
      words.includes(each)
    );
    (parent?.children ?? fields).push({
      name,
      title,
      children: [],
      kind: kind ?? 'text',
      multiple: words.includes('*'),
      required: words.includes('!'),
      values: vocabularies[name] ?? [],
      parentTitle: parent?.title ?? null
    });
  }
  return fields;
}

/** The fields of the citation block, in order. */
export const CITATION: readonly FieldType[] = read();

const byName = new Map(
  CITATION.flatMap(field => [field, ...field.children]).map(field => [
    field.name,
    field
  ])
);

/** A field of the block or inside one of its fields. */
export function fieldNamed(name: string): FieldType | undefined {
  return byName.get(name);
}

/** How errors name a field: one inside another by both titles. */
export function displayName(field: FieldType): string {
  return field.parentTitle === null
    ? field.title
    : `${field.parentTitle} ${field.title}`;
}

/** What the JSON calls the sort of a field. */
export function typeClassOf(field: FieldType): string {
  if (field.children.length > 0) {
    return 'compound';
  }
  return field.kind === 'vocabulary' ? 'controlledVocabulary' : 'primitive';
}

/** `GET /api/metadatablocks/citation`. */
export function describeCitation(): unknown {
  return {
    id: 1,
    name: 'citation',
    displayName: 'Citation Metadata',
    displayOnCreate: true,
    fields: Object.fromEntries(
      CITATION.map((field, order) => [field.name, describe(field, order)])
    )
  };
}

function describe(field: FieldType, order: number): Record<string, unknown> {
  const vocabulary = field.kind === 'vocabulary';
  return {
    name: field.name,
    displayName: displayName(field),
    title: field.title,
    type: field.kind === 'vocabulary' ? 'TEXT' : field.kind.toUpperCase(),
    typeClass: typeClassOf(field),
    multiple: field.multiple,
    isControlledVocabulary: vocabulary,
    displayOrder: order,
    isRequired: field.required,
    ...(vocabulary ? { controlledVocabularyValues: field.values } : {}),
    ...(field.children.length > 0
      ? {
          childFields: Object.fromEntries(
            field.children.map((child, place) => [
              child.name,
              describe(child, place)
            ])
          )
        }
      : {})
  };
}
