/**
 * Words of the lists that Dataverse comes with.
 *
 * Source: IQSS/dataverse `scripts/api/data/metadatablocks/citation.tsv`.
 */
import type {
  ContributorRole,
  IdentifierScheme,
  Relation,
  ResourceType
} from 'sciencemesh-contract';

/** Null: it has no such role. */
export const contributorTypes: Readonly<
  Record<ContributorRole, string | null>
> = {
  ContactPerson: null,
  DataCollector: 'Data Collector',
  DataCurator: 'Data Curator',
  DataManager: 'Data Manager',
  Editor: 'Editor',
  HostingInstitution: 'Hosting Institution',
  ProjectLeader: 'Project Leader',
  ProjectMember: 'Project Member',
  Researcher: 'Researcher',
  RightsHolder: 'Rights Holder',
  Sponsor: 'Sponsor',
  Supervisor: 'Supervisor',
  Other: 'Other'
};

/** What a related publication may be to the dataset, by the same names. */
export const PUBLICATION_RELATIONS: ReadonlySet<Relation> = new Set([
  'IsCitedBy',
  'Cites',
  'IsSupplementTo',
  'IsSupplementedBy',
  'IsReferencedBy',
  'References'
] as const);

/** Null: it has none of that name. */
export const identifierTypes: Readonly<
  Record<IdentifierScheme, string | null>
> = {
  doi: 'doi',
  url: 'url',
  handle: 'handle',
  arxiv: 'arXiv',
  isbn: 'isbn',
  urn: 'urn',
  swhid: null,
  ark: 'ark',
  pmid: 'pmid'
};

/** `kindOfData` is free text; these are the words of DataCite. */
export const kindsOfData: Readonly<Record<ResourceType, string>> = {
  notebook: 'Computational notebook',
  dataset: 'Dataset',
  software: 'Software',
  workflow: 'Workflow',
  report: 'Report',
  figure: 'Image',
  other: 'Other'
};

/** Languages that it names otherwise than everybody does. */
const otherNames: Readonly<Record<string, string>> = {
  ben: 'Bengali, Bangla',
  cat: 'Catalan, Valencian',
  ell: 'Greek (modern)',
  fas: 'Persian (Farsi)',
  heb: 'Hebrew (modern)',
  spa: 'Spanish, Castilian'
};

/** Those that every version of it knows, by ISO 639-3. */
const LANGUAGES = new Set(
  (
    'ara ben bul cat ces cym dan deu ell eng est eus fas fin fra gle glg heb ' +
    'hin hrv hun ind isl ita jpn kor lav lit mlt nld nno nob nor pol por ron ' +
    'rus slk slv spa sqi srp swe tha tur ukr urd vie zho'
  ).split(' ')
);

const english = new Intl.DisplayNames('en', { type: 'language' });

/** Its name for a language; null for one that it may not know. */
export function languageName(code: string): string | null {
  return LANGUAGES.has(code)
    ? (otherNames[code] ?? english.of(code) ?? null)
    : null;
}
