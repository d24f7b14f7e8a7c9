import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { Mirror } from 'sciencemesh-contract';
import { Banner } from '../elements/banner';
import { TextButton } from '../elements/button';
import { bytesText } from '../transfers/wording';
import type { WorkingCopy } from './workingcopy';

/**
 * What every note of the bar is about.
 */
export interface INoteProps {
  readonly copy: WorkingCopy;
  readonly mirror: Mirror;
  readonly trans: TranslationBundle;
}

/**
 * How far the files are that are coming, and what one can do meanwhile.
 */
export function Arrival(props: INoteProps): JSX.Element | null {
  const { arriving, state } = props.mirror;
  if (state === 'failed' || state === 'stopped') {
    return <Ended {...props} />;
  }
  const isComing =
    arriving.files < arriving.totalFiles ||
    // Later looks at the share are nothing that anybody waits for.
    (props.copy.isAwaited && state !== 'ready');
  return isComing ? <Coming {...props} /> : null;
}

function Coming(props: INoteProps): JSX.Element {
  const { copy, mirror, trans } = props;
  const { bytes, files, totalBytes, totalFiles } = mirror.arriving;
  return (
    <Banner
      tone="info"
      title={
        mirror.state === 'looking'
          ? trans.__('Looking for the files of %1', copy.title)
          : trans.__('Bringing in the files of %1', copy.title)
      }
      actions={
        copy.isAwaited ? (
          <TextButton small onClick={() => copy.startAnyway()}>
            {trans.__('Start anyway')}
          </TextButton>
        ) : (
          <TextButton small onClick={() => void copy.stop()}>
            {trans.__('Stop')}
          </TextButton>
        )
      }
    >
      <div className="jp-SciMeshProgress">
        <progress
          aria-label={trans.__('Files of %1', copy.title)}
          max={1}
          value={totalBytes > 0 ? Math.min(1, bytes / totalBytes) : undefined}
        />
        <p className="jp-SciMeshProgress-text" role="status">
          {totalFiles > 0 && (
            <span>
              {trans._n('%2 of %1 file', '%2 of %1 files', totalFiles, files)}
              {' · '}
              {trans.__('%1 of %2', bytesText(bytes), bytesText(totalBytes))}
            </span>
          )}
          {copy.isAwaited && (
            <span>{trans.__('The kernel starts when they are here.')}</span>
          )}
        </p>
      </div>
    </Banner>
  );
}

function Ended(props: INoteProps): JSX.Element {
  const { copy, mirror, trans } = props;
  return (
    <Banner
      tone="warning"
      title={
        mirror.state === 'stopped'
          ? trans.__('Some files of %1 are not here', copy.title)
          : trans.__('The files of %1 could not be brought in', copy.title)
      }
      actions={
        <TextButton small onClick={() => void copy.refresh()}>
          {mirror.state === 'stopped'
            ? trans.__('Go on')
            : trans.__('Try again')}
        </TextButton>
      }
    >
      {mirror.message && <p>{mirror.message}</p>}
    </Banner>
  );
}
