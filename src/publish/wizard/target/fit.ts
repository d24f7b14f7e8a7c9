import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  PublicationFile,
  PublicationForm,
  RepositoryAbilities
} from 'sciencemesh-contract';
import { bytesText } from '../../../transfers/wording';
import { isExcluded, whyUnpublished } from '../filetree';

/**
 * What the files that are published amount to.
 */
export interface ILoad {
  readonly files: number;
  readonly bytes: number;

  /**
   * The largest of them; null where there is none.
   */
  readonly largest: PublicationFile | null;
  readonly hasFolders: boolean;
}

/**
 * What is published of these files.
 */
export function loadOf(
  files: readonly PublicationFile[],
  excluded: readonly string[]
): ILoad {
  const out = new Set(excluded);
  const chosen = files.filter(
    file => whyUnpublished(file) === null && !isExcluded(file.path, out)
  );
  return {
    files: chosen.length,
    bytes: chosen.reduce((sum, { size }) => sum + size, 0),
    largest: chosen.reduce<PublicationFile | null>(
      (most, file) => (most === null || file.size > most.size ? file : most),
      null
    ),
    hasFolders: chosen.some(({ path }) => path.includes('/'))
  };
}

/**
 * Why files do not fit into a repository; empty where they do.
 */
export function misfits(
  { bytes, files, hasFolders, largest }: ILoad,
  policy: PublicationForm['folders'],
  abilities: RepositoryAbilities,
  trans: TranslationBundle
): string[] {
  const { fileBytes, files: mostFiles, folders, totalBytes } = abilities;
  const isArchive = policy === 'zip';
  const size = isArchive ? bytes : (largest?.size ?? 0);
  return [
    mostFiles !== null && files > mostFiles && !isArchive
      ? trans.__(
          '%1 files, and it takes %2: leave some out, or publish one archive.',
          files,
          mostFiles
        )
      : null,
    fileBytes !== null && size > fileBytes
      ? isArchive
        ? trans.__(
            'The archive is larger than the %1 that it takes: leave large files out.',
            bytesText(fileBytes)
          )
        : trans.__(
            '“%1” has %2, and it takes %3 a file: leave it out or split it.',
            largest?.path ?? '',
            bytesText(size),
            bytesText(fileBytes)
          )
      : null,
    totalBytes !== null && bytes > totalBytes
      ? trans.__(
          '%1 altogether, and it takes %2: leave large files out.',
          bytesText(bytes),
          bytesText(totalBytes)
        )
      : null,
    !folders && hasFolders && policy === 'names'
      ? trans.__('It keeps no folders: publish one archive, or names alone.')
      : null
  ].filter(misfit => misfit !== null);
}
