import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';
import { useNow } from '../clock';
import { JobTableRow } from './row';
import type { IJobSorting, JobColumn, JobLine } from './rows';
import { nextSorting } from './rows';

/**
 * The jobs as a table; only rows in view are in the page, because there may be
 * ten thousand. One stop for the Tab key: arrows move between the rows.
 */
export function JobGrid(props: JobGrid.IProps): JSX.Element {
  const { lines, open, setSorting, sorting, trans } = props;
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
    getScrollElement: () => scroller.current,
    overscan: 8
  });
  const position = Math.max(
    lines.findIndex(({ kind }) => kind === 'job'),
    lines.findIndex(line => line.kind === 'job' && line.job.id === current)
  );
  const move = (event: React.KeyboardEvent): void => {
    const target = destination(event.key, position, lines);
    const line = target === null ? undefined : lines[target];
    if (target === null || line?.kind !== 'job') {
      return;
    }
    event.preventDefault();
    setCurrent(line.job.id);
    // A row that is far away is in the page only when it is in view.
    wanted.current = line.job.id;
    virtualizer.scrollToIndex(target);
    buttons.current.get(line.job.id)?.focus();
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
        onKeyDown={move}
      >
        <div
          className="jp-SciMeshJobGrid-rows"
          role="presentation"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map(item => {
            const line = lines[item.index];
            if (line?.kind === 'job') {
              const { job } = line;
              return (
                <JobTableRow
                  key={job.id}
                  focus={() => setCurrent(job.id)}
                  index={item.index}
                  isCurrent={item.index === position}
                  job={job}
                  mainRef={node => {
                    if (!node) {
                      buttons.current.delete(job.id);
                      return;
                    }
                    buttons.current.set(job.id, node);
                    if (wanted.current === job.id) {
                      wanted.current = null;
                      node.focus();
                    }
                  }}
                  now={now}
                  offset={item.start}
                  open={() => open(job.id)}
                  trans={trans}
                />
              );
            }
            return line ? (
              <div
                key={`group ${line.path}`}
                className="jp-SciMeshJobGrid-row jp-mod-group"
                role="row"
                aria-rowindex={item.index + 2}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span role="cell" aria-colspan={COLUMNS.length}>
                  {trans._n('%2: %1 job', '%2: %1 jobs', line.count, line.path)}
                </span>
              </div>
            ) : null;
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
    readonly lines: readonly JobLine[];

    /**
     * Show the page of a job.
     */
    readonly open: (jobId: string) => void;
    readonly setSorting: (sorting: IJobSorting) => void;
    readonly sorting: IJobSorting;
    readonly trans: TranslationBundle;
  }
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
      return trans.__('Why, or how far');
    case 'site':
      return trans.__('Site and queue');
    case 'created':
      return trans.__('Submitted');
    case 'time':
      return trans.__('Ran for');
    case 'id':
      return trans.__('Number there');
  }
}

/**
 * The line that a key leads to; null where it leads nowhere.
 */
function destination(
  key: string,
  position: number,
  lines: readonly JobLine[]
): number | null {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[key];
  const [first, last] = [0, lines.length - 1];
  let target =
    step !== undefined
      ? Math.min(last, Math.max(first, position + step))
      : key === 'Home'
        ? first
        : key === 'End'
          ? last
          : null;
  // Headings are no stops; below each there is a job.
  const direction = step !== undefined && step < 0 ? -1 : 1;
  while (target !== null && lines[target]?.kind === 'group') {
    target += direction;
  }
  return target !== null && lines[target] ? target : null;
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
