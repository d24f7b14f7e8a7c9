import type { AsyncBuffer, FileMetaData, SchemaTree } from 'hyparquet';
import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { RangeReader } from '../rangereader';
import { textOf } from './values';

// Loaded with the first Parquet file, not with JupyterLab.

/** Bytes of the end that hold the metadata of most files. */
const FOOTER_BYTES = 64 * 1024;

/** Columns that are read: a row of a thousand is no use on a screen. */
const SHOWN_COLUMNS = 100;

/**
 * A column of a Parquet file.
 */
export interface IParquetColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * A Parquet file: what it says of itself, and rows of it.
 */
export class ParquetTable {
  private constructor(
    private readonly _file: AsyncBuffer,
    private readonly _metadata: FileMetaData
  ) {
    const columns = parquetSchema(_metadata).children;
    this.columns = columns.slice(0, SHOWN_COLUMNS).map(column => ({
      name: column.element.name,
      type: typeOf(column)
    }));
    this.omittedColumns = columns.length - this.columns.length;
  }

  /**
   * Read the metadata, which is at the end of the file.
   */
  static async open(reader: RangeReader): Promise<ParquetTable> {
    const file: AsyncBuffer = {
      byteLength: await reader.size(),
      slice: async (start, end) =>
        (await reader.read(start, end ?? file.byteLength)).buffer
    };
    const metadata = await parquetMetadataAsync(file, {
      initialFetchSize: FOOTER_BYTES
    });
    return new ParquetTable(file, metadata);
  }

  readonly columns: readonly IParquetColumn[];

  /**
   * How many columns there are besides.
   */
  readonly omittedColumns: number;

  get rows(): number {
    return Number(this._metadata.num_rows);
  }

  get rowGroups(): number {
    return this._metadata.row_groups.length;
  }

  /**
   * The program that wrote the file, as far as it says so.
   */
  get createdBy(): string {
    return this._metadata.created_by ?? '';
  }

  /**
   * Bytes that reading a row moves at most: its row group, unless the file
   * has an index of pages.
   */
  costAt(row: number): number {
    let end = 0;
    for (const group of this._metadata.row_groups) {
      end += Number(group.num_rows);
      if (row < end) {
        const shown = new Set(this.columns.map(({ name }) => name));
        return group.columns
          .filter(
            ({ meta_data: data, offset_index_length: index }) =>
              index === undefined && shown.has(data?.path_in_schema[0] ?? '')
          )
          .reduce(
            (sum, { meta_data: data }) =>
              sum + Number(data?.total_compressed_size ?? 0),
            0
          );
      }
    }
    return 0;
  }

  /**
   * Read rows as text.
   */
  async read(start: number, end: number): Promise<string[][]> {
    const names = this.columns.map(({ name }) => name);
    const rows = await parquetReadObjects({
      columns: names,
      compressors,
      file: this._file,
      metadata: this._metadata,
      rowEnd: Math.min(end, this.rows),
      rowStart: start,
      useOffsetIndex: true
    });
    return rows.map((row: Record<string, unknown>) =>
      this.columns.map(({ name, type }) => {
        const text = textOf(row[name]);
        return type === 'date' ? text.slice(0, 10) : text;
      })
    );
  }
}

/** The type as people name it, such as `timestamp` or `list<double>`. */
function typeOf({ children, element }: SchemaTree): string {
  const { converted_type: converted, logical_type: logical, type } = element;
  if (logical?.type === 'LIST' || converted === 'LIST') {
    const [item] = children[0]?.children ?? [];
    return item ? `list<${typeOf(item)}>` : 'list';
  }
  if (children.length > 0) {
    return logical?.type === 'MAP' || converted === 'MAP' ? 'map' : 'struct';
  }
  const name = logical?.type ?? converted ?? type ?? '';
  return name.toLowerCase().replace('utf8', 'string');
}
