import { formatFileSize } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Transfer } from 'sciencemesh-contract';

/**
 * A number of bytes as the file browser writes it.
 */
export function bytesText(bytes: number): string {
  return formatFileSize(bytes, 1, 1024);
}

/**
 * How much of a transfer is there, from 0 to 1; null while nobody can know.
 */
export function progress(transfer: Transfer): number | null {
  if (transfer.size) {
    return Math.min(1, transfer.received / transfer.size);
  }
  return transfer.fileCount > 0
    ? Math.min(1, transfer.filesDone / transfer.fileCount)
    : null;
}

/**
 * How far a transfer is: bytes, files, speed and what is left, as far as known.
 */
export function progressText(
  transfer: Transfer,
  trans: TranslationBundle
): string {
  if (transfer.state === 'queued') {
    return trans.__('Waiting for its turn');
  }
  const parts = [
    transfer.size
      ? trans.__(
          '%1 of %2',
          bytesText(transfer.received),
          bytesText(transfer.size)
        )
      : bytesText(transfer.received),
    trans._n(
      '%2 of %1 file',
      '%2 of %1 files',
      transfer.fileCount,
      transfer.filesDone
    )
  ];
  if (transfer.bytesPerSecond > 0) {
    parts.push(trans.__('%1/s', bytesText(transfer.bytesPerSecond)));
    const left = secondsLeft(transfer);
    if (left !== null) {
      parts.push(leftText(left, trans));
    }
  }
  return parts.join(' · ');
}

/**
 * What a transfer is doing, and how far it is.
 */
export function pendingText(
  transfer: Transfer,
  trans: TranslationBundle
): string {
  const title = shortened(transfer.title);
  const text = progressText(transfer, trans);
  switch (transfer.kind) {
    case 'package':
      return trans.__('Fetching “%1”: %2', title, text);
    case 'copy':
      return trans.__('Copying “%1”: %2', title, text);
    case 'move':
      return trans.__('Moving “%1”: %2', title, text);
  }
}

/**
 * How a transfer ended.
 */
export function endTitle(transfer: Transfer, trans: TranslationBundle): string {
  switch (transfer.state) {
    case 'done':
      return trans.__('The working copy is complete');
    case 'incomplete':
      return trans._n(
        '%1 file could not be fetched',
        '%1 files could not be fetched',
        transfer.filesFailed
      );
    case 'failed':
      return trans.__('The working copy could not be made');
    case 'cancelled':
      return trans.__('Fetching was cancelled');
    case 'queued':
    case 'running':
      return trans.__('Fetching…');
  }
}

/**
 * How long something still takes, about.
 */
export function leftText(seconds: number, trans: TranslationBundle): string {
  if (seconds < 60) {
    const whole = Math.max(1, Math.round(seconds));
    return trans._n('%1 second left', '%1 seconds left', whole);
  }
  if (seconds < 3600) {
    const minutes = Math.round(seconds / 60);
    return trans._n('%1 minute left', '%1 minutes left', minutes);
  }
  const hours = Math.round(seconds / 3600);
  return trans._n('%1 hour left', '%1 hours left', hours);
}

/**
 * A name that comes from outside, cut to what fits into a notification.
 */
export function shortened(name: string): string {
  const characters = [...name];
  return characters.length > LONGEST_NAME
    ? `${characters.slice(0, LONGEST_NAME - 1).join('')}…`
    : name;
}

function secondsLeft(transfer: Transfer): number | null {
  const { bytesPerSecond, received, size } = transfer;
  return size === null ||
    bytesPerSecond === 0 ||
    size <= received ||
    received < size * ENOUGH
    ? null
    : (size - received) / bytesPerSecond;
}

/** The part from which the speed says something about the rest. */
const ENOUGH = 0.01;

/** A notification holds 140 characters, and the name is not all of it. */
const LONGEST_NAME = 60;
