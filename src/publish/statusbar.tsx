import { TextItem } from '@jupyterlab/statusbar';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import { uploadingIcon } from '../icons';
import type { PublicationsModel } from './model';
import { uploadFraction } from './wording';

/**
 * An item of the status bar that is there while files are on their way to a
 * repository.
 */
export class UploadsStatus extends ReactWidget {
  constructor(options: UploadsStatus.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshJobsStatus');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._options.publications.changed}>
        {() => <Status {...this._options} />}
      </UseSignal>
    );
  }

  private readonly _options: UploadsStatus.IOptions;
}

/**
 * The namespace for `UploadsStatus` statics.
 */
export namespace UploadsStatus {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    /**
     * Show the publications, or the page of the only one that is uploaded.
     */
    readonly open: (id: string | null) => void;
    readonly publications: PublicationsModel;
    readonly trans: TranslationBundle;
  }
}

function Status(props: UploadsStatus.IOptions): JSX.Element | null {
  const { open, publications, trans } = props;
  const uploads = publications.uploading;
  const [first] = uploads;
  if (!first) {
    return null;
  }
  const text =
    uploads.length > 1
      ? trans._n('%1 upload', '%1 uploads', uploads.length)
      : first.state === 'paused'
        ? trans.__('Upload paused')
        : trans.__('Uploading: %1%', Math.floor(100 * uploadFraction(first)));
  return (
    <button
      type="button"
      className="jp-SciMeshJobsStatus-button"
      title={uploads.map(({ title }) => title).join('\n')}
      onClick={() => open(uploads.length > 1 ? null : first.id)}
    >
      <uploadingIcon.react tag="span" className="jp-SciMeshJobsStatus-icon" />
      <TextItem source={text} />
    </button>
  );
}
