export { dataIn, JupyterLab } from './jupyter-lab.ts';
export type { JupyterLabOptions } from './jupyter-lab.ts';
export type { Traits } from './configuration.ts';
