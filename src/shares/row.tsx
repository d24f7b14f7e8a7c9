import type { TranslationBundle } from '@jupyterlab/translation';
import { undoIcon } from '@jupyterlab/ui-components';
import type { Share, ShareChange } from 'sciencemesh-contract';
import * as React from 'react';
import type { IFailure } from '../companion/outcome';
import { IconButton, TextButton } from '../elements/button';
import { Instant } from '../elements/instant';
import { hideIcon, showIcon } from '../icons';
import { UntoldSender } from './delivery';
import { ShareDetails } from './details';
import { isInDrive, isOffer } from './filter';
import { ShareMarks } from './marks';
import {
  kindIcon,
  kindLabel,
  partyInFull,
  partyName,
  senderPhrase
} from './wording';

/**
 * One received share in the list.
 */
export function ShareRow(props: ShareRow.IProps): JSX.Element {
  const { change, failure, isBusy, isCurrent, share, trans } = props;
  const Icon = kindIcon(share.kind);
  const isPackage = share.kind === 'package';
  // What is in reach of the Tab key belongs to the row that has the focus.
  const tabIndex = isCurrent ? 0 : -1;
  return (
    <li
      className={[
        'jp-SciMeshShare',
        isCurrent ? 'jp-mod-current' : '',
        props.isFresh ? 'jp-mod-fresh' : '',
        share.withdrawnAt ? 'jp-mod-withdrawn' : ''
      ].join(' ')}
      data-share-id={share.id}
      aria-busy={isBusy}
    >
      <div className="jp-SciMeshShare-line">
        <button
          type="button"
          className="jp-SciMeshShare-main"
          ref={props.mainRef}
          tabIndex={tabIndex}
          aria-expanded={isPackage ? undefined : props.isExpanded}
          onClick={props.open}
          onFocus={props.focus}
          title={
            isPackage
              ? trans.__('Open the preview of %1', share.name)
              : trans.__('Show what is known of %1', share.name)
          }
        >
          <Icon.react
            tag="span"
            className="jp-SciMeshShare-icon"
            title={kindLabel(share, trans)}
          />
          <span className="jp-SciMeshShare-text">
            <span className="jp-SciMeshShare-name" title={share.name}>
              {props.isFresh && (
                <span className="jp-SciMeshShare-new" title={trans.__('New')}>
                  <span className="jp-SciMeshHidden">{trans.__('New:')}</span>
                </span>
              )}
              {share.name}
            </span>
            <span
              className="jp-SciMeshShare-sender"
              title={partyInFull(share.sender, trans)}
            >
              {senderPhrase(share, partyName(share.sender), trans)}
            </span>
            <span className="jp-SciMeshShare-origin">
              <span className="jp-SciMeshShare-provider" title={share.provider}>
                {share.provider}
              </span>
              <Instant at={share.receivedAt} short />
            </span>
            <ShareMarks share={share} trans={trans} />
          </span>
        </button>
        <RowActions
          change={change}
          isBusy={isBusy}
          share={share}
          tabIndex={tabIndex}
          trans={trans}
        />
      </div>
      {isOffer(share) && !share.hidden && (
        <div className="jp-SciMeshShare-decision">
          <TextButton
            kind="accept"
            small
            disabled={isBusy}
            tabIndex={tabIndex}
            aria-label={trans.__('Accept %1', share.name)}
            onClick={() => change({ state: 'accepted' })}
          >
            {trans.__('Accept')}
          </TextButton>
          <TextButton
            small
            disabled={isBusy}
            tabIndex={tabIndex}
            aria-label={trans.__('Decline %1', share.name)}
            onClick={() => change({ state: 'declined' })}
          >
            {trans.__('Decline')}
          </TextButton>
        </div>
      )}
      {isInDrive(share) && !share.hidden && (
        <div className="jp-SciMeshShare-decision">
          {share.withdrawnAt === null ? (
            <TextButton
              small
              tabIndex={tabIndex}
              aria-label={trans.__('Open %1 in the drive', share.name)}
              onClick={props.browse}
            >
              {share.kind === 'folder'
                ? trans.__('Open folder')
                : trans.__('Show file')}
            </TextButton>
          ) : (
            <TextButton
              small
              disabled={isBusy}
              tabIndex={tabIndex}
              aria-label={trans.__('Remove %1', share.name)}
              onClick={() => change({ hidden: true })}
            >
              {trans.__('Remove')}
            </TextButton>
          )}
        </div>
      )}
      {props.isExpanded && !isPackage && (
        <ShareDetails
          check={props.check}
          share={share}
          tabIndex={tabIndex}
          trans={trans}
        />
      )}
      {(props.isExpanded || isPackage) && (
        <UntoldSender
          isBusy={isBusy}
          retry={props.retryDelivery}
          share={share}
          tabIndex={tabIndex}
          trans={trans}
        />
      )}
      {failure && (
        <p className="jp-SciMeshShare-failure" role="alert">
          {failure.message}
        </p>
      )}
    </li>
  );
}

/**
 * The namespace for `ShareRow` statics.
 */
export namespace ShareRow {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * Show it in the drive.
     */
    readonly browse: () => void;
    readonly change: (change: ShareChange) => void;

    /**
     * Try each step to the files of the share.
     */
    readonly check: () => void;
    readonly failure: IFailure | null;

    /**
     * The row has received the focus.
     */
    readonly focus: () => void;
    readonly isBusy: boolean;

    /**
     * Whether this is the row that the Tab key reaches.
     */
    readonly isCurrent: boolean;
    readonly isExpanded: boolean;
    readonly isFresh: boolean;
    readonly mainRef: React.Ref<HTMLButtonElement>;
    readonly open: () => void;

    /**
     * Tell the sender of the decision again.
     */
    readonly retryDelivery: () => void;
    readonly share: Share;
    readonly trans: TranslationBundle;
  }
}

interface IRowActionsProps extends Pick<
  ShareRow.IProps,
  'change' | 'isBusy' | 'share' | 'trans'
> {
  readonly tabIndex: number;
}

/**
 * What can be done with a share besides opening and deciding.
 */
function RowActions(props: IRowActionsProps): JSX.Element {
  const { change, isBusy, share, tabIndex, trans } = props;
  const common = { disabled: isBusy, tabIndex };
  return (
    <span className="jp-SciMeshShare-actions">
      {share.state === 'declined' && (
        <IconButton
          {...common}
          icon={undoIcon}
          label={trans.__('Bring back %1', share.name)}
          onClick={() => change({ state: 'pending' })}
        />
      )}
      {share.hidden ? (
        <IconButton
          {...common}
          icon={showIcon}
          label={trans.__('Show %1 again', share.name)}
          onClick={() => change({ hidden: false })}
        />
      ) : (
        share.state !== 'declined' && (
          <IconButton
            {...common}
            icon={hideIcon}
            label={trans.__('Hide %1', share.name)}
            onClick={() => change({ hidden: true })}
          />
        )
      )}
    </span>
  );
}
