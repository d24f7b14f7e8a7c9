/**
 * What is said about a publication: one model, shaped like DataCite's, of which
 * each repository gets its own form.
 *
 * Source: DataCite Metadata Schema 4.5, reduced to what InvenioRDM, Dataverse,
 * RO-Crate, CodeMeta and CITATION.cff have in common.
 */
import { Type, type Static } from 'typebox';
import { OneOf } from './scalars.ts';

const Line = Type.String({ minLength: 1, maxLength: 1000 });
const Address = Type.String({ minLength: 1, maxLength: 4096 });
const closed = { additionalProperties: false } as const;

/** A year, a month, a day, or an interval of them. */
export const EdtfDate = Type.String({
  pattern: '^\\d{4}(-\\d\\d(-\\d\\d)?)?(/\\d{4}(-\\d\\d(-\\d\\d)?)?)?$',
  description: 'EDTF level 0, e.g. `2026`, `2026-11-22`, `2025/2026`.'
});
export type EdtfDate = Static<typeof EdtfDate>;

export const ResourceType = OneOf(
  ['notebook', 'dataset', 'software', 'workflow', 'report', 'figure', 'other'],
  'What kind of thing is published.'
);
export type ResourceType = Static<typeof ResourceType>;

export const Organisation = Type.Object(
  {
    name: Line,
    ror: Type.Optional(
      Type.String({
        pattern: '^0[a-z0-9]{6}[0-9]{2}$',
        description: 'Research Organization Registry, without its resolver.'
      })
    )
  },
  closed
);
export type Organisation = Static<typeof Organisation>;

export const Person = Type.Object(
  {
    kind: Type.Literal('person'),
    family: Line,
    given: Type.Optional(Line),
    orcid: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dX]$',
        description: 'Without its resolver.'
      })
    ),
    email: Type.Optional(Line),
    affiliations: Type.Optional(Type.Array(Organisation, { maxItems: 50 }))
  },
  closed
);
export type Person = Static<typeof Person>;

export const Institution = Type.Object(
  {
    kind: Type.Literal('organisation'),
    ...Organisation.properties,
    affiliations: Type.Optional(Type.Array(Organisation, { maxItems: 50 }))
  },
  closed
);
export type Institution = Static<typeof Institution>;

/** Who made it. A machine is neither. */
export const Creator = Type.Union([Person, Institution]);
export type Creator = Static<typeof Creator>;

export const ContributorRole = OneOf(
  [
    'ContactPerson',
    'DataCollector',
    'DataCurator',
    'DataManager',
    'Editor',
    'HostingInstitution',
    'ProjectLeader',
    'ProjectMember',
    'Researcher',
    'RightsHolder',
    'Sponsor',
    'Supervisor',
    'Other'
  ],
  'As DataCite names it.'
);
export type ContributorRole = Static<typeof ContributorRole>;

export const Contributor = Type.Union([
  Type.Object({ ...Person.properties, role: ContributorRole }, closed),
  Type.Object({ ...Institution.properties, role: ContributorRole }, closed)
]);
export type Contributor = Static<typeof Contributor>;

/** By its SPDX identifier, or else by its name and address. */
export const Licence = Type.Object(
  {
    spdx: Type.Optional(Line),
    title: Type.Optional(Line),
    url: Type.Optional(Address)
  },
  { ...closed, minProperties: 1 }
);
export type Licence = Static<typeof Licence>;

export const IdentifierScheme = OneOf(
  ['doi', 'url', 'handle', 'arxiv', 'isbn', 'urn', 'swhid', 'ark', 'pmid'],
  'What kind of identifier it is.'
);
export type IdentifierScheme = Static<typeof IdentifierScheme>;

export const Relation = OneOf(
  [
    'IsDerivedFrom',
    'IsSourceOf',
    'IsSupplementTo',
    'IsSupplementedBy',
    'IsDescribedBy',
    'IsDocumentedBy',
    'IsCitedBy',
    'Cites',
    'IsReferencedBy',
    'References',
    'Requires',
    'IsRequiredBy',
    'IsPartOf',
    'HasPart',
    'IsNewVersionOf',
    'IsPreviousVersionOf',
    'IsVersionOf',
    'HasMetadata',
    'Compiles',
    'IsCompiledBy',
    'IsIdenticalTo'
  ],
  'As DataCite names it: what is published, relation, the other.'
);
export type Relation = Static<typeof Relation>;

