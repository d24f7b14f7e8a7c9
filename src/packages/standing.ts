import type { TranslationBundle } from '@jupyterlab/translation';
import type { PackageFile, TransferFile } from 'sciencemesh-contract';
import { bytesText } from '../transfers/wording';
import { checkLabel, checkTone } from './wording';

/**
 * Where a file stands: on its way, in the working copy, or as its host says.
 */
export interface IStanding {
  /**
   * Short enough for a column.
   */
  readonly label: string;

  /**
   * All that is known, where there is more.
   */
  readonly details: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

/**
 * What to say of a file.
 *
 * @param arrival - how it fares in the newest transfer; undefined without one
 * @param isMoving - whether that transfer is under way
 */
export function standing(
  file: PackageFile,
  arrival: TransferFile | undefined,
  isMoving: boolean,
  trans: TranslationBundle
): IStanding {
  if (!arrival) {
    const label = checkLabel(file, trans);
    return {
      label,
      details: file.checkMessage ?? label,
      tone: checkTone(file)
    };
  }
  const plain = (label: string): IStanding => ({
    label,
    details: label,
    tone: 'plain'
  });
  switch (arrival.state) {
    case 'queued':
    case 'running':
      if (!isMoving) {
        return plain(trans.__('Not fetched'));
      }
      return plain(
        arrival.state === 'queued'
          ? trans.__('Queued')
          : trans.__('Fetching %1', fetched(arrival))
      );
    case 'done':
      return arrival.verified
        ? {
            label: trans.__('Verified'),
            details: trans.__('It is here, and its checksum agrees.'),
            tone: 'good'
          }
        : { ...plain(trans.__('Fetched')), tone: 'good' };
    case 'kept':
      return {
        ...plain(trans.__('Kept')),
        details: trans.__('You have changed it, so it was left alone.')
      };
    case 'skipped':
      return plain(trans.__('Left out'));
    case 'failed': {
      const label = arrival.message
        ? trans.__('Failed: %1', arrival.message)
        : trans.__('Failed');
      return { label, details: label, tone: 'bad' };
    }
  }
}

function fetched({ received, size }: TransferFile): string {
  return size
    ? `${Math.min(100, Math.floor((100 * received) / size))} %`
    : bytesText(received);
}
