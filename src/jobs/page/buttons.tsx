import type { TranslationBundle } from '@jupyterlab/translation';
import type { Job } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import type { JobActions } from '../actions';
import { hasOutputs, isActive } from '../model';

/**
 * What can be done with a job now.
 */
export function JobButtons(props: JobButtons.IProps): JSX.Element {
  const { actions, canHold, job, trans } = props;
  const { notebook } = job;
  const isBusy = actions.isBusy(job.id);
  const may = (action: Job['actions'][number]): boolean =>
    job.actions.includes(action);
  const { publish, rerun } = actions;
  return (
    <div
      className="jp-SciMeshJobHeader-buttons"
      role="group"
      aria-label={trans.__('Actions')}
    >
      {notebook !== null && !isActive(job) && (
        <TextButton kind="accept" onClick={() => actions.openFile(notebook)}>
          {trans.__('Open executed notebook')}
        </TextButton>
      )}
      {may('release') && (
        <TextButton
          disabled={isBusy}
          onClick={() => void actions.act(job, 'release')}
        >
          {trans.__('Release')}
        </TextButton>
      )}
      {may('hold') && canHold && (
        <TextButton
          disabled={isBusy}
          onClick={() => void actions.act(job, 'hold')}
        >
          {trans.__('Hold')}
        </TextButton>
      )}
      {may('collect') && (
        <TextButton
          disabled={isBusy}
          onClick={() => void actions.act(job, 'collect')}
        >
          {trans.__('Bring results again')}
        </TextButton>
      )}
      {may('rerun') && rerun !== null && (
        <TextButton onClick={() => rerun(job.id)}>
          {trans.__('Run again…')}
        </TextButton>
      )}
      {hasOutputs(job) && publish !== null && (
        <TextButton onClick={() => publish(job.id)}>
          {trans.__('Publish outputs…')}
        </TextButton>
      )}
      {may('cancel') && (
        <TextButton disabled={isBusy} onClick={() => void actions.cancel(job)}>
          {trans.__('Cancel job…')}
        </TextButton>
      )}
      {may('forget') && (
        <TextButton disabled={isBusy} onClick={() => void actions.forget(job)}>
          {trans.__('Take off the list…')}
        </TextButton>
      )}
    </div>
  );
}

/**
 * The namespace for `JobButtons` statics.
 */
export namespace JobButtons {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly actions: JobActions;

    /**
     * Whether its site can hold jobs at all.
     */
    readonly canHold: boolean;
    readonly job: Job;
    readonly trans: TranslationBundle;
  }
}
