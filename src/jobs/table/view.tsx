import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { TextButton } from '../../elements/button';
import { Placeholder } from '../../elements/placeholder';
import { Unready } from '../../elements/unready';
import { jobIcon } from '../../icons';
import type { JobActions } from '../actions';
import type { JobsModel } from '../model';
import { awaySites, SiteBanner } from '../sitebanner';
import { Controls } from './controls';
import { JobGrid } from './grid';
import type { IJobChoice } from './rows';
import { isSweep, jobLines } from './rows';
import { SweepTasks } from './sweeptasks';

/**
 * All jobs in the main area.
 */
export class JobsTable extends ReactWidget {
  constructor(options: JobsTable.IOptions) {
    super();
    this._options = options;
    this._sweeps = new SweepTasks(options.jobs);
    this.addClass('jp-SciMeshJobsTable');
    this.node.tabIndex = -1;
  }

  override dispose(): void {
    this._sweeps.dispose();
    super.dispose();
  }

  protected render(): JSX.Element {
    const { jobs } = this._options;
    return (
      <UseSignal signal={jobs.changed}>
        {() => (
          <UseSignal signal={jobs.sitesChanged}>
            {() => (
              <UseSignal signal={this._sweeps.changed}>
                {() => <Table {...this._options} sweeps={this._sweeps} />}
              </UseSignal>
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private readonly _options: JobsTable.IOptions;
  private readonly _sweeps: SweepTasks;
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

interface ITableProps extends JobsTable.IOptions {
  readonly sweeps: SweepTasks;
}

function Table(props: ITableProps): JSX.Element {
  const { actions, jobs: model, status, sweeps, trans } = props;
  const { unfolded } = sweeps;
  const [choice, setChoice] = React.useState<IJobChoice>(EVERYTHING);
  const { jobs } = model;
  const lines = React.useMemo(
    () => jobLines(jobs ?? [], choice, unfolded),
    [jobs, choice, unfolded]
  );
  if (jobs === null || (jobs.length === 0 && model.failure !== null)) {
    return (
      <Unready
        failure={model.failure}
        status={status}
        title={trans.__('The jobs cannot be shown')}
        trans={trans}
        tryAgain={() => model.refresh()}
        waiting={trans.__('Looking for jobs…')}
      />
    );
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
          grouping={choice.grouping}
          lines={lines}
          open={(id, task) => actions.open(id, task)}
          setSorting={sorting => setChoice({ ...choice, sorting })}
          setUnfolded={(job, isUnfolded) => {
            if (isSweep(job)) {
              sweeps.setUnfolded(job.id, isUnfolded);
            }
          }}
          sorting={choice.sorting}
          trans={trans}
          unfolded={unfolded}
        />
      )}
    </>
  );
}

const EVERYTHING: IJobChoice = {
  filter: 'all',
  grouping: 'none',
  search: '',
  siteId: null,
  sorting: { column: 'created', isDescending: true }
};
