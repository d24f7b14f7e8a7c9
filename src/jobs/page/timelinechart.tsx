import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobHistory } from 'sciencemesh-contract';
import * as React from 'react';
import { useNow } from '../clock';
import { duration, stateWord } from '../wording';
import type { ITimeline } from './timeline';
import { stays, timeline } from './timeline';

/**
 * The life of a job as a picture: its states on one line, the cells of its
 * notebook on another. The tab "History" tells the same as a table.
 */
export function TimelineChart(props: TimelineChart.IProps): JSX.Element | null {
  const { history, isActive, task, trans } = props;
  const now = useNow(isActive);
  const life = timeline(history, task, now);
  if (life === null) {
    return null;
  }
  const total = life.until - life.from;
  const height = life.cells.length > 0 ? 34 : 16;
  const place = (at: number): number =>
    (WIDTH * (Math.min(Math.max(at, life.from), life.until) - life.from)) /
    total;
  return (
    <figure className="jp-SciMeshTimeline">
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        height={height}
        preserveAspectRatio="none"
        role="img"
        aria-label={summary(life, trans)}
      >
        {life.stretches.map(({ from, until, state, message }, index) => (
          <rect
            key={index}
            className={`jp-SciMeshTimeline-state jp-mod-${state}`}
            x={place(from)}
            y={2}
            width={Math.max(LEAST, place(until) - place(from))}
            height={12}
          >
            <title>
              {[
                trans.__(
                  '%1 for %2',
                  stateWord(trans, state),
                  duration(trans, (until - from) / 1000)
                ),
                message
              ]
                .filter(Boolean)
                .join('. ')}
            </title>
          </rect>
        ))}
        {life.cells.map(({ cell, failed, from, seconds, until }, index) => (
          <rect
            key={index}
            className={[
              'jp-SciMeshTimeline-cell',
              failed ? 'jp-mod-failed' : '',
              seconds === null ? 'jp-mod-running' : ''
            ].join(' ')}
            x={place(from)}
            y={20}
            width={Math.max(LEAST, place(until) - place(from) - 1)}
            height={12}
          >
            <title>
              {trans.__(
                'Cell %1: %2',
                cell + 1,
                duration(trans, (until - from) / 1000)
              )}
            </title>
          </rect>
        ))}
      </svg>
      <figcaption>
        <span>{clock(life.from)}</span>
        <Legend life={life} trans={trans} />
        <span>{isActive ? trans.__('now') : clock(life.until)}</span>
      </figcaption>
    </figure>
  );
}

/**
 * The namespace for `TimelineChart` statics.
 */
export namespace TimelineChart {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly history: JobHistory;

    /**
     * Whether it goes on.
     */
    readonly isActive: boolean;
    readonly task: number;
    readonly trans: TranslationBundle;
  }
}

interface ILegendProps extends Pick<TimelineChart.IProps, 'trans'> {
  readonly life: ITimeline;
}

/** What the colours mean, each with how long it was so. */
function Legend({ life, trans }: ILegendProps): JSX.Element {
  const total = life.until - life.from;
  return (
    <span className="jp-SciMeshTimeline-legend">
      {stays(life)
        .filter(([, milliseconds]) => milliseconds >= LEAST_PART * total)
        .map(([state, milliseconds]) => (
          <span key={state}>
            <span
              className={`jp-SciMeshTimeline-mark jp-mod-${state}`}
              aria-hidden="true"
            />
            {trans.__(
              '%1 %2',
              stateWord(trans, state),
              duration(trans, milliseconds / 1000)
            )}
          </span>
        ))}
    </span>
  );
}

function summary(life: ITimeline, trans: TranslationBundle): string {
  return life.stretches
    .map(({ from, until, state }) =>
      trans.__(
        '%1 for %2',
        stateWord(trans, state),
        duration(trans, (until - from) / 1000)
      )
    )
    .join(', ');
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(
    document.documentElement.lang || 'en',
    { timeStyle: 'medium' }
  );
}

/** Units of the picture; it is as wide as there is room. */
const WIDTH = 1_000;

/** What is shorter than that part of the whole is not worth a word. */
const LEAST_PART = 0.02;

/** What is too short to be seen is drawn this wide. */
const LEAST = 2;
