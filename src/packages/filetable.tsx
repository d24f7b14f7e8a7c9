import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { PackageFile } from 'sciencemesh-contract';
import * as React from 'react';
import { FileRow } from './filerow';
import type { FileSelection } from './selection';
import { isFetchable } from './selection';
import type { Column, ISorting } from './sorting';
import { nextSorting, sorted } from './sorting';
import type { IStanding } from './standing';

/**
 * The table of files; only the rows in view are in the page, because a package
 * may hold ten thousand.
 */
export function FileTable(props: FileTable.IProps): JSX.Element {
  const { choose, files, selection, standingOf, trans } = props;
  const [sorting, setSorting] = React.useState<ISorting | null>(null);
  const rows = React.useMemo(
    () => sorted(files, sorting, file => standingOf(file).label),
    [files, sorting, standingOf]
  );
  const scroller = React.useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    getScrollElement: () => scroller.current,
    overscan: 8
  });
  const sort = (column: Column): void =>
    setSorting(nextSorting(sorting, column));
  return (
    <div
      className="jp-SciMeshFiles-table"
      role="table"
      aria-label={trans.__('Files')}
      aria-rowcount={rows.length + 1}
    >
      <div className="jp-SciMeshFiles-row jp-mod-head" role="row">
        <span role="columnheader">
          <ChooseAll
            choose={choose}
            files={files}
            selection={selection}
            trans={trans}
          />
        </span>
        <Head column="name" sort={sort} sorting={sorting}>
          {trans.__('Name')}
        </Head>
        <Head column="size" sort={sort} sorting={sorting}>
          {trans.__('Size')}
        </Head>
        <Head column="source" sort={sort} sorting={sorting}>
          {trans.__('From')}
        </Head>
        <Head column="license" sort={sort} sorting={sorting}>
          {trans.__('Licence')}
        </Head>
        <Head column="state" sort={sort} sorting={sorting}>
          {trans.__('State')}
        </Head>
      </div>
      <div
        className="jp-SciMeshFiles-scroll"
        ref={scroller}
        role="rowgroup"
        // Keyboards scroll what they can focus.
        tabIndex={0}
        aria-label={trans.__('List of files')}
        style={{ maxHeight: HIGHEST }}
      >
        <div
          className="jp-SciMeshFiles-rows"
          role="presentation"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map(item => {
            const file = rows[item.index];
            return (
              file && (
                <FileRow
                  key={file.index}
                  choose={choose}
                  file={file}
                  isChosen={selection.isChosen(file)}
                  position={item.index}
                  standing={standingOf(file)}
                  top={item.start}
                  trans={trans}
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
 * The namespace for `FileTable` statics.
 */
export namespace FileTable {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly choose: (files: readonly PackageFile[], chosen: boolean) => void;

    /**
     * The files in question: those that the search has found.
     */
    readonly files: readonly PackageFile[];
    readonly selection: FileSelection;

    /**
     * Where a file stands; another function whenever that has changed.
     */
    readonly standingOf: (file: PackageFile) => IStanding;
    readonly trans: TranslationBundle;
  }
}

const ROW_HEIGHT = 28;
const HIGHEST = 12 * ROW_HEIGHT;

interface IHeadProps {
  readonly children: string;
  readonly column: Column;
  readonly sort: (column: Column) => void;
  readonly sorting: ISorting | null;
}

function Head(props: IHeadProps): JSX.Element {
  const { children, column, sort, sorting } = props;
  const isSorted = sorting?.column === column;
  const Icon = sorting?.ascending === false ? caretDownIcon : caretUpIcon;
  return (
    <span
      className={`jp-SciMeshFiles-cell jp-mod-${column}`}
      role="columnheader"
      aria-sort={
        !isSorted ? 'none' : sorting.ascending ? 'ascending' : 'descending'
      }
    >
      <button type="button" onClick={() => sort(column)}>
        {children}
        {isSorted && <Icon.react tag="span" />}
      </button>
    </span>
  );
}

/**
 * The box at the top: all of the files in question, some, or none.
 */
function ChooseAll(
  props: Pick<FileTable.IProps, 'choose' | 'files' | 'selection' | 'trans'>
): JSX.Element {
  const { choose, files, selection, trans } = props;
  const fetchable = files.filter(isFetchable);
  const chosen = fetchable.filter(file => selection.isChosen(file)).length;
  const isAll = fetchable.length > 0 && chosen === fetchable.length;
  return (
    <input
      type="checkbox"
      aria-label={
        isAll ? trans.__('Leave out all files') : trans.__('Choose all files')
      }
      checked={isAll}
      disabled={fetchable.length === 0}
      ref={box => {
        if (box) {
          box.indeterminate = chosen > 0 && !isAll;
        }
      }}
      onChange={() => choose(fetchable, !isAll)}
    />
  );
}
