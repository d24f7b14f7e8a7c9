import type { TranslationBundle } from '@jupyterlab/translation';
import type { RepositoryAbilities } from 'sciencemesh-contract';
import { bytesText } from '../../transfers/wording';

/**
 * What a repository takes, as far as it matters to who has files to publish.
 */
export function abilityWords(
  trans: TranslationBundle,
  abilities: RepositoryAbilities
): readonly string[] {
  const { fileBytes, files, folders, reservesDoi, review, totalBytes } =
    abilities;
  return [
    files === null
      ? null
      : trans._n(
          'at most %1 file a record',
          'at most %1 files a record',
          files
        ),
    totalBytes === null
      ? null
      : trans.__('at most %1 a record', bytesText(totalBytes)),
    fileBytes === null || fileBytes === totalBytes
      ? null
      : trans.__('at most %1 a file', bytesText(fileBytes)),
    folders ? null : trans.__('no folders'),
    reservesDoi ? trans.__('DOI known before publishing') : null,
    review === 'required'
      ? trans.__('everything is reviewed')
      : review === 'optional'
        ? trans.__('review on request')
        : null
  ].filter(word => word !== null);
}
