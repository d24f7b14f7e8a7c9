import { ProgressBar, GroupItem, TextItem } from '@jupyterlab/statusbar';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { Transfer } from 'sciencemesh-contract';
import type { TransfersModel } from './model';
import { progress } from './wording';

/**
 * An item of the status bar that is there while transfers run.
 */
export class TransfersStatus extends ReactWidget {
  constructor(options: TransfersStatus.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshTransfersStatus');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._options.transfers.changed}>
        {() => <Status {...this._options} />}
      </UseSignal>
    );
  }

  private readonly _options: TransfersStatus.IOptions;
}

/**
 * The namespace for `TransfersStatus` statics.
 */
export namespace TransfersStatus {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    /**
     * Show the package that is being fetched, or the folder that is filled.
     */
    readonly open: (transfer: Transfer) => void;
    readonly trans: TranslationBundle;
    readonly transfers: TransfersModel;
  }
}

function Status(props: TransfersStatus.IOptions): JSX.Element | null {
  const { open, trans, transfers } = props;
  const { running } = transfers;
  const [first] = running;
  if (!first) {
    return null;
  }
  const shares = running.map(transfer => progress(transfer) ?? 0);
  const percentage =
    (100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length;
  const label = running.every(({ kind }) => kind === 'package')
    ? trans._n('Fetching %1 package', 'Fetching %1 packages', running.length)
    : trans._n('%1 transfer', '%1 transfers', running.length);
  return (
    <button
      type="button"
      className="jp-SciMeshTransfersStatus-button"
      title={
        first.packageId === null
          ? trans.__('Show where %1 goes', first.title)
          : trans.__('Show the preview of %1', first.title)
      }
      aria-label={trans.__('%1: %2 %', label, Math.round(percentage))}
      onClick={() => open(first)}
    >
      <GroupItem spacing={4}>
        <TextItem source={label} />
        <ProgressBar percentage={percentage} width={60} />
      </GroupItem>
    </button>
  );
}
