import { UseSignal } from '@jupyterlab/ui-components';
import type { Job } from 'sciencemesh-contract';
import * as React from 'react';
import { Banner } from '../../elements/banner';
import { Instant } from '../../elements/instant';
import { OutOfDate, Unready } from '../../elements/unready';
import { useNow } from '../clock';
import { isActive } from '../model';
import { ProgressLine } from '../progressline';
import { fraction, stateSentence } from '../sentences';
import { SiteBanner } from '../sitebanner';
import { JobStateIcon } from '../stateicon';
import { JobButtons } from './buttons';
import { Explanation } from './explanation';
import type { IPageProps } from './parts';
import { Tabs } from './tabs';
import { TimelineChart } from './timelinechart';
import { Usage } from './usage';

/**
 * The upper part of the page of a job: how it is, why, what can be done, what
 * happened when, and what there is to look at.
 */
export function JobHeader(props: IPageProps): JSX.Element {
  const { model, status, trans } = props;
  const { job } = model;
  if (job !== null) {
    return <KnownJob {...props} job={job} />;
  }
  return (
    <Unready
      failure={model.failure}
      status={status}
      title={trans.__('This job cannot be shown')}
      trans={trans}
      tryAgain={() => model.refresh()}
      waiting={trans.__('Looking for the job…')}
    />
  );
}

interface IKnownProps extends IPageProps {
  readonly job: Job;
}

function KnownJob(props: IKnownProps): JSX.Element {
  const { actions, job, model, trans } = props;
  const active = isActive(job);
  const now = useNow(active);
  const share = fraction(job);
  return (
    <>
      <div className="jp-SciMeshJobHeader">
        <JobStateIcon state={job.state} trans={trans} />
        <div className="jp-SciMeshJobHeader-text">
          <h1>{job.name}</h1>
          <p className="jp-SciMeshJobHeader-state">
            {stateSentence(trans, job, now)}
          </p>
          {/* Only what is new is read out, not each second that goes by. */}
          <p className="jp-SciMeshHidden" role="status" aria-live="polite">
            {stateSentence(trans, job, Date.parse(job.stateSince))}
          </p>
        </div>
        <UseSignal signal={actions.changed}>
          {() => (
            <JobButtons
              actions={actions}
              canHold={model.jobs.site(job.siteId)?.can.hold !== false}
              job={job}
              trans={trans}
            />
          )}
        </UseSignal>
      </div>
      {share !== null && active && (
        <ProgressLine fraction={share} label={trans.__('How far it is')} />
      )}
      <Words {...props} />
      <Explanation job={job} reasons={model.reasons} trans={trans} />
      <UseSignal signal={model.jobs.sitesChanged}>
        {() => <Away {...props} />}
      </UseSignal>
      {model.history !== null && (
        <TimelineChart
          history={model.history}
          isActive={active}
          task={model.task}
          trans={trans}
        />
      )}
      <Usage job={job} now={now} trans={trans} />
      <Tabs actions={actions} model={model} trans={trans} />
    </>
  );
}

/**
 * Why it is as it is, and what to do about it.
 */
function Words({ job, model, trans }: IKnownProps): JSX.Element {
  const isBad = job.state === 'failed' || job.state === 'lost';
  return (
    <>
      {job.message !== null &&
        (isBad || job.state === 'held' ? (
          <Banner tone={isBad ? 'error' : 'warning'} title={job.message}>
            {job.advice !== null && <p>{job.advice}</p>}
          </Banner>
        ) : (
          <p className="jp-SciMeshJobPage-why">
            {job.message} {job.advice}
          </p>
        ))}
      <OutOfDate
        failure={model.failure}
        title={trans.__('Some of it cannot be shown')}
        trans={trans}
        tryAgain={() => model.refresh()}
      />
    </>
  );
}

/**
 * The site cannot be asked while the job is there.
 */
function Away(props: IKnownProps): JSX.Element | null {
  const { actions, job, model, trans } = props;
  const site = model.jobs.site(job.siteId);
  if (!isActive(job)) {
    return null;
  }
  if (site && site.state !== 'ready' && site.state !== 'unknown') {
    return (
      <SiteBanner
        knownAt={job.knownAt}
        look={id => actions.look(id)}
        site={site}
        trans={trans}
      />
    );
  }
  const isOld =
    job.knownAt !== null && Date.now() - Date.parse(job.knownAt) > OLD;
  return isOld && job.knownAt !== null ? (
    <p className="jp-SciMeshJobPage-why">
      {trans.__('Last known')} <Instant at={job.knownAt} />.
    </p>
  ) : null;
}

/** Milliseconds after which it is worth saying how old the news is. */
const OLD = 5 * 60_000;
