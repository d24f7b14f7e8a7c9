import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Job } from 'sciencemesh-contract';
import * as React from 'react';
import { useNow } from '../clock';
import type { JobGrouping } from './groups';
import { groupLabel } from './groups';
import { destination, lineKey } from './keys';
import { JobTableRow } from './row';
import type { IJobSorting, JobColumn, JobLine } from './rows';
import { nextSorting } from './rows';
import { TaskTableRow } from './taskrow';

/**
 * The jobs as a table; only rows in view are in the page, because there may be
 * ten thousand. One stop for the Tab key: arrows move between the rows, and
 * fold and unfold sweeps.
 */
export function JobGrid(props: JobGrid.IProps): JSX.Element {
  const { lines, setSorting, setUnfolded, sorting, trans, unfolded } = props;
  const [current, setCurrent] = React.useState<string | null>(null);
  const scroller = React.useRef<HTMLDivElement>(null);
  const buttons = React.useRef(new Map<string, HTMLButtonElement>());
  const wanted = React.useRef<string | null>(null);
  const now = useNow(
    lines.some(line => line.kind === 'job' && line.job.state === 'running')
  );
  const virtualizer = useVirtualizer({
    count: lines.length,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: index => {
      const line = lines[index];
      return line ? lineKey(line) : index;
    },
    getScrollElement: () => scroller.current,
    overscan: 8
  });
  const position = Math.max(
    lines.findIndex(({ kind }) => kind === 'job'),
    current === null ? -1 : lines.findIndex(line => lineKey(line) === current)
  );
  const go = (target: number): void => {
    const line = lines[target];
    if (line) {
      const key = lineKey(line);
      setCurrent(key);
      // A row that is far away is in the page only when it is in view.
      wanted.current = key;
      virtualizer.scrollToIndex(target);
      buttons.current.get(key)?.focus();
    }
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const line = lines[position];
    const target = destination(event.key, position, lines);
    if (target !== null) {
      event.preventDefault();
      go(target);
    } else if (event.key === 'ArrowRight' && line?.kind === 'job') {
      setUnfolded(line.job, true);
    } else if (event.key === 'ArrowLeft' && line) {
      setUnfolded(line.job, false);
      // The focus must not go down with the tasks.
      go(
        lines.findIndex(
          ({ job, kind }) => kind === 'job' && job.id === line.job.id
        )
      );
    }
  };
  return (
    <div
      className="jp-SciMeshJobGrid"
      role="table"
      aria-label={trans.__('Jobs')}
      aria-rowcount={lines.length + 1}
    >
      <div className="jp-SciMeshJobGrid-row jp-mod-head" role="row">
        {COLUMNS.map((column, index) => (
          <Head
            key={column ?? index}
            column={column}
            label={columnLabel(column, trans)}
            sort={clicked => setSorting(nextSorting(sorting, clicked))}
            sorting={sorting}
          />
        ))}
      </div>
      <div
        className="jp-SciMeshJobGrid-scroll"
        ref={scroller}
        role="rowgroup"
        onKeyDown={onKeyDown}
      >
        <div
          className="jp-SciMeshJobGrid-rows"
          role="presentation"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const line = lines[index];
            return (
              line && (
                <Line
                  key={key}
                  {...props}
                  focus={() => setCurrent(String(key))}
                  index={index}
                  isCurrent={index === position}
                  isUnfolded={unfolded.has(line.job.id)}
                  line={line}
                  mainRef={node => {
                    if (!node) {
                      buttons.current.delete(String(key));
                      return;
                    }
                    buttons.current.set(String(key), node);
                    if (wanted.current === key) {
                      wanted.current = null;
                      node.focus();
                    }
                  }}
                  now={now}
                  offset={start}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/**
 * The namespace for `JobGrid` statics.
 */
export namespace JobGrid {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly grouping: JobGrouping;
    readonly lines: readonly JobLine[];

    /**
     * Show the page of a job, with a task of it in front.
     */
    readonly open: (jobId: string, task?: number) => void;
    readonly setSorting: (sorting: IJobSorting) => void;

    /**
     * Show or hide the tasks of a sweep.
     */
    readonly setUnfolded: (job: Job, isUnfolded: boolean) => void;
    readonly sorting: IJobSorting;
    readonly trans: TranslationBundle;

    /**
     * Sweeps whose tasks are shown, by the identifiers of their jobs.
     */
    readonly unfolded: ReadonlyMap<string, unknown>;
  }
}

interface ILineProps extends JobGrid.IProps {
  readonly focus: () => void;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly isUnfolded: boolean;
  readonly line: JobLine;
  readonly mainRef: React.RefCallback<HTMLButtonElement>;
  readonly now: number;
  readonly offset: number;
}

function Line(props: ILineProps): JSX.Element {
  const { grouping, isUnfolded, line, open, setUnfolded, trans } = props;
  const { focus, index, isCurrent, mainRef, now, offset } = props;
  const place = { focus, index, isCurrent, mainRef, now, offset, trans };
  switch (line.kind) {
    case 'job':
      return (
        <JobTableRow
          {...place}
          isUnfolded={isUnfolded}
          job={line.job}
          open={() => open(line.job.id)}
          toggle={() => setUnfolded(line.job, !isUnfolded)}
        />
      );
    case 'task':
      return (
        <TaskTableRow
          {...place}
          job={line.job}
          open={() => open(line.job.id, line.task.index)}
          task={line.task}
        />
      );
    case 'note':
      return (
        <WideRow index={index} kind="note" offset={offset}>
          {line.message ?? trans.__('Looking for the tasks…')}
        </WideRow>
      );
    case 'group':
      return (
        <WideRow index={index} kind="group" offset={offset}>
          {trans._n(
            '%2: %1 job',
            '%2: %1 jobs',
            line.count,
            groupLabel(line.job, grouping, trans)
          )}
        </WideRow>
      );
  }
}

interface IWideProps {
  readonly children: string;
  readonly index: number;
  readonly kind: 'group' | 'note';
  readonly offset: number;
}

/** One cell over all columns. */
function WideRow({ children, index, kind, offset }: IWideProps): JSX.Element {
  return (
    <div
      className={`jp-SciMeshJobGrid-row jp-mod-${kind}`}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <span role="cell" aria-colspan={COLUMNS.length} title={children}>
        {children}
      </span>
    </div>
  );
}

interface IHeadProps {
  readonly column: JobColumn | null;
  readonly label: string;
  readonly sort: (column: JobColumn) => void;
  readonly sorting: IJobSorting;
}

function Head({ column, label, sort, sorting }: IHeadProps): JSX.Element {
  if (column === null) {
    return <span role="columnheader">{label}</span>;
  }
  const isSorted = sorting.column === column;
  const Caret = sorting.isDescending ? caretDownIcon : caretUpIcon;
  const order = sorting.isDescending ? 'descending' : 'ascending';
  return (
    <span role="columnheader" aria-sort={isSorted ? order : 'none'}>
      <button type="button" onClick={() => sort(column)}>
        {label}
        {isSorted && <Caret.react tag="span" />}
      </button>
    </span>
  );
}

function columnLabel(
  column: JobColumn | null,
  trans: TranslationBundle
): string {
  switch (column) {
    case 'name':
      return trans.__('Name');
    case 'state':
      return trans.__('State');
    case null:
      return trans.__('Details');
    case 'site':
      return trans.__('Site');
    case 'created':
      return trans.__('Submitted');
    case 'time':
      return trans.__('Ran for');
    case 'id':
      return trans.__('ID there');
  }
}

/** Null cannot be sorted by. */
const COLUMNS: readonly (JobColumn | null)[] = [
  'name',
  'state',
  null,
  'site',
  'created',
  'time',
  'id'
];

/** Pixels; so high are the rows in the style sheet. */
const ROW_HEIGHT = 36;
