import { pauseIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Waiting } from '../../elements/placeholder';
import { uploadFraction, uploadLine } from '../wording';
import { FileStates } from './filestates';
import type { IStepProps } from './stepprops';

/**
 * The files on their way.
 */
export function UploadStep(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  const { message, state } = publication;
  const files = model.files?.files ?? null;
  const percent = Math.floor(uploadFraction(publication) * 100);
  const name = model.repository?.name ?? trans.__('the repository');
  return (
    <>
      {message !== null && (
        <Banner
          tone={state === 'paused' ? 'warning' : 'info'}
          title={
            state === 'paused'
              ? trans.__('The upload has stopped')
              : trans.__('About the upload')
          }
        >
          <p>{message}</p>
        </Banner>
      )}
      <div className="jp-SciMeshPublishProgress">
        <progress aria-label={trans.__('Upload')} max={100} value={percent} />
        <span className="jp-SciMeshPublishProgress-percent">{percent} %</span>
        <p>{uploadLine(trans, publication)}</p>
      </div>
      <Deeds {...props} />
      {state === 'uploading' && (
        <p className="jp-SciMeshPublishCalm">
          {trans.__(
            'You may close this tab and your browser: your Jupyter server goes on sending to %1. Come back at any time.',
            name
          )}
        </p>
      )}
      {files === null ? (
        <Waiting label={trans.__('Looking at the files…')} />
      ) : (
        <FileStates columns="progress" files={files} trans={trans} />
      )}
    </>
  );
}

function Deeds(props: IStepProps): JSX.Element | null {
  const { actions, model, publication, trans } = props;
  const { state } = publication;
  const discard = (
    <TextButton
      disabled={model.deeds.isBusy}
      onClick={() => void actions.discard(publication)}
    >
      {trans.__('Cancel and discard the draft…')}
    </TextButton>
  );
  switch (state) {
    case 'draft':
      return (
        <div className="jp-SciMeshPublishDeeds">
          <TextButton
            kind="accept"
            disabled={model.deeds.isBusy}
            onClick={() => void model.deeds.act('upload')}
          >
            {trans._n('Send %1 file', 'Send %1 files', publication.fileCount)}
          </TextButton>
        </div>
      );
    case 'uploading':
      return (
        <div className="jp-SciMeshPublishDeeds">
          <TextButton
            icon={pauseIcon}
            disabled={model.deeds.isBusy}
            onClick={() => void model.deeds.act('pause')}
          >
            {trans.__('Pause')}
          </TextButton>
          {discard}
        </div>
      );
    case 'paused':
      return (
        <div className="jp-SciMeshPublishDeeds">
          <TextButton
            kind="accept"
            disabled={model.deeds.isBusy}
            onClick={() => void model.deeds.act('upload')}
          >
            {trans.__('Go on')}
          </TextButton>
          {discard}
        </div>
      );
    default:
      return null;
  }
}
