/**
 * What the repository has, beside what it is to have.
 */
import type { StoredPublicationFile } from '../../store/publication-records.ts';
import type { RemoteFile, RepositoryError } from '../repository.ts';
import { Digests } from './digests.ts';
import type { Algorithm } from './hashing/hashes.ts';

const ALGORITHMS: readonly Algorithm[] = ['md5', 'sha1', 'sha256', 'sha512'];

/** How a file there compares with the one here. */
export type Comparison = 'same' | 'other' | 'untold' | 'unfinished';

/**
 * @param local what is known of the bytes here, e.g. `md5:9e10…`
 */
export function compare(
  { size }: Pick<StoredPublicationFile, 'size'>,
  local: string | null,
  remote: RemoteFile
): Comparison {
  if (!remote.complete) {
    return 'unfinished';
  }
  if (remote.size !== null && remote.size !== size) {
    return 'other';
  }
  if (remote.checksum === null || local === null) {
    return 'untold';
  }
  return remote.checksum.toLowerCase() === local ? 'same' : 'other';
}

/** In the algorithm in which the repository tells it. */
export async function localChecksum(
  file: Pick<StoredPublicationFile, 'checksum' | 'sha256' | 'real' | 'size'>,
  told: string | null,
  signal: AbortSignal
): Promise<string | null> {
  const wanted = algorithmOf(told);
  if (wanted === null) {
    return file.checksum;
  }
  const known = [file.checksum, file.sha256].find(one =>
    one?.startsWith(`${wanted}:`)
  );
  if (known !== undefined && known !== null) {
    return known;
  }
  using digests = Digests.of(wanted, file.size);
  await digests.add({ real: file.real, start: 0, size: file.size }, signal);
  // Without waiting, they would be disposed of before they are told.
  return await digests.told(wanted);
}

function algorithmOf(told: string | null): Algorithm | null {
  const name = told?.split(':')[0]?.toLowerCase();
  return ALGORITHMS.find(one => one === name) ?? null;
}

/** There is nothing of this name. */
export function isNotThere({ code }: RepositoryError): boolean {
  return code === 'not-found' || code === 'gone';
}
