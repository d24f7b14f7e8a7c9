import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { DocumentManager, IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentWidget } from '@jupyterlab/docregistry';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { IDriveNames } from '../drive/paths';
import { folderOf } from '../kernels/folder';
import { ICompanion, ISharedDrive } from '../tokens';
import { ViewerFactory } from '../viewers/documents';
import { Hdf5Model } from '../viewers/hdf5/model';
import { Hdf5Notice } from '../viewers/hdf5/notice';
import { Hdf5Viewer } from '../viewers/hdf5/widget';
import { viewedFileTypes } from '../viewers/types';

/** The name of the widget factory. */
const FACTORY = 'ScienceMesh HDF5';

/** The extension that shows HDF5 files. */
const H5WEB = /^jupyterlab-h5web($|:)/;

/**
 * Shows HDF5 files of the drive by jupyterlab-h5web, or says how to get it.
 */
export const hdf5: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:hdf5',
  description:
    'Opens HDF5 files of the drive in jupyterlab-h5web, from the working copy of their folder.',
  autoStart: true,
  requires: [ICompanion, IDocumentManager, IRenderMimeRegistry, ISharedDrive],
  optional: [ITranslator, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    docManager: IDocumentManager,
    rendermime: IRenderMimeRegistry,
    shared: ISharedDrive,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { docRegistry, serviceManager } = app;
    const { drives } = shared;
    const { contents, serverSettings } = serviceManager;
    const hasH5web = app.listPlugins().some(id => H5WEB.test(id));
    const { hdf5: type } = viewedFileTypes(trans);
    const factory = new ViewerFactory({
      contents,
      name: FACTORY,
      label: trans.__('HDF5'),
      fileTypes: [type.name],
      icon: () => type.icon,
      isDefault: true,
      serverSettings,
      trans,
      createView: file => {
        const folder = folderOf(file.path, drives);
        if (!hasH5web || folder === null) {
          return new Hdf5Notice(file, trans);
        }
        const model = new Hdf5Model({ companion, file, folder, trans });
        return new Hdf5Viewer({ model, rendermime, trans });
      }
    });
    docRegistry.addFileType(type);
    docRegistry.addWidgetFactory(factory);
    if (hasH5web) {
      void app.started.then(() => keepOpening(docManager, type.name, drives));
    }

    const tracker = new WidgetTracker<DocumentWidget>({
      namespace: 'sciencemesh-hdf5'
    });
    factory.widgetCreated.connect((_, widget) => {
      void tracker.add(widget);
    });
    void restorer?.restore(tracker, {
      command: 'docmanager:open',
      args: ({ context }) => ({ path: context.path, factory: FACTORY }),
      name: ({ context }) => context.path
    });
  }
};

/**
 * Let HDF5 files of the drive be opened as all documents are.
 *
 * #### Notes
 * jupyterlab-h5web (12.9) has the document manager show, instead of an HDF5
 * file that is to be opened, the one that is selected among the local files.
 */
function keepOpening(
  docManager: IDocumentManager,
  type: string,
  drives: IDriveNames
): void {
  if (!(docManager instanceof DocumentManager)) {
    return;
  }
  const { registry } = docManager;
  const theirs = docManager.open;
  const ours = DocumentManager.prototype.open;
  docManager.open = (path, ...others) => {
    const isOurs =
      folderOf(path, drives) !== null &&
      registry.getFileTypesForPath(path).some(({ name }) => name === type);
    return (isOurs ? ours : theirs).call(docManager, path, ...others);
  };
}
