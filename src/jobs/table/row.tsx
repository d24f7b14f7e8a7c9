import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import type { Job } from 'sciencemesh-contract';
import * as React from 'react';
import { shownPath } from '../../drive/paths';
import { Instant } from '../../elements/instant';
import { isFresh } from '../list/choice';
import { isActive } from '../model';
import { ProgressLine } from '../progressline';
import { fraction, rowLine } from '../sentences';
import { JobStateIcon } from '../stateicon';
import { duration, stateWord } from '../wording';
import { isSweep, runSeconds } from './rows';

/**
 * A job as a row of the table.
 */
export function JobTableRow(props: JobTableRow.IProps): JSX.Element {
  const { index, isCurrent, isUnfolded, job, now, offset, trans } = props;
  const line = rowLine(trans, job, now);
  const share = fraction(job);
  const seconds = runSeconds(job, now);
  const Caret = isUnfolded ? caretDownIcon : caretRightIcon;
  return (
    <div
      className={`jp-SciMeshJobGrid-row ${isFresh(job) ? 'jp-mod-fresh' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      data-job-id={job.id}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <span role="cell" className="jp-SciMeshJobGrid-first">
        {isSweep(job) && (
          <button
            type="button"
            className="jp-SciMeshJobGrid-fold"
            // The arrow keys do it for those who use no mouse.
            tabIndex={-1}
            aria-expanded={isUnfolded}
            aria-label={trans.__('Tasks of %1', job.name)}
            title={trans.__('Tasks')}
            onClick={props.toggle}
          >
            <Caret.react tag="span" elementPosition="center" />
          </button>
        )}
        <button
          ref={props.mainRef}
          type="button"
          className="jp-SciMeshJobGrid-name"
          tabIndex={isCurrent ? 0 : -1}
          title={shownPath(job.source.path)}
          onClick={props.open}
          onFocus={props.focus}
        >
          {job.name}
        </button>
      </span>
      <span role="cell" className="jp-SciMeshJobGrid-state">
        <JobStateIcon state={job.state} trans={trans} />
        <span>{stateWord(trans, job.state)}</span>
      </span>
      <span role="cell" title={line ?? undefined}>
        <span>{line}</span>
        {share !== null && isActive(job) && (
          <ProgressLine
            fraction={share}
            label={trans.__('How far %1 is', job.name)}
          />
        )}
      </span>
      <span role="cell">
        {job.queue === null
          ? job.siteName
          : trans.__('%1: %2', job.siteName, job.queue)}
      </span>
      <span role="cell">
        <Instant at={job.createdAt} short />
      </span>
      <span role="cell">
        {seconds !== null && duration(trans, Math.floor(seconds))}
      </span>
      <span role="cell">{job.systemId}</span>
    </div>
  );
}

/**
 * The namespace for `JobTableRow` statics.
 */
export namespace JobTableRow {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * The row has received the focus.
     */
    readonly focus: () => void;

    /**
     * Among all rows.
     */
    readonly index: number;

    /**
     * Whether this is the row that the Tab key reaches.
     */
    readonly isCurrent: boolean;

    /**
     * Whether the tasks of a sweep are shown below it.
     */
    readonly isUnfolded: boolean;
    readonly job: Job;
    readonly mainRef: React.Ref<HTMLButtonElement>;

    /**
     * In milliseconds.
     */
    readonly now: number;

    /**
     * Pixels from the top.
     */
    readonly offset: number;
    readonly open: () => void;

    /**
     * Show or hide the tasks of a sweep.
     */
    readonly toggle: () => void;
    readonly trans: TranslationBundle;
  }
}
