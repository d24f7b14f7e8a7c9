import type { TranslationBundle } from '@jupyterlab/translation';
import type { Provider, Share, ShareChange } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../elements/button';
import { isInDrive, isOffer } from './filter';

/**
 * The one thing that most people do next with a share, below its name.
 */
export function RowDecision(props: RowDecision.IProps): JSX.Element {
  const { browse, change, isBusy, provider, share, tabIndex, trans } = props;
  return (
    <>
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
              onClick={browse}
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
      {share.copying && provider?.capabilities.setsBack && (
        <div className="jp-SciMeshShare-decision">
          <TextButton
            small
            disabled={isBusy}
            tabIndex={tabIndex}
            aria-label={trans.__('Set back %1', share.name)}
            title={trans.__(
              'Tell %1 to stop copying, as if the package had just arrived',
              provider.label
            )}
            onClick={props.setBack}
          >
            {trans.__('Set back')}
          </TextButton>
        </div>
      )}
    </>
  );
}

/**
 * The namespace for `RowDecision` statics.
 */
export namespace RowDecision {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * Show it in the drive.
     */
    readonly browse: () => void;
    readonly change: (change: ShareChange) => void;
    readonly isBusy: boolean;
    readonly provider: Provider | null;

    /**
     * Set back a package that its provider is stuck in copying.
     */
    readonly setBack: () => void;
    readonly share: Share;
    readonly tabIndex: number;
    readonly trans: TranslationBundle;
  }
}
