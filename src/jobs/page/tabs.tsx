import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import type { Tab } from './model';
import type { IPageProps } from './parts';

/**
 * What there is to look at, as tabs: one stop for the Tab key, arrows turn.
 */
export function Tabs(props: Tabs.IProps): JSX.Element {
  const { actions, model, trans } = props;
  const { job, tab: front, tabs, task } = model;
  const executed = model.tasks?.[task]?.notebook ?? null;
  const list = React.useRef<HTMLDivElement>(null);
  const turn = (event: React.KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    const place = (tabs.indexOf(front) + step + tabs.length) % tabs.length;
    const next = tabs[place];
    if (next !== undefined) {
      model.tab = next;
      list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
    }
  };
  const isSweep = (job?.tasks.total ?? 1) > 1;
  return (
    <div className="jp-SciMeshTabs">
      <div
        ref={list}
        role="tablist"
        aria-label={trans.__('Parts of the job')}
        onKeyDown={turn}
      >
        {tabs.map(tab => (
          <button
            key={tab}
            id={tabId(model.jobId, tab)}
            type="button"
            role="tab"
            data-tab={tab}
            aria-controls={panelId(model.jobId, tab)}
            aria-selected={tab === front}
            tabIndex={tab === front ? 0 : -1}
            onClick={() => {
              model.tab = tab;
            }}
          >
            {tabLabel(tab, trans)}
          </button>
        ))}
      </div>
      {isSweep && (front === 'notebook' || front === 'output') && (
        <span>{trans.__('of task %1', task)}</span>
      )}
      {isSweep && front === 'notebook' && executed !== null && (
        <TextButton small onClick={() => actions.openFile(executed)}>
          {trans.__('Open executed notebook')}
        </TextButton>
      )}
      {front === 'output' && (
        <label>
          {trans.__('Stream')}{' '}
          <select
            value={model.stream}
            onChange={({ target }) => {
              model.stream = target.value === 'stderr' ? 'stderr' : 'stdout';
            }}
          >
            <option value="stdout">{trans.__('output (stdout)')}</option>
            <option value="stderr">{trans.__('errors (stderr)')}</option>
          </select>
        </label>
      )}
    </div>
  );
}

/**
 * The namespace for `Tabs` statics.
 */
export namespace Tabs {
  /**
   * The properties of the component.
   */
  export type IProps = Pick<IPageProps, 'actions' | 'model' | 'trans'>;
}

/**
 * The identifier of a tab in the page.
 */
export function tabId(jobId: string, tab: Tab): string {
  return `jp-scimesh-job-${jobId}-tab-${tab}`;
}

/**
 * The identifier of what a tab shows.
 */
export function panelId(jobId: string, tab: Tab): string {
  return `jp-scimesh-job-${jobId}-panel-${tab}`;
}

/**
 * The words on a tab.
 */
export function tabLabel(tab: Tab, trans: TranslationBundle): string {
  switch (tab) {
    case 'tasks':
      return trans.__('Tasks');
    case 'notebook':
      return trans.__('Notebook');
    case 'output':
      return trans.__('Output');
    case 'files':
      return trans.__('Files');
    case 'history':
      return trans.__('History');
    case 'script':
      return trans.__('Script');
  }
}
