import type { TranslationBundle } from '@jupyterlab/translation';
import {
  InputGroup,
  ReactWidget,
  searchIcon,
  UseSignal
} from '@jupyterlab/ui-components';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { CompanionAbsence } from '../../elements/absence';
import { TextButton } from '../../elements/button';
import { Placeholder, Waiting } from '../../elements/placeholder';
import { jobIcon, warningIcon } from '../../icons';
import type { JobActions } from '../actions';
import type { JobsModel } from '../model';
import { awaySites, SiteBanner } from '../sitebanner';
import { JobGrid } from './grid';
import type { IJobChoice, JobFilter } from './rows';
import { JOB_FILTERS, jobLines } from './rows';

/**
 * All jobs in the main area.
 */
export class JobsTable extends ReactWidget {
  constructor(options: JobsTable.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshJobsTable');
    this.node.tabIndex = -1;
  }

  protected render(): JSX.Element {
    const { jobs } = this._options;
    return (
      <UseSignal signal={jobs.changed}>
        {() => (
          <UseSignal signal={jobs.sitesChanged}>
            {() => <Table {...this._options} />}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private readonly _options: JobsTable.IOptions;
}

/**
 * The namespace for `JobsTable` statics.
 */
export namespace JobsTable {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    readonly actions: JobActions;
    readonly jobs: JobsModel;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}

function Table(props: JobsTable.IOptions): JSX.Element {
  const { actions, jobs: model, status, trans } = props;
  const [choice, setChoice] = React.useState<IJobChoice>(EVERYTHING);
  const { jobs } = model;
  const lines = React.useMemo(
    () => jobLines(jobs ?? [], choice),
    [jobs, choice]
  );
  if (jobs === null || (jobs.length === 0 && model.failure !== null)) {
    return <Unready jobs={model} status={status} trans={trans} />;
  }
  const shown = lines.filter(({ kind }) => kind === 'job').length;
  return (
    <>
      <Controls
        choice={choice}
        jobs={model}
        setChoice={setChoice}
        shown={shown}
        trans={trans}
      />
      {awaySites(model.sites, jobs).map(({ site, knownAt }) => (
        <SiteBanner
          key={site.id}
          knownAt={knownAt}
          look={id => actions.look(id)}
          site={site}
          trans={trans}
        />
      ))}
      {lines.length === 0 ? (
        <Placeholder
          icon={jobIcon}
          title={
            jobs.length === 0
              ? trans.__('No jobs yet')
              : trans.__('No job matches')
          }
          actions={
            jobs.length > 0 && (
              <TextButton onClick={() => setChoice(EVERYTHING)}>
                {trans.__('Show all %1 jobs', jobs.length)}
              </TextButton>
            )
          }
        >
          {jobs.length === 0 && (
            <p>
              {trans.__('Open a notebook and choose “Submit job…” to run it.')}
            </p>
          )}
        </Placeholder>
      ) : (
        <JobGrid
          lines={lines}
          open={id => actions.open(id)}
          setSorting={sorting => setChoice({ ...choice, sorting })}
          sorting={choice.sorting}
          trans={trans}
        />
      )}
    </>
  );
}

function Unready(
  props: Pick<JobsTable.IOptions, 'jobs' | 'status' | 'trans'>
): JSX.Element {
  const { jobs, status, trans } = props;
  if (!status.isRunning) {
    return <CompanionAbsence status={status} trans={trans} />;
  }
  return jobs.failure === null ? (
    <Waiting label={trans.__('Looking for jobs…')} />
  ) : (
    <Placeholder
      icon={warningIcon}
      title={trans.__('The jobs cannot be shown')}
      actions={
        <TextButton onClick={() => void jobs.refresh()}>
          {trans.__('Try again')}
        </TextButton>
      }
    >
      <p role="alert">{jobs.failure.message}</p>
    </Placeholder>
  );
}

interface IControlsProps {
  readonly choice: IJobChoice;
  readonly jobs: JobsModel;
  readonly setChoice: (choice: IJobChoice) => void;
  readonly shown: number;
  readonly trans: TranslationBundle;
}

function Controls(props: IControlsProps): JSX.Element {
  const { choice, jobs, setChoice, shown, trans } = props;
  return (
    <div className="jp-SciMeshJobsTable-controls">
      <InputGroup
        type="search"
        aria-label={trans.__('Search jobs by name, file, site or number')}
        placeholder={trans.__('Search')}
        rightIcon={searchIcon}
        value={choice.search}
        onChange={({ target }) =>
          setChoice({ ...choice, search: target.value })
        }
      />
      <div
        className="jp-SciMeshShares-filters"
        role="group"
        aria-label={trans.__('Show')}
      >
        {JOB_FILTERS.map(filter => (
          <button
            key={filter}
            type="button"
            className="jp-SciMeshFilter"
            aria-pressed={choice.filter === filter}
            onClick={() => setChoice({ ...choice, filter })}
          >
            {filterLabel(filter, trans)}
          </button>
        ))}
      </div>
      <label>
        {trans.__('Site')}{' '}
        <select
          value={choice.siteId ?? ''}
          onChange={({ target }) =>
            setChoice({ ...choice, siteId: target.value || null })
          }
        >
          <option value="">{trans.__('all')}</option>
          {jobs.sites.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          checked={choice.isGrouped}
          onChange={({ target }) =>
            setChoice({ ...choice, isGrouped: target.checked })
          }
        />{' '}
        {trans.__('Group by file')}
      </label>
      <span role="status" className="jp-SciMeshMuted">
        {trans._n('%1 job', '%1 jobs', shown)}
      </span>
    </div>
  );
}

function filterLabel(filter: JobFilter, trans: TranslationBundle): string {
  switch (filter) {
    case 'all':
      return trans.__('All');
    case 'active':
      return trans.__('Under way');
    case 'ended':
      return trans.__('Over');
    case 'failed':
      return trans.__('Failed');
  }
}

const EVERYTHING: IJobChoice = {
  filter: 'all',
  isGrouped: false,
  search: '',
  siteId: null,
  sorting: { column: 'created', isDescending: true }
};
