import { TextItem } from '@jupyterlab/statusbar';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import { jobIcon } from '../icons';
import type { JobsModel } from './model';

/**
 * An item of the status bar that is there while jobs are under way.
 */
export class JobsStatus extends ReactWidget {
  constructor(options: JobsStatus.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshJobsStatus');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._options.jobs.changed}>
        {() => <Status {...this._options} />}
      </UseSignal>
    );
  }

  private readonly _options: JobsStatus.IOptions;
}

/**
 * The namespace for `JobsStatus` statics.
 */
export namespace JobsStatus {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    readonly jobs: JobsModel;

    /**
     * Show the jobs.
     */
    readonly open: () => void;
    readonly trans: TranslationBundle;
  }
}

function Status({ jobs, open, trans }: JobsStatus.IOptions): JSX.Element {
  const { active } = jobs;
  const running = active.filter(({ state }) => state === 'running').length;
  return (
    <button
      type="button"
      className="jp-SciMeshJobsStatus-button"
      title={trans.__(
        '%1 running, %2 waiting or ending. Show all jobs.',
        running,
        active.length - running
      )}
      onClick={open}
    >
      <jobIcon.react tag="span" className="jp-SciMeshJobsStatus-icon" />
      <TextItem source={trans._n('%1 job', '%1 jobs', active.length)} />
    </button>
  );
}
