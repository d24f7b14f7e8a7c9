import { LabIcon } from '@jupyterlab/ui-components';
import hdf5Svg from '../../style/icons/hdf5.svg';
import parquetSvg from '../../style/icons/parquet.svg';
import rootSvg from '../../style/icons/root.svg';

/** A file of the ROOT framework: a tree. */
export const rootIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:root',
  svgstr: rootSvg
});

/** A table in columns. */
export const parquetIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:parquet',
  svgstr: parquetSvg
});

/** Arrays in a hierarchy. */
export const hdf5Icon = new LabIcon({
  name: 'jupyterlab-sciencemesh:hdf5',
  svgstr: hdf5Svg
});
