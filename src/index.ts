import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/**
 * The plugins of the extension.
 */
const plugins: JupyterFrontEndPlugin<void>[] = [
  {
    id: 'jupyterlab-sciencemesh:plugin',
    description: 'Settings shared by all ScienceMesh plugins.',
    autoStart: true,
    activate: (): void => undefined
  }
];

export default plugins;
