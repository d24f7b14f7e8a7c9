import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { Job } from 'sciencemesh-contract';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { TextButton } from '../../elements/button';
import { Placeholder } from '../../elements/placeholder';
import { destination } from '../../elements/roving';
import { OutOfDate, Unready } from '../../elements/unready';
import type { JobActions } from '../actions';
import { useNow } from '../clock';
import type { JobsModel } from '../model';
import { awaySites, SiteBanner } from '../sitebanner';
import { listed } from './choice';
import { JobRow } from './row';

/**
 * The section of the side panel that lists the jobs.
 */
export class JobsView extends ReactWidget {
  constructor(options: JobsView.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshJobs');
  }

  protected render(): JSX.Element {
    const { actions, jobs } = this._options;
    return (
      <UseSignal signal={jobs.changed}>
        {() => (
          <UseSignal signal={jobs.sitesChanged}>
            {() => (
              <UseSignal signal={actions.changed}>
                {() => <Jobs {...this._options} />}
              </UseSignal>
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private readonly _options: JobsView.IOptions;
}

/**
 * The namespace for `JobsView` statics.
 */
export namespace JobsView {
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

/**
 * The jobs, or why there are none to show.
 */
export function Jobs(props: JobsView.IOptions): JSX.Element {
  const { actions, jobs: model, status, trans } = props;
  const jobs = model.jobs;
  if (jobs === null) {
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
  const shown = listed(jobs);
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
      {awaySites(model.sites, jobs).map(({ site, knownAt }) => (
        <SiteBanner
          key={site.id}
          knownAt={knownAt}
          look={id => actions.look(id)}
          site={site}
          trans={trans}
        />
      ))}
      <p className="jp-SciMeshHidden" role="status" aria-live="polite">
        {trans._n('%1 job under way', '%1 jobs under way', model.active.length)}
      </p>
      {shown.length === 0 ? (
        // Keyboards scroll what they can focus.
        <div tabIndex={0}>
          <Placeholder title={trans.__('No jobs yet')}>
            <p>
              {trans.__(
                'Open a notebook and choose “Submit job…” to run it on a batch system or in the background here. You may close the page: its results will be waiting.'
              )}
            </p>
          </Placeholder>
        </div>
      ) : (
        <Rows actions={actions} jobs={shown} trans={trans} />
      )}
      {jobs.length > shown.length && (
        <div className="jp-SciMeshJobs-all">
          <TextButton small onClick={() => actions.showAll()}>
            {trans.__('All %1 jobs', jobs.length)}
          </TextButton>
        </div>
      )}
    </>
  );
}

interface IRowsProps extends Pick<JobsView.IOptions, 'actions' | 'trans'> {
  readonly jobs: readonly Job[];
}

/**
 * One stop for the Tab key: arrows move between the rows.
 */
function Rows({ actions, jobs, trans }: IRowsProps): JSX.Element {
  const [current, setCurrent] = React.useState<string | null>(null);
  const now = useNow(jobs.some(({ state }) => state === 'running'));
  const rows = React.useRef(new Map<string, HTMLButtonElement>());
  const position = Math.max(
    0,
    jobs.findIndex(({ id }) => id === current)
  );
  const move = (event: React.KeyboardEvent): void => {
    const target = destination(event.key, position, jobs.length);
    const job = target === null ? undefined : jobs[target];
    if (job) {
      event.preventDefault();
      setCurrent(job.id);
      rows.current.get(job.id)?.focus();
    }
  };
  return (
    <ul
      className="jp-SciMeshJobs-list"
      aria-label={trans.__('Jobs')}
      onKeyDown={move}
    >
      {jobs.map((job, index) => (
        <JobRow
          key={job.id}
          cancel={() => void actions.cancel(job)}
          focus={() => setCurrent(job.id)}
          isBusy={actions.isBusy(job.id)}
          isCurrent={index === position}
          job={job}
          mainRef={node => {
            if (node) {
              rows.current.set(job.id, node);
            } else {
              rows.current.delete(job.id);
            }
          }}
          now={now}
          open={() => actions.open(job.id)}
          openFile={path => actions.openFile(path)}
          publish={actions.publish}
          trans={trans}
        />
      ))}
    </ul>
  );
}
