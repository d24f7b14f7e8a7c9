import type { RepositoryAbilities } from 'sciencemesh-contract';
import { publicationFile, repository } from '../../../testing/samples';
import { trans } from '../../../testing/server';
import { loadOf, misfits } from './fit';
import { recordIdFrom } from './recordid';

const files = [
  publicationFile({ path: 'a.csv', size: 100 }),
  publicationFile({ path: 'b/c.csv', size: 300 }),
  publicationFile({ path: '.git', state: 'left-out', size: 9000 })
];
const wide: RepositoryAbilities = {
  version: null,
  files: 100,
  fileBytes: 1000,
  totalBytes: 1000,
  folders: true,
  parts: false,
  checksum: 'md5',
  reservesDoi: true,
  review: 'none',
  restrictedFiles: true,
  withoutFiles: true
};

describe('misfits', () => {
  const count = (
    abilities: Partial<RepositoryAbilities>,
    policy: 'names' | 'zip' | 'flat' = 'names'
  ): number =>
    misfits(loadOf(files, []), policy, { ...wide, ...abilities }, trans).length;

  it('finds nothing wrong with what fits', () => {
    expect(count({})).toBe(0);
    expect(repository().abilities?.folders).toBe(false);
  });

  it.each([
    [{ files: 1 }, 1],
    [{ fileBytes: 200 }, 1],
    [{ totalBytes: 399 }, 1],
    [{ folders: false }, 1],
    [{ files: 1, fileBytes: 200, totalBytes: 300, folders: false }, 4]
  ])('%j: %d', (abilities, misfit) => {
    expect(count(abilities)).toBe(misfit);
  });

  it('counts an archive as one file of all bytes', () => {
    expect(count({ files: 1, folders: false }, 'zip')).toBe(0);
    expect(count({ fileBytes: 350 }, 'zip')).toBe(1);
  });

  it('counts what is left out as nothing', () => {
    expect(loadOf(files, ['b'])).toMatchObject({
      files: 1,
      bytes: 100,
      hasFolders: false
    });
  });
});

describe('recordIdFrom', () => {
  it.each([
    ['invenio-rdm', 'https://zenodo.org/records/1234567', '1234567'],
    ['invenio-rdm', 'https://doi.org/10.5281/zenodo.1234567', '1234567'],
    ['invenio-rdm', '10.17181/abcde-12345', 'abcde-12345'],
    ['invenio-rdm', ' abcde-12345 ', 'abcde-12345'],
    [
      'dataverse',
      'https://dv.example.org/dataset.xhtml?persistentId=doi:10.5072/FK2/ABC',
      'doi:10.5072/FK2/ABC'
    ]
  ] as const)('at %s takes %s for %s', (kind, text, id) => {
    expect(recordIdFrom(text, { kind })).toBe(id);
  });
});
