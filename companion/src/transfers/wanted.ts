/**
 * What a file should be, and whether what came is that.
 */
import type { Checksum } from 'sciencemesh-contract';
import { FileFailure } from './file-failure.ts';
import type { PartialFile } from './partial-file.ts';

export interface Wanted {
  /** Relative to the working copy. */
  path: string;
  size: number | null;
  checksum: Checksum | null;
}

/** @throws FileFailure unless the bytes are what the package describes */
export function verify(partial: PartialFile, wanted: Wanted): void {
  if (wanted.checksum) {
    if (!partial.agrees(wanted.checksum)) {
      throw new FileFailure(
        'checksum-mismatch',
        'What arrived is not what the package describes: its checksum differs. The file at the source was changed or is broken; ask the sender.'
      );
    }
  } else if (wanted.size !== null && partial.bytes !== wanted.size) {
    throw sizeMismatch(wanted.size, partial.bytes);
  }
}

export function sizeMismatch(
  expected: number,
  actual: number | null
): FileFailure {
  const came = actual === null ? 'more came' : `${actual} came`;
  return new FileFailure(
    'size-mismatch',
    `The file should have ${expected} bytes, and ${came}. The file at the source was changed or is broken; ask the sender.`
  );
}

export function tooLarge(maximumBytes: number): FileFailure {
  return new FileFailure(
    'too-large',
    `The file is larger than the ${maximumBytes} bytes that an operator allows (workspace.maximumBytes).`
  );
}
