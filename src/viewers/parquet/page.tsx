import { formatFileSize } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import { Placeholder, Waiting } from '../../elements/placeholder';
import { Grid } from '../grid';
import { parquetIcon } from '../icons';
import { ViewerShell } from '../shell';
import type { ParquetModel } from './model';

/**
 * Rows of a Parquet file, a page at a time.
 */
export function ParquetPage(props: ParquetPage.IProps): JSX.Element {
  const { model, trans } = props;
  const { costs, hasNext, hasPrevious, isLoading, table } = model;
  const columns = React.useMemo(
    () =>
      (table?.columns ?? []).map(({ name, type }) => ({ name, detail: type })),
    [table]
  );
  return (
    <ViewerShell
      trans={trans}
      facts={factsOf(model, trans)}
      failure={model.failure}
      isWaiting={table === null}
      retry={() => void model.reload()}
      actions={
        <>
          <TextButton
            small
            disabled={!hasPrevious || isLoading}
            onClick={() => void model.previous()}
          >
            {trans.__('Previous rows')}
          </TextButton>
          <TextButton
            small
            disabled={!hasNext || isLoading}
            onClick={() => void model.next()}
          >
            {trans.__('Next rows')}
          </TextButton>
        </>
      }
    >
      {costs !== null ? (
        <Placeholder
          icon={parquetIcon}
          title={trans.__('These rows lie in a large row group')}
          actions={
            <TextButton onClick={() => void model.agree()}>
              {trans.__('Read it')}
            </TextButton>
          }
        >
          <p>
            {trans.__(
              'Showing them means reading %1 of the file.',
              formatFileSize(costs, 1, 1024)
            )}
          </p>
        </Placeholder>
      ) : isLoading ? (
        <Waiting label={trans.__('Reading rows…')} />
      ) : (
        <Grid
          columns={columns}
          label={trans.__('Rows')}
          numbers={index => (model.first + index + 1).toLocaleString()}
          rows={model.rows}
          total={table?.rows ?? null}
        />
      )}
    </ViewerShell>
  );
}

/**
 * The namespace for `ParquetPage` statics.
 */
export namespace ParquetPage {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly model: ParquetModel;
    readonly trans: TranslationBundle;
  }
}

function factsOf(model: ParquetModel, trans: TranslationBundle): string[] {
  const { first, rows, size, table } = model;
  if (!table || size === null) {
    return [];
  }
  const { columns, createdBy, omittedColumns, rowGroups } = table;
  return [
    trans.__(
      'Rows %1 to %2 of %3',
      (first + 1).toLocaleString(),
      (first + rows.length).toLocaleString(),
      table.rows.toLocaleString()
    ),
    omittedColumns > 0
      ? trans.__(
          '%1 of %2 columns',
          columns.length,
          columns.length + omittedColumns
        )
      : trans._n('%1 column', '%1 columns', columns.length),
    trans._n('%1 row group', '%1 row groups', rowGroups),
    formatFileSize(size, 1, 1024),
    ...(createdBy === '' ? [] : [createdBy])
  ];
}
