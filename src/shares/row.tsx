import type { TranslationBundle } from '@jupyterlab/translation';
import type { Provider, Share, ShareChange } from 'sciencemesh-contract';
import * as React from 'react';
import type { IFailure } from '../companion/outcome';
import { Breakable } from '../elements/breakable';
import { TextButton } from '../elements/button';
import { Instant } from '../elements/instant';
import { UntoldSender } from './delivery';
import { ShareDetails } from './details';
import { ShareMarks } from './marks';
import { RowActions } from './rowactions';
import { RowDecision } from './rowdecision';
import {
  kindIcon,
  kindLabel,
  partyInFull,
  partyName,
  senderPhrase,
  unreadable
} from './wording';

/**
 * One received share in the list.
 */
export function ShareRow(props: ShareRow.IProps): JSX.Element {
  const { change, failure, isBusy, isCurrent, provider, share, trans } = props;
  const Icon = kindIcon(share.kind);
  const isPackage = share.kind === 'package';
  const hasPreview = share.package !== null;
  const unread = unreadable(share, provider, trans);
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
          aria-expanded={hasPreview ? undefined : props.isExpanded}
          onClick={props.open}
          onFocus={props.focus}
          title={
            hasPreview
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
              {props.isOneOfSeveral && provider && (
                <span
                  className="jp-SciMeshMark jp-SciMeshShare-via"
                  title={trans.__('Received in %1', provider.label)}
                >
                  <span className="jp-SciMeshHidden">
                    {trans.__('Received in:')}{' '}
                  </span>
                  {provider.label}
                </span>
              )}
              <Instant at={share.receivedAt} short />
            </span>
            <ShareMarks
              provider={provider}
              share={share}
              tellsSender={props.tellsSender}
              trans={trans}
            />
          </span>
        </button>
        <RowActions
          change={change}
          isBusy={isBusy}
          provider={provider}
          share={share}
          tabIndex={tabIndex}
          trans={trans}
        />
      </div>
      <RowDecision
        browse={props.browse}
        change={change}
        isBusy={isBusy}
        provider={provider}
        setBack={props.setBack}
        share={share}
        tabIndex={tabIndex}
        trans={trans}
      />
      {unread !== null && (
        <div className="jp-SciMeshShare-untold">
          <p>
            <Breakable text={unread} />
          </p>
          {props.isExpanded && provider && (
            <TextButton
              small
              disabled={props.isLooking}
              tabIndex={tabIndex}
              aria-label={trans.__('Try again: contents of %1', share.name)}
              onClick={props.look}
            >
              {trans.__('Try again')}
            </TextButton>
          )}
        </div>
      )}
      {props.isExpanded && !hasPreview && (
        <ShareDetails
          check={props.check}
          isOneOfSeveral={props.isOneOfSeveral}
          provider={provider}
          share={share}
          tabIndex={tabIndex}
          trans={trans}
        />
      )}
      {(props.isExpanded || isPackage) && props.tellsSender && (
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

    /**
     * Whether its provider is asked at the moment for what is new.
     */
    readonly isLooking: boolean;

    /**
     * Whether shares can be from another provider, too.
     */
    readonly isOneOfSeveral: boolean;

    /**
     * Let its provider look for what is new.
     */
    readonly look: () => void;
    readonly mainRef: React.Ref<HTMLButtonElement>;
    readonly open: () => void;

    /**
     * Who brought it; null where that is not known (yet).
     */
    readonly provider: Provider | null;

    /**
     * Tell the sender of the decision again.
     */
    readonly retryDelivery: () => void;

    /**
     * Set back a package that its provider is stuck in copying.
     */
    readonly setBack: () => void;
    readonly share: Share;

    /**
     * Whether its sender hears from here what becomes of it.
     */
    readonly tellsSender: boolean;
    readonly trans: TranslationBundle;
  }
}
