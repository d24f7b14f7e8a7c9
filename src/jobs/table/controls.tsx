import type { TranslationBundle } from '@jupyterlab/translation';
import { InputGroup, searchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { JobsModel } from '../model';
import { groupingLabel, JOB_GROUPINGS } from './groups';
import type { IJobChoice, JobFilter } from './rows';
import { JOB_FILTERS } from './rows';

/**
 * What the person chooses the jobs of the table with.
 */
export function Controls(props: Controls.IProps): JSX.Element {
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
        {trans.__('Group by')}{' '}
        <select
          value={choice.grouping}
          onChange={({ target }) =>
            setChoice({
              ...choice,
              grouping:
                JOB_GROUPINGS.find(name => name === target.value) ?? 'none'
            })
          }
        >
          {JOB_GROUPINGS.map(grouping => (
            <option key={grouping} value={grouping}>
              {groupingLabel(grouping, trans)}
            </option>
          ))}
        </select>
      </label>
      <span role="status" className="jp-SciMeshMuted">
        {trans._n('%1 job', '%1 jobs', shown)}
      </span>
    </div>
  );
}

/**
 * The namespace for `Controls` statics.
 */
export namespace Controls {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly choice: IJobChoice;
    readonly jobs: JobsModel;
    readonly setChoice: (choice: IJobChoice) => void;

    /**
     * How many jobs are in the table.
     */
    readonly shown: number;
    readonly trans: TranslationBundle;
  }
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
