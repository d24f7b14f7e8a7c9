import type { TranslationBundle } from '@jupyterlab/translation';
import { undoIcon } from '@jupyterlab/ui-components';
import type { Provider, Share, ShareChange } from 'sciencemesh-contract';
import * as React from 'react';
import { IconButton } from '../elements/button';
import { ProviderIconLink } from '../elements/link';
import { hideIcon, showIcon } from '../icons';
import { openElsewhere } from './wording';

/**
 * What can be done with a share besides opening and deciding.
 */
export function RowActions(props: RowActions.IProps): JSX.Element {
  const { change, isBusy, provider, share, tabIndex, trans } = props;
  const common = { disabled: isBusy, tabIndex };
  return (
    <span className="jp-SciMeshShare-actions">
      {share.page !== null && (
        <ProviderIconLink
          label={trans.__('%1: %2', openElsewhere(provider, trans), share.name)}
          tabIndex={tabIndex}
          url={share.page}
        />
      )}
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

/**
 * The namespace for `RowActions` statics.
 */
export namespace RowActions {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly change: (change: ShareChange) => void;
    readonly isBusy: boolean;
    readonly provider: Provider | null;
    readonly share: Share;
    readonly tabIndex: number;
    readonly trans: TranslationBundle;
  }
}
