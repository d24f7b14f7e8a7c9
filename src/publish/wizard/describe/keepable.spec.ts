import type { DraftMetadata } from 'sciencemesh-contract';
import { keepable } from './keepable';

describe('keepable', () => {
  it('keeps what is whole as it is', () => {
    const metadata: DraftMetadata = {
      title: 'Dimuon spectrum',
      resourceType: 'notebook',
      publicationDate: '2026-11',
      creators: [
        {
          kind: 'person',
          family: 'Doe',
          orcid: '0000-0002-1825-0097',
          affiliations: [{ name: 'CERN', ror: '01ggx4157' }]
        },
        { kind: 'organisation', name: 'CERN' }
      ],
      contributors: [{ kind: 'person', family: 'Roe', role: 'Editor' }],
      licences: [{ spdx: 'CC-BY-4.0' }],
      access: { files: 'restricted', embargoUntil: '2027-01-01' }
    };
    expect(keepable(metadata)).toEqual(metadata);
  });

  it.each<[string, unknown]>([
    ['title', 'Di'],
    ['publicationDate', '2026-1'],
    ['version', ''],
    ['creators', [{ kind: 'person' }]],
    ['creators', [{}]],
    ['contact', { name: 'Jane' }],
    ['licences', [{}]],
    ['related', [{ identifier: '10.1234/x' }]],
    ['dates', [{ type: 'Created', date: '20' }]],
    ['funding', [{ awardNumber: '7' }]],
    ['keywords', [{ value: '' }]]
  ])('leaves out a half typed %s', (field, value) => {
    expect(keepable({ [field]: value })).toEqual({});
  });

  it('keeps a person whose ORCID is half typed', () => {
    expect(
      keepable({ creators: [{ kind: 'person', family: 'Doe', orcid: '0000' }] })
    ).toEqual({ creators: [{ kind: 'person', family: 'Doe' }] });
  });
});