export const RelatedIdentifier = Type.Object(
  {
    identifier: Address,
    scheme: IdentifierScheme,
    relation: Relation,
    resourceType: Type.Optional(ResourceType),
    citation: Type.Optional(Line)
  },
  closed
);
export type RelatedIdentifier = Static<typeof RelatedIdentifier>;

export const Funding = Type.Object(
  {
    funder: Organisation,
    awardNumber: Type.Optional(Line),
    awardTitle: Type.Optional(Line),
    awardUrl: Type.Optional(Address)
  },
  closed
);
export type Funding = Static<typeof Funding>;

export const Keyword = Type.Object(
  {
    value: Line,
    scheme: Type.Optional(Line),
    url: Type.Optional(Address)
  },
  closed
);
export type Keyword = Static<typeof Keyword>;

export const OtherDate = Type.Object(
  {
    type: OneOf(
      [
        'Collected',
        'Created',
        'Issued',
        'Updated',
        'Valid',
        'Coverage',
        'Other'
      ],
      'As DataCite names it.'
    ),
    date: EdtfDate,
    note: Type.Optional(Line)
  },
  closed
);
export type OtherDate = Static<typeof OtherDate>;

/** Who may read the files; the metadata are for everybody. */
export const PublicationAccess = Type.Object(
  {
    files: OneOf(['public', 'restricted'], 'Who may read the files.'),
    embargoUntil: Type.Optional(
      Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })
    ),
    reason: Type.Optional(Line)
  },
  closed
);
export type PublicationAccess = Static<typeof PublicationAccess>;

/** Fields of research as Dataverse lists them: `citation.tsv`, `subject`. */
export const RESEARCH_FIELDS = [
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
] as const;
export type ResearchField = (typeof RESEARCH_FIELDS)[number];

const fields = {
  title: Type.String({ minLength: 3, maxLength: 1000 }),
  otherTitles: Type.Array(
    Type.Object({ value: Line, language: Type.Optional(Line) }, closed),
    { maxItems: 100 }
  ),
  resourceType: ResourceType,
  publicationDate: EdtfDate,
  publisher: Line,
  creators: Type.Array(Creator, { minItems: 1, maxItems: 10_000 }),
  contributors: Type.Array(Contributor, { maxItems: 10_000 }),
  contact: Type.Object({ name: Line, email: Line }, closed),
  description: Type.String({
    maxLength: 100_000,
    description: 'Markdown; each repository gets what it can show.'
  }),
  keywords: Type.Array(Keyword, { maxItems: 1000 }),
  subjects: Type.Array(Line, {
    maxItems: RESEARCH_FIELDS.length,
    description: 'Fields of research as Dataverse lists them.'
  }),
  licences: Type.Array(Licence, { maxItems: 20 }),
  language: Type.String({
    pattern: '^[a-z]{3}$',
    description: 'ISO 639-3, e.g. `eng`.'
  }),
  version: Type.String({ minLength: 1, maxLength: 191 }),
  dates: Type.Array(OtherDate, { maxItems: 100 }),
  funding: Type.Array(Funding, { maxItems: 100 }),
  related: Type.Array(RelatedIdentifier, { maxItems: 10_000 }),
  access: PublicationAccess,
  /** What one repository alone knows, by its own names. */
  own: Type.Record(Type.String(), Type.Unknown())
};

/** All that a repository may want to know. */
export const PublicationMetadata = Type.Object(
  {
    title: fields.title,
    resourceType: fields.resourceType,
    publicationDate: fields.publicationDate,
    creators: fields.creators,
    access: fields.access,
    otherTitles: Type.Optional(fields.otherTitles),
    publisher: Type.Optional(fields.publisher),
    contributors: Type.Optional(fields.contributors),
    contact: Type.Optional(fields.contact),
    description: Type.Optional(fields.description),
    keywords: Type.Optional(fields.keywords),
    subjects: Type.Optional(fields.subjects),
    licences: Type.Optional(fields.licences),
    language: Type.Optional(fields.language),
    version: Type.Optional(fields.version),
    dates: Type.Optional(fields.dates),
    funding: Type.Optional(fields.funding),
    related: Type.Optional(fields.related),
    own: Type.Optional(fields.own)
  },
  closed
);
export type PublicationMetadata = Static<typeof PublicationMetadata>;

/** The same while it is being written: anything may still be missing. */
export const DraftMetadata = Type.Partial(PublicationMetadata, closed);
export type DraftMetadata = Static<typeof DraftMetadata>;

export const MetadataField = OneOf(
  Object.keys(PublicationMetadata.properties) as (keyof PublicationMetadata)[],
  'A field of the metadata.'
);
export type MetadataField = keyof PublicationMetadata;
