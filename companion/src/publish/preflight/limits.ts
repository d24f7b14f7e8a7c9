/**
 * Whether what is published fits into the repository, before a byte is sent.
 */
import type {
  DraftMetadata,
  PublicationFinding,
  RepositoryAbilities
} from 'sciencemesh-contract';
import {
  AS_ARCHIVE,
  CHOOSE_LICENCE,
  FewFindings,
  finding,
  LEAVE_OUT,
  quoted
} from '../findings.ts';
import type { KeyedFile } from '../selected-file.ts';

type Limits = Pick<
  RepositoryAbilities,
  'files' | 'fileBytes' | 'totalBytes' | 'withoutFiles'
>;

export function limitFindings(
  files: readonly KeyedFile[],
  limits: Limits
): PublicationFinding[] {
  if (files.length === 0) {
    return [nothingSelected(limits.withoutFiles)];
  }
  return [
    ...tooMany(files.length, limits.files),
    ...tooLarge(files, limits.fileBytes),
    ...overQuota(files, limits.totalBytes)
  ];
}

/** Without a licence nobody may use what is published. */
export function licenceFindings({
  licences,
  access
}: DraftMetadata): PublicationFinding[] {
  const isOpen = access?.files !== 'restricted';
  return (licences ?? []).length > 0
    ? []
    : [
        finding(
          'licence-missing',
          isOpen ? 'warning' : 'note',
          'There is no licence, so that nobody may use or pass on these files. Choose one, e.g. CC BY 4.0 for data or BSD-3-Clause for code.',
          { field: '/licences', fix: CHOOSE_LICENCE }
        )
      ];
}

function nothingSelected(isAllowed: boolean): PublicationFinding {
  return isAllowed
    ? finding(
        'nothing-selected',
        'note',
        'There are no files: a record of metadata alone is made. Select files if it should have some.'
      )
    : finding(
        'nothing-selected',
        'error',
        'There are no files, and the repository takes no record without any. Select at least one file.'
      );
}

function tooMany(count: number, most: number | null): PublicationFinding[] {
  return most === null || count <= most
    ? []
    : [
        finding(
          'too-many',
          'error',
          `The repository takes ${most} files and there are ${count}. Leave some out, or publish as one archive.`,
          { fix: AS_ARCHIVE }
        )
      ];
}

function tooLarge(
  files: readonly KeyedFile[],
  most: number | null
): PublicationFinding[] {
  const findings = new FewFindings();
  for (const { key, path, size } of files) {
    if (most !== null && size > most) {
      const what = path === null ? 'The archive' : quoted(key);
      const advice =
        path === null
          ? 'Leave large files out, publish the files one by one, or ask the repository for more room.'
          : 'Leave it out, split it, or ask the repository for more room.';
      findings.add(
        finding(
          'too-large',
          'error',
          `${what} has ${bytesText(size, most)}, and the repository takes files of at most ${bytesText(most)}. ${advice}`,
          { path, fix: path === null ? null : LEAVE_OUT }
        )
      );
    }
  }
  return findings.all;
}

function overQuota(
  files: readonly KeyedFile[],
  most: number | null
): PublicationFinding[] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (most === null || total <= most) {
    return [];
  }
  const largest = files
    .filter(({ path }) => path !== null)
    .reduce<KeyedFile | null>(
      (best, file) => (best === null || file.size > best.size ? file : best),
      null
    );
  const advice =
    largest === null
      ? 'Leave large files out'
      : `Leave files out, of which ${quoted(largest.key)} is the largest with ${bytesText(largest.size)}`;
  return [
    finding(
      'over-quota',
      'error',
      `All files together have ${bytesText(total, most)}, and a record may have ${bytesText(most)}. ${advice}, or ask the repository for more room.`,
      {
        path: largest?.path ?? null,
        fix:
          largest === null
            ? null
            : { action: 'leave-out', label: 'Leave the largest file out' }
      }
    )
  ];
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/**
 * As repositories write their limits: in steps of 1000.
 *
 * @param beside another number, from which it has to differ
 */
function bytesText(bytes: number, beside: number | null = null): string {
  const step = Math.min(
    UNITS.length - 1,
    bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3)
  );
  const number = (bytes / 1000 ** step).toLocaleString('en', {
    maximumFractionDigits: step === 0 ? 0 : 2,
    useGrouping: false
  });
  const text = `${number} ${UNITS[step] ?? ''}`;
  return beside !== null && text === bytesText(beside)
    ? `${bytes} bytes`
    : text;
}
