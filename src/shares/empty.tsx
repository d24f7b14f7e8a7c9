import { copyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { Breakable } from '../elements/breakable';
import { IconButton, TextButton } from '../elements/button';
import { Placeholder } from '../elements/placeholder';
import { scienceMeshIcon } from '../icons';
import type { SharesView } from './view';

/**
 * What stands where no share is listed.
 */
export function NoShares(props: SharesView.IOptions): JSX.Element {
  const { model, trans } = props;
  if (model.size === 0) {
    return <NothingReceived {...props} />;
  }
  if (model.search.trim() !== '') {
    return (
      <Placeholder
        title={trans.__('No share matches the search')}
        actions={
          <TextButton
            onClick={() => {
              model.search = '';
            }}
          >
            {trans.__('Clear search')}
          </TextButton>
        }
      />
    );
  }
  switch (model.filter) {
    case 'all':
      return (
        <Placeholder
          title={trans.__('All shares are hidden or declined')}
          actions={
            <TextButton
              onClick={() => {
                model.filter = 'hidden';
              }}
            >
              {trans.__('Show them')}
            </TextButton>
          }
        />
      );
    case 'pending':
      return <Placeholder title={trans.__('Nothing waits for you')} />;
    case 'accepted':
      return <Placeholder title={trans.__('No accepted shares')} />;
    case 'hidden':
      return <Placeholder title={trans.__('No hidden or declined shares')} />;
  }
}

/**
 * The first thing that most people see: how something gets here.
 */
function NothingReceived(props: SharesView.IOptions): JSX.Element {
  const { model, trans } = props;
  return (
    <Placeholder
      icon={scienceMeshIcon}
      title={trans.__('No shares yet')}
      actions={
        <>
          <TextButton onClick={props.openFile}>
            {trans.__('Open package from file…')}
          </TextButton>
          <TextButton onClick={props.openUrl}>
            {trans.__('Open package from URL…')}
          </TextButton>
        </>
      }
    >
      {model.node?.ocm.enabled ? (
        <OwnAddress address={model.node.ocm.address} trans={trans} />
      ) : (
        model.node && (
          <p>
            {trans.__(
              'This server has no Open Cloud Mesh address yet, so nothing can be shared with you here. Ask your administrator to set one up. Packages open from a file or a web address all the same.'
            )}
          </p>
        )
      )}
    </Placeholder>
  );
}

function OwnAddress(
  props: Pick<SharesView.IOptions, 'trans'> & {
    readonly address: string | null;
  }
): JSX.Element {
  const { address, trans } = props;
  if (!address) {
    return (
      <p>{trans.__('What others share with you appears here by itself.')}</p>
    );
  }
  return (
    <>
      <p>
        {trans.__(
          'What others share with you appears here by itself. Your address is:'
        )}
      </p>
      <p className="jp-SciMeshAddress">
        <code>
          <Breakable text={address} />
        </code>
        <IconButton
          icon={copyIcon}
          label={trans.__('Copy the address')}
          onClick={() => void navigator.clipboard.writeText(address)}
        />
      </p>
    </>
  );
}
