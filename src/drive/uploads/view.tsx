import type { TranslationBundle } from '@jupyterlab/translation';
import {
  closeIcon,
  ReactWidget,
  refreshIcon,
  UseSignal
} from '@jupyterlab/ui-components';
import * as React from 'react';
import { IconButton } from '../../elements/button';
import { bytesText } from '../../transfers/wording';
import type { IUpload, Uploads } from './uploads';

/**
 * The files that are being sent, with what can be done about each.
 */
export class UploadsView extends ReactWidget {
  constructor(options: UploadsView.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshUploads');
  }

  protected override render(): JSX.Element {
    const { trans, uploads } = this._options;
    return (
      <UseSignal signal={uploads.changed}>
        {() =>
          uploads.items.length > 0 && (
            <ul aria-label={trans.__('Uploads')}>
              {uploads.items.map(upload => (
                <Upload
                  key={upload.id}
                  cancel={() => uploads.cancel(upload.id)}
                  retry={() => uploads.retry(upload.id)}
                  trans={trans}
                  upload={upload}
                />
              ))}
            </ul>
          )
        }
      </UseSignal>
    );
  }

  private readonly _options: UploadsView.IOptions;
}

/**
 * The namespace for `UploadsView` statics.
 */
export namespace UploadsView {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly trans: TranslationBundle;
    readonly uploads: Uploads;
  }
}

interface IUploadProps {
  readonly cancel: () => void;
  readonly retry: () => void;
  readonly trans: TranslationBundle;
  readonly upload: IUpload;
}

function Upload(props: IUploadProps): JSX.Element {
  const { cancel, retry, trans, upload } = props;
  const { message, name, sent, size, state } = upload;
  return (
    <li className="jp-SciMeshUpload">
      <span className="jp-SciMeshUpload-name" title={name}>
        {name}
      </span>
      {state === 'failed' && (
        <IconButton
          icon={refreshIcon}
          label={trans.__('Upload %1 again', name)}
          onClick={retry}
        />
      )}
      <IconButton
        icon={closeIcon}
        label={
          state === 'failed'
            ? trans.__('Put away %1', name)
            : trans.__('Cancel the upload of %1', name)
        }
        onClick={cancel}
      />
      {state === 'failed' ? (
        <p className="jp-SciMeshUpload-message" role="alert">
          {message}
        </p>
      ) : (
        <>
          <progress
            aria-label={trans.__('Upload of %1', name)}
            max={Math.max(size, 1)}
            value={state === 'sending' ? sent : 0}
          />
          <span className="jp-SciMeshUpload-amount">
            {state === 'waiting'
              ? trans.__('Waiting')
              : trans.__('%1 of %2', bytesText(sent), bytesText(size))}
          </span>
        </>
      )}
    </li>
  );
}
