import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Waiting } from '../../elements/placeholder';
import { FileStates } from './filestates';
import type { IStepProps } from './stepprops';

/**
 * Whether what is there is what is here, file by file.
 */
export function VerifyStep(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  const { state } = publication;
  const files = model.files?.files ?? null;
  return (
    <>
      <MatchBanner {...props} />
      <p className="jp-SciMeshMuted">
        {trans.__(
          'Each checksum was taken here while the file was sent, and by the repository of what arrived. Nothing can be published while one of them differs.'
        )}
      </p>
      {files === null ? (
        <Waiting label={trans.__('Looking at the files…')} />
      ) : (
        <FileStates columns="checksums" files={files} trans={trans} />
      )}
      {(state === 'verified' || state === 'paused') && (
        <div className="jp-SciMeshPublishDeeds">
          <TextButton
            disabled={model.deeds.isBusy}
            onClick={() => void model.deeds.act('verify')}
          >
            {trans.__('Compare again')}
          </TextButton>
        </div>
      )}
    </>
  );
}

/**
 * How many files match, in one sentence.
 */
export function MatchBanner(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  const { fileCount, filesVerified, message, state } = publication;
  const isAll = filesVerified === fileCount && IN_ORDER.includes(state);
  const differing = (model.files?.files ?? []).filter(
    file => file.state === 'failed' || file.state === 'changed'
  ).length;
  return (
    <Banner
      tone={isAll ? 'success' : differing > 0 ? 'error' : 'info'}
      title={trans._n(
        '%2 of %1 file matches',
        '%2 of %1 files match',
        fileCount,
        filesVerified
      )}
      actions={
        differing > 0 && (
          <TextButton
            small
            disabled={model.deeds.isBusy}
            onClick={() => void model.deeds.act('upload')}
          >
            {trans._n('Send %1 file again', 'Send %1 files again', differing)}
          </TextButton>
        )
      }
    >
      {message !== null && !isAll && <p>{message}</p>}
    </Banner>
  );
}

const IN_ORDER = ['verified', 'finishing', 'review', 'declined', 'published'];
