import type { TranslationBundle } from '@jupyterlab/translation';
import {
  HTMLSelect,
  InputGroup,
  ReactWidget,
  searchIcon
} from '@jupyterlab/ui-components';
import { UseSignal } from '@jupyterlab/ui-components';
import type { Share } from 'sciencemesh-contract';
import * as React from 'react';
import type { CompanionStatus } from '../companion/status';
import { Banner } from '../elements/banner';
import { TextButton } from '../elements/button';
import { ProviderIconLink } from '../elements/link';
import { Unready } from '../elements/unready';
import { NoShares } from './empty';
import { SHARE_FILTERS } from './filter';
import { ShareRows } from './list';
import type { SharesModel } from './model';
import { ProviderTroubles } from './troubles';
import { filterLabel } from './wording';

/**
 * The section of the side panel that lists the received shares.
 */
export class SharesView extends ReactWidget {
  constructor(options: SharesView.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshShares');
  }

  protected render(): JSX.Element {
    const { model } = this._options;
    return (
      <UseSignal signal={model.changed}>
        {() => <Shares {...this._options} />}
      </UseSignal>
    );
  }

  private readonly _options: SharesView.IOptions;
}

/**
 * The namespace for `SharesView` statics.
 */
export namespace SharesView {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
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

    /**
     * Ask for a package that did not arrive as a share.
     */
    readonly openFile: () => void;
    readonly openUrl: () => void;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}

function Shares(props: SharesView.IOptions): JSX.Element {
  const { model, status, trans } = props;
  if (model.loading.state !== 'ready') {
    return (
      <Unready
        failure={
          model.loading.state === 'failed' ? model.loading.failure : null
        }
        status={status}
        title={trans.__('The shares cannot be shown')}
        trans={trans}
        tryAgain={() => model.refresh()}
        waiting={trans.__('Looking for shares…')}
      />
    );
  }
  const shares = model.visible;
  return (
    <>
      {status.isRunning ? (
        <ProviderTroubles model={model} trans={trans} />
      ) : (
        <Interruption {...props} />
      )}
      <Controls model={model} trans={trans} />
      <p className="jp-SciMeshHidden" role="status" aria-live="polite">
        {trans._n('%1 share', '%1 shares', shares.length)}
      </p>
      {shares.length > 0 ? (
        <ShareRows
          browse={props.browse}
          check={props.check}
          model={model}
          open={props.open}
          shares={shares}
          trans={trans}
        />
      ) : (
        <NoShares {...props} />
      )}
    </>
  );
}

/**
 * The companion has gone while its list is on show.
 */
function Interruption(props: SharesView.IOptions): JSX.Element {
  const { status, trans } = props;
  const { state } = status;
  return 'failure' in state ? (
    <Banner
      tone="error"
      title={trans.__('ScienceMesh is not running')}
      actions={
        <TextButton small onClick={() => void status.restart()}>
          {trans.__('Try again')}
        </TextButton>
      }
    >
      <p role="alert">{state.failure.message}</p>
    </Banner>
  ) : (
    <Banner tone="info" title={trans.__('ScienceMesh is starting…')} />
  );
}

interface IControlsProps {
  readonly model: SharesModel;
  readonly trans: TranslationBundle;
}

function Controls(props: IControlsProps): JSX.Element | null {
  const { model, trans } = props;
  if (model.size === 0) {
    return null;
  }
  return (
    <div className="jp-SciMeshShares-controls">
      <div className="jp-SciMeshShares-search">
        <InputGroup
          type="search"
          aria-label={trans.__('Search shares by name, sender or provider')}
          placeholder={trans.__('Search')}
          rightIcon={searchIcon}
          value={model.search}
          onChange={event => {
            model.search = event.target.value;
          }}
        />
        <OriginChoice model={model} trans={trans} />
      </div>
      <div
        className="jp-SciMeshShares-filters"
        role="group"
        aria-label={trans.__('Show')}
      >
        {SHARE_FILTERS.map(filter => (
          <button
            key={filter}
            type="button"
            className="jp-SciMeshFilter"
            aria-pressed={model.filter === filter}
            title={
              filter === 'hidden'
                ? trans.__('Hidden and declined shares')
                : undefined
            }
            onClick={() => {
              model.filter = filter;
            }}
          >
            {filterLabel(filter, trans)}
            {filter === 'pending' && model.count(filter) > 0 && (
              <span className="jp-SciMeshFilter-count">
                {model.count(filter)}
              </span>
            )}
          </button>
        ))}
      </div>
    </div>
  );
}

/**
 * Whose shares are listed, where there is a choice.
 */
function OriginChoice(props: IControlsProps): JSX.Element | null {
  const { model, trans } = props;
  const provider = model.providers.get(model.origin ?? '');
  return model.origins.length === 0 ? null : (
    <>
      <HTMLSelect
        aria-label={trans.__('From')}
        title={trans.__('From which provider')}
        value={model.origin ?? ''}
        onChange={({ target }) => {
          model.origin = target.value || null;
        }}
      >
        <option value="">{trans.__('From all')}</option>
        {model.origins.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </HTMLSelect>
      {provider?.page && (
        <ProviderIconLink
          label={trans.__('Open %1', provider.label)}
          url={provider.page}
        />
      )}
    </>
  );
}
