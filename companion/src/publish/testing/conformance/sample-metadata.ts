/**
 * Metadata with something in each field, for repositories that take less.
 */
import type { PublicationMetadata } from 'sciencemesh-contract';

/** What every repository takes whole. */
export const simple: PublicationMetadata = {
  title: 'CMS dimuon spectrum, rerun',
  resourceType: 'notebook',
  publicationDate: '2026-11-22',
  publisher: 'Example',
  description: 'The spectrum of *two* muons.',
  creators: [{ kind: 'person', family: 'Carberry', given: 'Josiah' }],
  contact: { name: 'Josiah Carberry', email: 'josiah@example.org' },
  subjects: ['Physics'],
  licences: [{ spdx: 'CC-BY-4.0' }],
  access: { files: 'public' }
};

export const rich: PublicationMetadata = {
  ...simple,
  title: 'CMS dimuon spectrum: "μ⁺μ⁻" <rerun> & more',
  otherTitles: [
    { value: 'Das Dimuonspektrum', language: 'deu' },
    { value: 'Muons' }
  ],
  description: '# Muons\n\n*Two* of them, and more.',
  creators: [
    {
      kind: 'person',
      family: 'Carberry',
      given: 'Josiah',
      orcid: '0000-0002-1825-0097',
      email: 'josiah@example.org',
      affiliations: [{ name: 'Brown University' }, { name: 'Wesleyan' }]
    },
    { kind: 'organisation', name: 'CERN', ror: '01ggx4157' }
  ],
  contributors: [
    { kind: 'person', family: 'Ødegård', given: 'Åse', role: 'DataCurator' },
    {
      kind: 'person',
      family: 'Vidal',
      given: 'Ana',
      orcid: '0000-0001-5109-3700',
      role: 'ContactPerson'
    },
    { kind: 'organisation', name: 'Open Data team', role: 'HostingInstitution' }
  ],
  keywords: [
    { value: 'muon' },
    {
      value: 'dimuon',
      scheme: 'INSPIRE',
      url: 'https://example.org/terms/dimuon'
    }
  ],
  subjects: ['Physics', 'Computer and Information Science'],
  licences: [{ spdx: 'CC-BY-4.0' }, { spdx: 'MIT' }],
  language: 'eng',
  version: '1.0',
  dates: [
    { type: 'Collected', date: '2011/2012', note: 'Run 1' },
    { type: 'Coverage', date: '2012' },
    { type: 'Created', date: '2026-11-20' },
    { type: 'Valid', date: '2026' }
  ],
  funding: [
    {
      funder: { name: 'Example Foundation' },
      awardNumber: '7',
      awardTitle: 'Muons for all',
      awardUrl: 'https://example.org/awards/7'
    }
  ],
  related: [
    {
      identifier: '10.7483/OPENDATA.CMS.LVG5.QT81',
      scheme: 'doi',
      relation: 'IsDerivedFrom',
      resourceType: 'dataset'
    },
    {
      identifier: 'swh:1:dir:d198bc9d7a6bcf6db04f476d29314f157507d505',
      scheme: 'swhid',
      relation: 'IsSupplementedBy'
    },
    {
      identifier: '2101.00001',
      scheme: 'arxiv',
      relation: 'IsSupplementTo',
      citation: 'Carberry, J. (2021). Muons.'
    },
    {
      identifier: 'https://example.org/manual',
      scheme: 'url',
      relation: 'IsDocumentedBy'
    }
  ]
};
