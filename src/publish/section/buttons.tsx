import type { TranslationBundle } from '@jupyterlab/translation';
import {
  closeIcon,
  copyIcon,
  deleteIcon,
  folderIcon,
  launchIcon,
  pauseIcon,
  refreshIcon,
  runIcon
} from '@jupyterlab/ui-components';
import type { Publication } from 'sciencemesh-contract';
import * as React from 'react';
import { IconButton } from '../../elements/button';
import { isOpenable } from '../../elements/link';
import { versionIcon } from '../../icons';
import type { PublicationActions } from '../actions';
import { isDiscardable, isForgettable } from '../actions';

/**
 * What can be done with a publication from the list.
 */
export function RowButtons(props: RowButtons.IProps): JSX.Element {
  const { actions, isBusy, publication, tabIndex, trans } = props;
  const { doi, recordId, recordUrl, state, title } = publication;
  const common = { disabled: isBusy, tabIndex };
  return (
    <span className="jp-SciMeshEntry-actions jp-SciMeshPublication-actions">
      {state === 'uploading' && (
        <IconButton
          {...common}
          icon={pauseIcon}
          label={trans.__('Pause the upload of %1', title)}
          onClick={() => void actions.act(publication, 'pause')}
        />
      )}
      {state === 'paused' && (
        <IconButton
          {...common}
          icon={runIcon}
          label={trans.__('Go on with the upload of %1', title)}
          onClick={() => void actions.act(publication, 'upload')}
        />
      )}
      {(state === 'review' || state === 'declined') && (
        <IconButton
          {...common}
          icon={refreshIcon}
          label={trans.__('Ask the repository how %1 stands', title)}
          onClick={() => void actions.act(publication, 'refresh')}
        />
      )}
      {doi !== null && (
        <IconButton
          tabIndex={tabIndex}
          icon={copyIcon}
          label={trans.__('Copy the DOI of %1', title)}
          onClick={() => actions.copyDoi(publication)}
        />
      )}
      {recordUrl !== null && isOpenable(recordUrl) && (
        <a
          className="jp-SciMeshIconButton"
          aria-label={trans.__('Open %1 in the repository', title)}
          href={recordUrl}
          rel="noopener noreferrer"
          tabIndex={tabIndex}
          target="_blank"
          title={trans.__('Open %1 in the repository', title)}
        >
          <launchIcon.react tag="span" elementPosition="center" />
        </a>
      )}
      {state === 'published' && props.isArchive && recordId !== null && (
        <IconButton
          tabIndex={tabIndex}
          icon={folderIcon}
          label={trans.__('Show the archive of %1', title)}
          onClick={() => props.showFile(recordId)}
        />
      )}
      {state === 'published' && props.isLatest && (
        <IconButton
          {...common}
          icon={versionIcon}
          label={trans.__('New version of %1', title)}
          onClick={() => void actions.newVersion(publication)}
        />
      )}
      {isDiscardable(publication) && (
        <IconButton
          {...common}
          icon={deleteIcon}
          label={trans.__('Discard the draft of %1…', title)}
          onClick={() => void actions.discard(publication)}
        />
      )}
      {isForgettable(publication) && (
        <IconButton
          {...common}
          icon={closeIcon}
          label={trans.__('Take %1 off the list…', title)}
          onClick={() => void actions.forget(publication)}
        />
      )}
    </span>
  );
}

/**
 * The namespace for `RowButtons` statics.
 */
export namespace RowButtons {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly actions: PublicationActions;

    /**
     * Whether it becomes a file here, rather than a record elsewhere.
     */
    readonly isArchive: boolean;
    readonly isBusy: boolean;

    /**
     * Whether no later version is known here.
     */
    readonly isLatest: boolean;
    readonly publication: Publication;

    /**
     * Show a file of Jupyter's among those beside it.
     */
    readonly showFile: (path: string) => void;
    readonly tabIndex: number;
    readonly trans: TranslationBundle;
  }
}
