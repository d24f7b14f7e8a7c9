import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobHistory } from 'sciencemesh-contract';
import * as React from 'react';
import { Waiting } from '../../elements/placeholder';
import { duration, stateWord } from '../wording';

/**
 * What happened to a job when, in words: what the picture shows, to be read.
 */
export function HistoryTable(props: HistoryTable.IProps): JSX.Element {
  const { history, isSweep, task, trans } = props;
  if (history === null) {
    return <Waiting label={trans.__('Looking for what happened…')} />;
  }
  const cells = history.cells.filter(cell => cell.task === task);
  return (
    <>
      <table className="jp-SciMeshJobTable">
        <caption>{trans.__('States')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('When')}</th>
            {isSweep && <th scope="col">{trans.__('Task')}</th>}
            <th scope="col">{trans.__('State')}</th>
            <th scope="col">{trans.__('Why')}</th>
          </tr>
        </thead>
        <tbody>
          {history.items.slice(-MOST).map((item, index) => (
            <tr key={index}>
              <td>
                <time dateTime={item.at}>{moment(item.at)}</time>
              </td>
              {isSweep && <td>{item.task ?? trans.__('all')}</td>}
              <td>{stateWord(trans, item.state)}</td>
              <td>{item.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {cells.length > 0 && (
        <table className="jp-SciMeshJobTable">
          <caption>
            {isSweep ? trans.__('Cells of task %1', task) : trans.__('Cells')}
          </caption>
          <thead>
            <tr>
              <th scope="col">{trans.__('Cell')}</th>
              <th scope="col">{trans.__('Began')}</th>
              <th scope="col">{trans.__('Took')}</th>
              <th scope="col">{trans.__('Outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {cells.slice(-MOST).map((cell, index) => (
              <tr key={index}>
                <td>{cell.cell + 1}</td>
                <td>
                  <time dateTime={cell.startedAt}>
                    {moment(cell.startedAt)}
                  </time>
                </td>
                <td>
                  {cell.seconds === null ? '' : duration(trans, cell.seconds)}
                </td>
                <td>{outcome(cell, trans)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/**
 * The namespace for `HistoryTable` statics.
 */
export namespace HistoryTable {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly history: JobHistory | null;
    readonly isSweep: boolean;

    /**
     * Whose cells are told of.
     */
    readonly task: number;
    readonly trans: TranslationBundle;
  }
}

function outcome(
  cell: JobHistory['cells'][number],
  trans: TranslationBundle
): string {
  if (cell.failed) {
    return trans.__('failed');
  }
  return cell.seconds === null ? trans.__('running') : trans.__('done');
}

function moment(at: string): string {
  return new Date(at).toLocaleString(document.documentElement.lang || 'en', {
    dateStyle: 'medium',
    timeStyle: 'medium'
  });
}

/** The newest ones tell the most. */
const MOST = 1_000;
