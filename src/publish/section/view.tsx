import type { TranslationBundle } from '@jupyterlab/translation';
import {
  InputGroup,
  ReactWidget,
  searchIcon,
  UseSignal
} from '@jupyterlab/ui-components';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Placeholder } from '../../elements/placeholder';
import { OutOfDate, Unready } from '../../elements/unready';
import { publishIcon } from '../../icons';
import type { PublicationActions } from '../actions';
import type { PublicationsModel } from '../model';
import type { SeenStates } from '../seen';
import { grouped, holds } from './groups';
import { PublicationGroups } from './list';
import { RepositoryBanners } from './banners';

/** So many are found without a search. */
const FEW = 8;

/**
 * The section of the side panel that lists the publications.
 */
export class PublicationsView extends ReactWidget {
  constructor(options: PublicationsView.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshPublications');
  }

  protected render(): JSX.Element {
    const { actions, publications, seen } = this._options;
    return (
      <UseSignal signal={publications.changed}>
        {() => (
          <UseSignal signal={publications.repositoriesChanged}>
            {() => (
              <UseSignal signal={actions.changed}>
                {() => (
                  <UseSignal signal={seen.changed}>
                    {() => <Publications {...this._options} />}
                  </UseSignal>
                )}
              </UseSignal>
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private readonly _options: PublicationsView.IOptions;
}

/**
 * The namespace for `PublicationsView` statics.
 */
export namespace PublicationsView {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    readonly actions: PublicationActions;

    /**
     * Let the person choose what to publish.
     */
    readonly begin: () => void;
    readonly publications: PublicationsModel;
    readonly seen: SeenStates;

    /**
     * Show a file of Jupyter's among those beside it.
     */
    readonly showFile: (path: string) => void;

    /**
     * Show the repositories, one of them before the others.
     */
    readonly showRepositories: (id?: string) => void;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}

/**
 * The publications, or why there are none to show.
 */
export function Publications(props: PublicationsView.IOptions): JSX.Element {
  const { publications: model, status, trans } = props;
  const [search, setSearch] = React.useState('');
  const all = model.publications;
  if (all === null) {
    return (
      <Unready
        failure={model.failure}
        status={status}
        title={trans.__('The publications cannot be shown')}
        trans={trans}
        tryAgain={() => model.refresh()}
        waiting={trans.__('Looking for publications…')}
      />
    );
  }
  const found = all.filter(one =>
    holds(one, model.repository(one.form.repositoryId)?.name ?? '', search)
  );
  return (
    <>
      {status.isRunning && (
        <OutOfDate
          failure={model.failure}
          title={trans.__('The list may be out of date')}
          trans={trans}
          tryAgain={() => model.refresh()}
        />
      )}
      {!status.isRunning && (
        <Banner
          tone="warning"
          title={trans.__('ScienceMesh is not running')}
          actions={
            <TextButton small onClick={() => void status.restart()}>
              {trans.__('Try again')}
            </TextButton>
          }
        >
          <p role="alert">
            {trans.__('This is how the publications stood when it last was.')}
          </p>
        </Banner>
      )}
      <RepositoryBanners {...props} />
      {all.length > FEW && (
        <div className="jp-SciMeshPublications-controls">
          <InputGroup
            type="search"
            aria-label={trans.__(
              'Search publications by title, DOI or repository'
            )}
            placeholder={trans.__('Search')}
            rightIcon={searchIcon}
            value={search}
            onChange={event => setSearch(event.target.value)}
          />
        </div>
      )}
      <p className="jp-SciMeshHidden" role="status" aria-live="polite">
        {trans._n('%1 publication', '%1 publications', found.length)}
      </p>
      {all.length === 0 ? (
        <NothingYet {...props} />
      ) : found.length === 0 ? (
        <Placeholder
          title={trans.__('No publication matches the search')}
          actions={
            <TextButton onClick={() => setSearch('')}>
              {trans.__('Clear search')}
            </TextButton>
          }
        />
      ) : (
        <PublicationGroups
          actions={props.actions}
          groups={grouped(found)}
          publications={model}
          seen={props.seen}
          showFile={props.showFile}
          trans={trans}
        />
      )}
    </>
  );
}

/**
 * The first thing that most people see: what this is good for.
 */
function NothingYet(props: PublicationsView.IOptions): JSX.Element {
  const { begin, showRepositories, trans } = props;
  return (
    <Placeholder
      icon={publishIcon}
      title={trans.__('Nothing published yet')}
      actions={
        <>
          <TextButton kind="accept" onClick={begin}>
            {trans.__('Publish to repository…')}
          </TextButton>
          <TextButton onClick={() => showRepositories()}>
            {trans.__('Repositories…')}
          </TextButton>
        </>
      }
    >
      <p>
        {trans.__(
          'Give notebooks and data a DOI at Zenodo, CDS, B2SHARE or another repository. The description is mostly filled in from your files, and nothing is public before you say so.'
        )}
      </p>
    </Placeholder>
  );
}
