import type { TranslationBundle } from '@jupyterlab/translation';
import type { Share } from 'sciencemesh-contract';
import * as React from 'react';
import { Breakable } from '../elements/breakable';
import { TextButton } from '../elements/button';

/**
 * That the sender has not been told of the decision, why, and another try.
 */
export function UntoldSender(props: UntoldSender.IProps): JSX.Element | null {
  const { isBusy, retry, share, tabIndex, trans } = props;
  const { delivery } = share;
  // What the sender was told, or no longer needs to be.
  const isOver = delivery?.state === 'sent' || share.withdrawnAt !== null;
  if (!delivery?.message || isOver) {
    return null;
  }
  return (
    <div className="jp-SciMeshShare-untold">
      <p>
        <Breakable text={delivery.message} />
      </p>
      <TextButton
        small
        disabled={isBusy}
        tabIndex={tabIndex}
        aria-label={trans.__('Tell the sender of %1 again', share.name)}
        onClick={retry}
      >
        {trans.__('Try again')}
      </TextButton>
    </div>
  );
}

/**
 * The namespace for `UntoldSender` statics.
 */
export namespace UntoldSender {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly isBusy: boolean;
    readonly retry: () => void;
    readonly share: Share;
    readonly tabIndex: number;
    readonly trans: TranslationBundle;
  }
}
