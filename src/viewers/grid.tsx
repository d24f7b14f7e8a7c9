import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';
import { useEndAnchor } from './anchoring';

/**
 * A column of a grid.
 */
export interface IGridColumn {
  readonly name: string;

  /**
   * A word below the name, such as a type.
   */
  readonly detail?: string;
}

/**
 * A table of text with many rows, of which those in view are in the page.
 */
export function Grid(props: Grid.IProps): JSX.Element {
  const { beginsAtEnd, columns, label, numbers, rows, total } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    getScrollElement: () => scroller.current,
    overscan: 12
  });
  const widths = React.useMemo(() => widthsOf(columns, rows), [columns, rows]);
  const style: React.CSSProperties = {
    gridTemplateColumns: [NUMBER_WIDTH, ...widths]
      .map(width => `${width}px`)
      .join(' '),
    width: widths.reduce((sum, width) => sum + width, NUMBER_WIDTH)
  };
  useEndAnchor(scroller, virtualizer.getTotalSize(), beginsAtEnd === true);
  return (
    <div
      className="jp-SciMeshGrid"
      ref={scroller}
      role="table"
      aria-label={label}
      aria-colcount={columns.length + 1}
      aria-rowcount={total === null ? -1 : total + 1}
      // Keyboards scroll what they can focus.
      tabIndex={0}
    >
      <div className="jp-SciMeshGrid-row jp-mod-head" role="row" style={style}>
        <span className="jp-SciMeshGrid-number" role="columnheader">
          #
        </span>
        {columns.map(({ detail, name }, index) => (
          <span
            key={index}
            className="jp-SciMeshGrid-cell"
            role="columnheader"
            title={detail ? `${name}: ${detail}` : name}
          >
            {name}
            {detail && <span className="jp-SciMeshGrid-detail"> {detail}</span>}
          </span>
        ))}
      </div>
      <div
        className="jp-SciMeshGrid-rows"
        role="rowgroup"
        style={{ height: virtualizer.getTotalSize(), width: style.width }}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            className="jp-SciMeshGrid-row"
            role="row"
            aria-rowindex={index + 2}
            style={{ ...style, transform: `translateY(${start}px)` }}
          >
            <span className="jp-SciMeshGrid-number" role="rowheader">
              {numbers ? numbers(index) : ''}
            </span>
            {columns.map((_, column) => (
              <Cell key={column} text={rows[index]?.[column] ?? ''} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/**
 * The namespace for `Grid` statics.
 */
export namespace Grid {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * Whether the last rows are seen first, and further ones come above.
     */
    readonly beginsAtEnd?: boolean;
    readonly columns: readonly IGridColumn[];
    readonly label: string;

    /**
     * What stands before a row; left out where nobody has counted.
     */
    readonly numbers?: (index: number) => string;
    readonly rows: readonly (readonly string[])[];

    /**
     * How many rows there are, shown or not; null where nobody has counted.
     */
    readonly total: number | null;
  }
}

const ROW_HEIGHT = 24;
const NUMBER_WIDTH = 72;
const NARROWEST = 64;
const WIDEST = 320;
const CHARACTER_WIDTH = 8;
const PADDING = 20;

/** Rows that decide on the widths of columns. */
const MEASURED_ROWS = 50;

/** Characters of a cell that are in the page. */
const SHOWN_CHARACTERS = 500;

function Cell(props: { readonly text: string }): JSX.Element {
  const { text } = props;
  const shown =
    text.length > SHOWN_CHARACTERS
      ? `${text.slice(0, SHOWN_CHARACTERS)}…`
      : text;
  return (
    <span className="jp-SciMeshGrid-cell" role="cell" title={shown}>
      {shown}
    </span>
  );
}

function widthsOf(
  columns: readonly IGridColumn[],
  rows: readonly (readonly string[])[]
): number[] {
  return columns.map(({ detail = '', name }, column) => {
    const characters = rows
      .slice(0, MEASURED_ROWS)
      .reduce(
        (longest, row) => Math.max(longest, row[column]?.length ?? 0),
        name.length + detail.length + (detail === '' ? 0 : 1)
      );
    const width = characters * CHARACTER_WIDTH + PADDING;
    return Math.min(WIDEST, Math.max(NARROWEST, width));
  });
}
