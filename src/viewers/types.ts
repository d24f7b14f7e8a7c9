import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { hdf5Icon, parquetIcon, rootIcon } from './icons';

type FileType = Partial<DocumentRegistry.IFileType> & {
  readonly icon: LabIcon;
  readonly name: string;
};

/**
 * The file types that viewers are for.
 */
export function viewedFileTypes(
  trans: TranslationBundle
): Record<'hdf5' | 'parquet' | 'root', FileType> {
  return {
    root: {
      name: 'sciencemesh-root',
      displayName: trans.__('ROOT file'),
      mimeTypes: ['application/x-root'],
      extensions: ['.root'],
      icon: rootIcon,
      contentType: 'file',
      fileFormat: 'base64'
    },
    parquet: {
      name: 'sciencemesh-parquet',
      displayName: trans.__('Parquet table'),
      mimeTypes: ['application/vnd.apache.parquet'],
      extensions: ['.parquet', '.parq', '.pq'],
      icon: parquetIcon,
      contentType: 'file',
      fileFormat: 'base64'
    },
    hdf5: {
      name: 'sciencemesh-hdf5',
      displayName: trans.__('HDF5 file'),
      mimeTypes: ['application/x-hdf5'],
      extensions: ['.h5', '.hdf5', '.he5', '.nxs', '.nx5'],
      icon: hdf5Icon,
      contentType: 'file',
      fileFormat: 'base64'
    }
  };
}
