import type { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Transfer } from 'sciencemesh-contract';
import { shortened } from './wording';

/**
 * What a notification says about the end of a transfer.
 */
export interface IOutcome {
  readonly message: string;

  /**
   * Milliseconds for which it is shown; false until the person takes it away.
   */
  readonly stays: number | false;
  readonly type: Notification.TypeOptions;
}

/**
 * How a transfer ended, in a sentence.
 *
 * @param opens - whether its notebook opens by itself
 */
export function outcome(
  transfer: Transfer,
  opens: boolean,
  trans: TranslationBundle
): IOutcome {
  switch (transfer.kind) {
    case 'package':
      return packageOutcome(transfer, opens, trans);
    case 'copy':
    case 'move':
      return copyOutcome(transfer, trans);
  }
}

function packageOutcome(
  transfer: Transfer,
  opens: boolean,
  trans: TranslationBundle
): IOutcome {
  const title = shortened(transfer.title);
  const findings = transfer.preflight?.findings.length ?? 0;
  switch (transfer.state) {
    case 'failed':
      return {
        message: trans.__('“%1” could not be fetched.', title),
        stays: false,
        type: 'error'
      };
    case 'cancelled':
      return {
        message: trans.__('Fetching “%1” was cancelled.', title),
        stays: 5_000,
        type: 'default'
      };
    case 'incomplete':
      return {
        message: trans._n(
          '“%2”: %1 file could not be fetched, the rest is there.',
          '“%2”: %1 files could not be fetched, the rest is there.',
          transfer.filesFailed,
          title
        ),
        stays: false,
        type: 'warning'
      };
    case 'queued':
    case 'running':
    case 'done':
      if (findings > 0) {
        return {
          message: trans._n(
            '“%2” is there. %1 thing to know before you run it.',
            '“%2” is there. %1 things to know before you run it.',
            findings,
            title
          ),
          stays: 15_000,
          type: 'warning'
        };
      }
      return {
        message: opens
          ? trans.__('“%1” is open.', title)
          : trans.__('“%1” is there.', title),
        stays: opens ? 5_000 : false,
        type: 'success'
      };
  }
}

function copyOutcome(transfer: Transfer, trans: TranslationBundle): IOutcome {
  const title = shortened(transfer.title);
  const moves = transfer.kind === 'move';
  switch (transfer.state) {
    case 'failed':
      return {
        message: moves
          ? trans.__('“%1” could not be moved. %2', title, why(transfer))
          : trans.__('“%1” could not be copied. %2', title, why(transfer)),
        stays: false,
        type: 'error'
      };
    case 'cancelled':
      return {
        message: moves
          ? trans.__('Moving “%1” was cancelled.', title)
          : trans.__('Copying “%1” was cancelled.', title),
        stays: 5_000,
        type: 'default'
      };
    case 'incomplete':
      return {
        message: trans._n(
          '“%2”: %1 file did not arrive, the rest is there.',
          '“%2”: %1 files did not arrive, the rest is there.',
          transfer.filesFailed,
          title
        ),
        stays: false,
        type: 'warning'
      };
    case 'queued':
    case 'running':
    case 'done':
      if (transfer.message !== null) {
        return {
          message: trans.__('“%1”: %2', title, transfer.message),
          stays: false,
          type: 'warning'
        };
      }
      return {
        message: moves
          ? trans.__('“%1” was moved.', title)
          : trans.__('“%1” was copied.', title),
        stays: 8_000,
        type: 'success'
      };
  }
}

function why({ message }: Transfer): string {
  return message ?? '';
}
