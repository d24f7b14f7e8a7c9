import { formatFileSize } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import { Grid } from '../grid';
import { ViewerShell } from '../shell';
import type { Delimiter } from './delimited';
import { findDelimiter, recordsOf } from './delimited';
import { LineList } from './linelist';
import type { TextModel } from './model';

/** Names of files that are tables. */
const TABLES = /\.(csv|tsv|tab|psv|ssv)$/i;

/** Columns that are shown of a table. */
const SHOWN_COLUMNS = 200;

/**
 * A part of a text file of any size, as lines or as a table.
 */
export function TextPage(props: TextPage.IProps): JSX.Element {
  const { model, trans } = props;
  const { anchor, firstLine, hasMore, lines } = model;
  const [isTable, setIsTable] = React.useState(TABLES.test(model.name));
  const delimiter = React.useMemo(
    () => findDelimiter(lines.map(({ text }) => text)),
    [lines]
  );
  const showsTable = isTable && delimiter !== null;
  const isAtStart = anchor === 'start';
  return (
    <ViewerShell
      trans={trans}
      facts={factsOf(model, trans)}
      failure={model.failure}
      isWaiting={model.isLoading && lines.length === 0}
      retry={() => void model.reload()}
      actions={
        <>
          {TABLES.test(model.name) && delimiter !== null && (
            <TextButton small onClick={() => setIsTable(!isTable)}>
              {isTable ? trans.__('Show as text') : trans.__('Show as table')}
            </TextButton>
          )}
          <TextButton
            small
            disabled={!hasMore || model.isLoading}
            onClick={() => void model.showMore()}
          >
            {isAtStart ? trans.__('Show more') : trans.__('Show earlier')}
          </TextButton>
          <TextButton
            small
            disabled={model.isLoading || (isAtStart && !hasMore)}
            onClick={() => void model.show(isAtStart ? 'end' : 'start')}
          >
            {isAtStart ? trans.__('Jump to end') : trans.__('Jump to start')}
          </TextButton>
        </>
      }
    >
      {showsTable ? (
        <Table
          delimiter={delimiter}
          firstLine={firstLine}
          isAtStart={isAtStart}
          lines={lines}
          trans={trans}
        />
      ) : (
        <LineList
          beginsAtEnd={!isAtStart}
          label={model.name}
          lines={lines}
          trans={trans}
        />
      )}
    </ViewerShell>
  );
}

/**
 * The namespace for `TextPage` statics.
 */
export namespace TextPage {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly model: TextModel;
    readonly trans: TranslationBundle;
  }
}

interface ITableProps {
  readonly delimiter: Delimiter;
  readonly firstLine: string | null;
  readonly isAtStart: boolean;
  readonly lines: TextModel['lines'];
  readonly trans: TranslationBundle;
}

/** The lines as a table, headed by the first line of the file. */
function Table(props: ITableProps): JSX.Element {
  const { delimiter, firstLine, isAtStart, lines, trans } = props;
  const { columns, rows } = React.useMemo(() => {
    const records = recordsOf(
      lines.map(({ text }) => text),
      delimiter
    );
    const head = isAtStart
      ? records.shift()
      : recordsOf([firstLine ?? ''], delimiter)[0];
    return {
      columns: (head ?? []).slice(0, SHOWN_COLUMNS).map(name => ({ name })),
      rows: records
    };
  }, [delimiter, firstLine, isAtStart, lines]);
  return (
    <Grid
      beginsAtEnd={!isAtStart}
      columns={columns}
      label={trans.__('Records')}
      numbers={isAtStart ? index => `${index + 1}` : undefined}
      rows={rows}
      total={null}
    />
  );
}

function factsOf(model: TextModel, trans: TranslationBundle): string[] {
  const { encoding, lines, range, size, unreadable } = model;
  if (size === null) {
    return [];
  }
  const [start, end] = range;
  return [
    trans.__(
      'Bytes %1 to %2 of %3 (%4)',
      start.toLocaleString(),
      end.toLocaleString(),
      size.toLocaleString(),
      formatFileSize(size, 1, 1024)
    ),
    trans._n(
      '%2 line',
      '%2 lines',
      lines.length,
      lines.length.toLocaleString()
    ),
    encoding.toUpperCase(),
    ...(unreadable > 0
      ? [trans._n('%1 unreadable place', '%1 unreadable places', unreadable)]
      : [])
  ];
}
