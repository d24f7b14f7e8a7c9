import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  ContributorRole,
  IdentifierScheme,
  OtherDate,
  Relation,
  ResearchField,
  ResourceType
} from 'sciencemesh-contract';

/**
 * A value of a choice with the words that a person reads.
 */
export interface IChoice {
  readonly const: string;
  readonly title: string;
}

/**
 * Kinds of works.
 */
export function resourceTypes(trans: TranslationBundle): IChoice[] {
  return choices<ResourceType>({
    notebook: trans.__('Computational notebook'),
    dataset: trans.__('Dataset'),
    software: trans.__('Software'),
    workflow: trans.__('Workflow'),
    report: trans.__('Report'),
    figure: trans.__('Figure'),
    other: trans.__('Something else')
  });
}

/**
 * What people do who are no authors.
 */
export function roles(trans: TranslationBundle): IChoice[] {
  return choices<ContributorRole>({
    ContactPerson: trans.__('Contact person'),
    DataCollector: trans.__('Collected data'),
    DataCurator: trans.__('Curated data'),
    DataManager: trans.__('Managed data'),
    Editor: trans.__('Editor'),
    HostingInstitution: trans.__('Hosting institution'),
    ProjectLeader: trans.__('Led the project'),
    ProjectMember: trans.__('Member of the project'),
    Researcher: trans.__('Researcher'),
    RightsHolder: trans.__('Holds the rights'),
    Sponsor: trans.__('Sponsor'),
    Supervisor: trans.__('Supervisor'),
    Other: trans.__('Other')
  });
}

/**
 * How this work relates to another.
 */
export function relations(trans: TranslationBundle): IChoice[] {
  return choices<Relation>({
    IsDerivedFrom: trans.__('was made from'),
    IsSourceOf: trans.__('is the source of'),
    IsSupplementTo: trans.__('is a supplement to'),
    IsSupplementedBy: trans.__('is supplemented by'),
    IsDescribedBy: trans.__('is described by'),
    IsDocumentedBy: trans.__('is documented by'),
    Cites: trans.__('cites'),
    IsCitedBy: trans.__('is cited by'),
    References: trans.__('refers to'),
    IsReferencedBy: trans.__('is referred to by'),
    Requires: trans.__('requires'),
    IsRequiredBy: trans.__('is required by'),
    IsPartOf: trans.__('is a part of'),
    HasPart: trans.__('has as a part'),
    IsNewVersionOf: trans.__('is a newer version of'),
    IsPreviousVersionOf: trans.__('is an earlier version of'),
    IsVersionOf: trans.__('is a version of'),
    HasMetadata: trans.__('has its metadata at'),
    Compiles: trans.__('compiles'),
    IsCompiledBy: trans.__('is compiled by'),
    IsIdenticalTo: trans.__('is identical to')
  });
}

/**
 * Kinds of identifiers.
 */
export function identifierSchemes(trans: TranslationBundle): IChoice[] {
  return choices<IdentifierScheme>({
    doi: trans.__('DOI'),
    url: trans.__('Web address'),
    handle: trans.__('Handle'),
    arxiv: trans.__('arXiv'),
    isbn: trans.__('ISBN'),
    urn: trans.__('URN'),
    swhid: trans.__('Software Heritage'),
    ark: trans.__('ARK'),
    pmid: trans.__('PubMed')
  });
}

/**
 * What other dates tell.
 */
export function dateTypes(trans: TranslationBundle): IChoice[] {
  return choices<OtherDate['type']>({
    Collected: trans.__('Collected'),
    Created: trans.__('Created'),
    Issued: trans.__('Issued'),
    Updated: trans.__('Updated'),
    Valid: trans.__('Valid'),
    Coverage: trans.__('Covers'),
    Other: trans.__('Other')
  });
}

/**
 * Languages that people write about research in, by their names in the
 * language of the page.
 */
export function languages(): IChoice[] {
  const names = new Intl.DisplayNames(
    [document.documentElement.lang || 'en', 'en'],
    { type: 'language' }
  );
  return LANGUAGES.map(code => ({
    const: code,
    title: names.of(code) ?? code
  }));
}

/**
 * Fields of research as every Dataverse lists them.
 *
 * Source: Dataverse's metadata block "citation", controlled vocabulary
 * `subject`; the values themselves are English.
 */
export function subjects(): IChoice[] {
  return Object.keys(SUBJECTS).map(subject => ({
    const: subject,
    title: subject
  }));
}

/** ISO 639-3. */
const LANGUAGES = [
  'eng',
  'ara',
  'bul',
  'cat',
  'ces',
  'cmn',
  'dan',
  'deu',
  'ell',
  'est',
  'eus',
  'fin',
  'fra',
  'gle',
  'glg',
  'heb',
  'hin',
  'hrv',
  'hun',
  'isl',
  'ita',
  'jpn',
  'kor',
  'lav',
  'lit',
  'mlt',
  'nld',
  'nob',
  'pol',
  'por',
  'ron',
  'rus',
  'slk',
  'slv',
  'spa',
  'srp',
  'swe',
  'tur',
  'ukr',
  'zho'
];

/** A record, so that none can be missing: the browser has types alone. */
const SUBJECTS: Readonly<Record<ResearchField, true>> = {
  'Agricultural Sciences': true,
  'Arts and Humanities': true,
  'Astronomy and Astrophysics': true,
  'Business and Management': true,
  Chemistry: true,
  'Computer and Information Science': true,
  'Earth and Environmental Sciences': true,
  Engineering: true,
  Law: true,
  'Mathematical Sciences': true,
  'Medicine, Health and Life Sciences': true,
  Physics: true,
  'Social Sciences': true,
  Other: true
};

function choices<T extends string>(words: Record<T, string>): IChoice[] {
  return Object.entries<string>(words).map(([value, title]) => ({
    const: value,
    title
  }));
}
