import type { TranslationBundle } from '@jupyterlab/translation';
import type { Share } from 'sciencemesh-contract';
import * as React from 'react';
import { useMinutes } from '../elements/instant';
import { destination } from '../elements/roving';
import type { SharesModel } from './model';
import { ShareRow } from './row';

/**
 * The list of shares, one stop for the Tab key: arrows move between the rows,
 * Tab reaches the buttons of the row.
 */
export function ShareRows(props: ShareRows.IProps): JSX.Element {
  const { model, open, shares, trans } = props;
  const [current, setCurrent] = React.useState<string | null>(null);
  const [expanded, setExpanded] = React.useState<string | null>(null);
  useMinutes();
  const { origins, providers } = model;
  const rows = React.useRef(new Map<string, HTMLButtonElement>());
  const position = Math.max(
    0,
    shares.findIndex(share => share.id === current)
  );

  const { revealed } = model;
  React.useEffect(() => {
    const row = revealed === null ? undefined : rows.current.get(revealed);
    if (revealed !== null && row) {
      model.markRevealed();
      setCurrent(revealed);
      if (!model.get(revealed)?.package) {
        setExpanded(revealed);
      }
      row.scrollIntoView({ block: 'nearest' });
      row.focus();
    }
  }, [model, revealed]);

  const move = (event: React.KeyboardEvent): void => {
    const target = destination(event.key, position, shares.length);
    const share = target === null ? undefined : shares[target];
    if (share) {
      event.preventDefault();
      setCurrent(share.id);
      rows.current.get(share.id)?.focus();
    }
  };

  return (
    <ul
      className="jp-SciMeshShares-list"
      aria-label={trans.__('Received shares')}
      onKeyDown={move}
    >
      {shares.map((share, index) => (
        <ShareRow
          key={share.id}
          browse={() => props.browse(share)}
          change={change => void model.change(share.id, change)}
          check={() => props.check(share)}
          failure={model.failure(share.id)}
          focus={() => setCurrent(share.id)}
          isBusy={model.isBusy(share.id)}
          isCurrent={index === position}
          isExpanded={expanded === share.id}
          isFresh={model.isFresh(share.id)}
          isLooking={providers.isLooking(share.source)}
          isOneOfSeveral={origins.length > 0}
          look={() => void model.look(share.source)}
          mainRef={node => {
            if (node) {
              rows.current.set(share.id, node);
            } else {
              rows.current.delete(share.id);
            }
          }}
          open={() => {
            model.markOpened(share.id);
            if (share.package) {
              open(share);
            } else {
              setExpanded(expanded === share.id ? null : share.id);
            }
          }}
          provider={providers.of(share)}
          retryDelivery={() => void model.retryDelivery(share.id)}
          setBack={() => void model.setBack(share.id)}
          share={share}
          tellsSender={providers.tellsSender(share)}
          trans={trans}
        />
      ))}
    </ul>
  );
}

/**
 * The namespace for `ShareRows` statics.
 */
export namespace ShareRows {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * Show a share in the drive.
     */
    readonly browse: (share: Share) => void;

    /**
     * Try each step to the files of a share.
     */
    readonly check: (share: Share) => void;
    readonly model: SharesModel;

    /**
     * Show the preview of a package.
     */
    readonly open: (share: Share) => void;
    readonly shares: readonly Share[];
    readonly trans: TranslationBundle;
  }
}
