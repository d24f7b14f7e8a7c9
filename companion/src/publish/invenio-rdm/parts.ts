/**
 * Files as a whole, or in parts where the repository takes them.
 */
import {
  RepositoryError,
  type FileToSend,
  type UploadSlot
} from '../repository.ts';
import { at, listOf, textOf } from '../http/answers.ts';
import type { Json } from '../http/answers.ts';
import type { Profile } from './profile.ts';

const MAXIMUM_PARTS = 10_000;

/**
 * One file of the list that begins a transfer. A checksum would be taken at
 * its word: InvenioRDM then makes none of what arrives in parts.
 */
export function transferBody(file: FileToSend, profile: Profile): Json {
  const partSize = partSizeOf(file.size, profile);
  return {
    key: file.key,
    size: file.size,
    transfer:
      partSize === null
        ? { type: 'L' }
        : {
            type: 'M',
            parts: Math.ceil(file.size / partSize),
            part_size: partSize
          }
  };
}

/** Null: as a whole. */
function partSizeOf(size: number, { parts }: Profile): number | null {
  return parts === null || size <= parts.above
    ? null
    : Math.max(parts.bytes, Math.ceil(size / MAXIMUM_PARTS));
}

/**
 * @param entry what the server says of the file
 * @throws RepositoryError when it names no address for some part
 */
export function slotOf(
  file: FileToSend,
  profile: Profile,
  entry: unknown
): UploadSlot {
  const partSize = partSizeOf(file.size, profile);
  if (partSize === null) {
    return { key: file.key, partSize: file.size, parts: 1, memo: {} };
  }
  const parts = Math.ceil(file.size / partSize);
  const named = new Map(
    listOf(at(entry, 'links', 'parts')).map(part => [
      at(part, 'part'),
      textOf(at(part, 'url'))
    ])
  );
  const addresses = Array.from({ length: parts }, (_, index) =>
    named.get(index + 1)
  );
  if (addresses.some(address => typeof address !== 'string')) {
    throw new RepositoryError(
      'strange-answer',
      `The repository does not say where the parts of "${file.key}" go. Remove the file there and try again.`,
      { cause: { key: file.key, parts, named: named.size } }
    );
  }
  const together = profile.parts?.together ?? 1;
  return { key: file.key, partSize, parts, together, memo: { addresses } };
}

/** Where a part goes; null: the file goes as a whole. */
export function partAddress(slot: UploadSlot, part: number): string | null {
  return textOf(listOf(slot.memo.addresses)[part]);
}
