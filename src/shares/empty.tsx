import { copyIcon } from '@jupyterlab/ui-components';
import type { Provider } from 'sciencemesh-contract';
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
  const origin = model.providers.get(model.origin ?? '');
  if (origin) {
    return (
      <Placeholder
        title={trans.__('Nothing of this kind from %1', origin.label)}
        actions={
          <TextButton
            onClick={() => {
              model.origin = null;
            }}
          >
            {trans.__('Show those of all')}
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
      <Connected model={model} trans={trans} />
      {model.node?.ocm.enabled ? (
        <OwnAddress address={model.node.ocm.address} trans={trans} />
      ) : (
        model.node &&
        model.providers.connected.length === 0 && (
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

/**
 * The providers besides the own node, from which shares come as well.
 */
function Connected(
  props: Pick<SharesView.IOptions, 'model' | 'trans'>
): JSX.Element | null {
  const { model, trans } = props;
  const { connected } = model.providers;
  if (connected.length === 0) {
    return null;
  }
  const names = (providers: readonly Provider[]): string =>
    providers.map(({ label }) => label).join(', ');
  const connecting = connected.filter(({ state }) => state === 'connecting');
  return (
    <>
      <p>
        {trans.__('Shares that arrive in %1 appear here.', names(connected))}
      </p>
      {connecting.length > 0 && (
        <p className="jp-SciMeshMuted" role="status">
          {trans.__('Looking for shares in %1…', names(connecting))}
        </p>
      )}
    </>
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
