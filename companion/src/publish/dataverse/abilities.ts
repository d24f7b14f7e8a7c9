/**
 * What an installation allows, as far as it says so before there is a dataset.
 */
import type { RepositoryAbilities } from 'sciencemesh-contract';
import { at, textOf } from '../http/answers.ts';
import type { DepositClient } from '../http/deposit-client.ts';
import { orNothing } from '../http/found.ts';
import { algorithmOf } from './remote-files.ts';

export const usualAbilities: RepositoryAbilities = {
  version: null,
  // Limits are those of a dataset, and told when files are announced.
  files: null,
  fileBytes: null,
  totalBytes: null,
  folders: true,
  // Only a dataset knows whether its store takes parts.
  parts: false,
  checksum: 'md5',
  reservesDoi: true,
  review: 'optional',
  restrictedFiles: false,
  withoutFiles: true
};

export async function abilitiesAt(
  client: DepositClient,
  signal: AbortSignal
): Promise<RepositoryAbilities> {
  const ask = async (path: string, name: string) =>
    textOf(
      at(await orNothing(client.call('GET', path, { signal })), 'data', name)
    );
  const algorithm = algorithmOf(await ask('files/fixityAlgorithm', 'message'));
  return {
    ...usualAbilities,
    version: await ask('info/version', 'version'),
    checksum: algorithm ?? usualAbilities.checksum
  };
}
