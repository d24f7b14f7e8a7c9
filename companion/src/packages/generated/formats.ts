/**
 * Which first look suits a file.
 */
import type { PackageFile } from 'sciencemesh-contract';
import type { Part } from './setup.ts';

export interface Format {
  /** Our Python file that has the function. */
  part: Part;
  /** The function's name. */
  show: string;
  /** Libraries that it uses, and what for. */
  libraries: readonly (readonly [string, string])[];
}

const pandas = ['pandas', 'tables'] as const;
const matplotlib = ['matplotlib', 'plots'] as const;

const table: Format = {
  part: 'look_table',
  show: 'show_table',
  libraries: [pandas, matplotlib]
};
const parquet: Format = {
  ...table,
  libraries: [pandas, ['pyarrow', 'Parquet files'], matplotlib]
};
const json: Format = {
  part: 'look_json',
  show: 'show_json',
  libraries: [pandas]
};
const hdf5: Format = {
  part: 'look_hdf5',
  show: 'show_hdf5',
  libraries: [['h5py', 'HDF5 files'], matplotlib]
};
const image: Format = {
  part: 'look_image',
  show: 'show_image',
  libraries: [['PIL', 'pictures']]
};
const root: Format = {
  part: 'look_root',
  show: 'show_root',
  libraries: [['uproot', 'ROOT files'], matplotlib]
};
const archive: Format = {
  part: 'look_archive',
  show: 'show_archive',
  libraries: []
};
const plain: Format = { part: 'look', show: 'show_text', libraries: [] };

const byExtension: readonly (readonly [RegExp, Format])[] = [
  [/\.(?:csv|tsv|tab)(?:\.gz)?$/i, table],
  [/\.(?:parquet|pq)$/i, parquet],
  [/\.(?:json|jsonl|ndjson|geojson|jsonld)$/i, json],
  [/\.(?:h5|hdf5?|he5|nc4?|nxs)$/i, hdf5],
  [/\.(?:png|jpe?g|gif|tiff?|bmp|webp)$/i, image],
  [/\.root$/i, root],
  [/\.(?:zip|tar|tgz|tar\.\w+)$/i, archive],
  [/\.\w{1,8}$/, plain]
];

const byMediaType: readonly (readonly [RegExp, Format])[] = [
  [/^text\/(?:csv|tab-separated-values)/, table],
  [/parquet/, parquet],
  [/[/+]json/, json],
  [/hdf5?|netcdf/, hdf5],
  [/^image\/(?!svg)/, image],
  [/^application\/(?:zip|x-tar|gzip)/, archive]
];

/** By the name's ending; only without one by what the package says. */
export function formatOf({
  path,
  mediaType
}: Pick<PackageFile, 'path' | 'mediaType'>): Format {
  const named = byExtension.find(([pattern]) => pattern.test(path));
  const typed = byMediaType.find(([pattern]) =>
    pattern.test(mediaType?.toLowerCase() ?? '')
  );
  return named?.[1] ?? typed?.[1] ?? plain;
}
