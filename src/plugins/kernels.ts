import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { WorkingCopyExtension } from '../kernels/extension';
import { folderOf } from '../kernels/folder';
import { ICompanion, ISharedDrive } from '../tokens';

/**
 * Has the kernels of shared notebooks work where the files are.
 */
export const kernels: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:kernels',
  description:
    'Brings the folder of a shared notebook to the machine on which its kernel runs, and offers what the kernel makes there for upload.',
  autoStart: true,
  requires: [ICompanion, ISharedDrive],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    shared: ISharedDrive,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    app.docRegistry.addWidgetExtension(
      'Notebook',
      new WorkingCopyExtension({
        companion,
        folderOf: path => folderOf(path, shared.drives),
        trans
      })
    );
  }
};
