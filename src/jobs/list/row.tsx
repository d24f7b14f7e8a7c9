import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon, notebookIcon } from '@jupyterlab/ui-components';
import type { Job } from 'sciencemesh-contract';
import * as React from 'react';
import { IconButton } from '../../elements/button';
import { Instant } from '../../elements/instant';
import { publishIcon } from '../../icons';
import { hasOutputs, isActive } from '../model';
import { ProgressLine } from '../progressline';
import { fraction, rowLine } from '../sentences';
import { JobStateIcon } from '../stateicon';
import { stateWord } from '../wording';
import { isFresh } from './choice';

/**
 * One job in the side bar.
 */
export function JobRow(props: JobRow.IProps): JSX.Element {
  const { isBusy, isCurrent, job, now, trans } = props;
  const tabIndex = isCurrent ? 0 : -1;
  const line = rowLine(trans, job, now);
  const share = fraction(job);
  const { notebook } = job;
  const { publish } = props;
  return (
    <li
      className={[
        'jp-SciMeshEntry',
        'jp-SciMeshJob',
        isFresh(job) ? 'jp-mod-fresh' : '',
        isCurrent ? 'jp-mod-current' : ''
      ].join(' ')}
      data-job-id={job.id}
      aria-busy={isBusy}
    >
      <button
        type="button"
        className="jp-SciMeshEntry-main"
        ref={props.mainRef}
        tabIndex={tabIndex}
        title={trans.__('Open the page of %1', job.name)}
        onClick={props.open}
        onFocus={props.focus}
      >
        <JobStateIcon state={job.state} trans={trans} />
        <span className="jp-SciMeshEntry-text">
          <span className="jp-SciMeshEntry-name jp-SciMeshJob-name">
            {isFresh(job) && (
              <span className="jp-SciMeshShare-new" title={trans.__('New')}>
                <span className="jp-SciMeshHidden">{trans.__('New:')}</span>
              </span>
            )}
            {job.name}
          </span>
          <span className="jp-SciMeshEntry-where jp-SciMeshJob-where">
            <span className="jp-SciMeshJob-site">
              {trans.__('%1, %2', stateWord(trans, job.state), job.siteName)}
            </span>
            <Instant at={job.endedAt ?? job.createdAt} short />
          </span>
          {line !== null && (
            <span className="jp-SciMeshJob-line" title={line}>
              {line}
            </span>
          )}
          {share !== null && isActive(job) && (
            <ProgressLine
              fraction={share}
              label={trans.__('How far %1 is', job.name)}
            />
          )}
        </span>
      </button>
      <span className="jp-SciMeshEntry-actions">
        {notebook !== null && !isActive(job) && (
          <IconButton
            icon={notebookIcon}
            label={trans.__('Open the executed notebook of %1', job.name)}
            tabIndex={tabIndex}
            onClick={() => props.openFile(notebook)}
          />
        )}
        {hasOutputs(job) && publish !== null && (
          <IconButton
            icon={publishIcon}
            label={trans.__('Publish outputs of %1…', job.name)}
            tabIndex={tabIndex}
            onClick={() => publish(job.id)}
          />
        )}
        {job.actions.includes('cancel') && (
          <IconButton
            icon={closeIcon}
            disabled={isBusy}
            label={trans.__('Cancel %1…', job.name)}
            tabIndex={tabIndex}
            onClick={props.cancel}
          />
        )}
      </span>
    </li>
  );
}

/**
 * The namespace for `JobRow` statics.
 */
export namespace JobRow {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly cancel: () => void;

    /**
     * The row has received the focus.
     */
    readonly focus: () => void;
    readonly isBusy: boolean;

    /**
     * Whether this is the row that the Tab key reaches.
     */
    readonly isCurrent: boolean;
    readonly job: Job;
    readonly mainRef: React.Ref<HTMLButtonElement>;

    /**
     * In milliseconds.
     */
    readonly now: number;
    readonly open: () => void;
    readonly openFile: (path: string) => void;

    /**
     * Null where nothing publishes.
     */
    readonly publish: ((jobId: string) => void) | null;
    readonly trans: TranslationBundle;
  }
}
