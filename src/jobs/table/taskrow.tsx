import type { TranslationBundle } from '@jupyterlab/translation';
import type { Job, JobTask } from 'sciencemesh-contract';
import * as React from 'react';
import { ProgressLine } from '../progressline';
import { JobStateIcon } from '../stateicon';
import { duration, stateWord } from '../wording';
import { runSeconds } from './rows';

/**
 * A task of a sweep as a row of the table.
 */
export function TaskTableRow(props: TaskTableRow.IProps): JSX.Element {
  const { index, isCurrent, job, now, offset, open, task, trans } = props;
  const { message, progress, state } = task;
  const seconds = runSeconds(task, now);
  const parameters = task.parameters
    .map(({ name, value }) => `${name} = ${JSON.stringify(value)}`)
    .join(', ');
  return (
    <div
      className="jp-SciMeshJobGrid-row jp-mod-task"
      role="row"
      aria-rowindex={index + 2}
      data-job-id={job.id}
      data-task={task.index}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <span role="cell">
        <button
          ref={props.mainRef}
          type="button"
          className="jp-SciMeshJobGrid-name"
          tabIndex={isCurrent ? 0 : -1}
          title={parameters}
          onClick={open}
          onFocus={props.focus}
        >
          {parameters === ''
            ? trans.__('Task %1', task.index)
            : trans.__('%1: %2', task.index, parameters)}
        </button>
      </span>
      <span role="cell" className="jp-SciMeshJobGrid-state">
        <JobStateIcon state={state} trans={trans} />
        <span>{stateWord(trans, state)}</span>
      </span>
      <span role="cell" title={message ?? undefined}>
        <span>{message}</span>
        {state === 'running' && progress !== null && progress.cells > 0 && (
          <ProgressLine
            fraction={progress.done / progress.cells}
            label={trans.__('How far task %1 is', task.index)}
          />
        )}
      </span>
      <span role="cell" />
      <span role="cell" />
      <span role="cell">
        {seconds !== null && duration(trans, Math.floor(seconds))}
      </span>
      <span role="cell" />
    </div>
  );
}

/**
 * The namespace for `TaskTableRow` statics.
 */
export namespace TaskTableRow {
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
    readonly task: JobTask;
    readonly trans: TranslationBundle;
  }
}
