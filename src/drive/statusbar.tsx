import { GroupItem, ProgressBar, TextItem } from '@jupyterlab/statusbar';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { OutboxModel } from './outbox/model';
import { summary } from './outbox/wording';
import type { Uploads } from './uploads/uploads';

/**
 * An item of the status bar that is there while files are on their way to the
 * institutions, or wait for it.
 */
export class DriveStatus extends ReactWidget {
  constructor(options: DriveStatus.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshDriveStatus');
  }

  protected override render(): JSX.Element {
    const { outbox, uploads } = this._options;
    return (
      <UseSignal signal={uploads.changed}>
        {() => (
          <UseSignal signal={outbox.changed}>
            {() => <Status {...this._options} />}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private readonly _options: DriveStatus.IOptions;
}

/**
 * The namespace for `DriveStatus` statics.
 */
export namespace DriveStatus {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    readonly outbox: OutboxModel;

    /**
     * Show the drive.
     */
    readonly show: () => void;
    readonly trans: TranslationBundle;
    readonly uploads: Uploads;
  }
}

function Status(props: DriveStatus.IOptions): JSX.Element | null {
  const { outbox, show, trans, uploads } = props;
  const sending = uploads.items.filter(({ state }) => state !== 'failed');
  if (sending.length === 0 && outbox.items.length === 0) {
    return null;
  }
  const size = sending.reduce((sum, upload) => sum + upload.size, 0);
  const sent = sending.reduce((sum, upload) => sum + upload.sent, 0);
  return (
    <button
      type="button"
      className="jp-SciMeshTransfersStatus-button"
      title={trans.__('Show the ScienceMesh drive')}
      onClick={show}
    >
      <GroupItem spacing={4}>
        {sending.length > 0 && (
          <>
            <TextItem
              source={trans._n(
                'Uploading %1 file',
                'Uploading %1 files',
                sending.length
              )}
            />
            <ProgressBar
              percentage={size > 0 ? (100 * sent) / size : 100}
              width={60}
            />
          </>
        )}
        {outbox.items.length > 0 && (
          <TextItem source={summary(outbox.items, trans)} />
        )}
      </GroupItem>
    </button>
  );
}
