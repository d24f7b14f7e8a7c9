import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import {
  ICommandPalette,
  IThemeManager,
  WidgetTracker
} from '@jupyterlab/apputils';
import type { DocumentWidget } from '@jupyterlab/docregistry';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { fileIcon } from '@jupyterlab/ui-components';
import { addViewerCommands, CommandIDs } from '../commands';
import { ReferenceModelFactory, ViewerFactory } from '../viewers/documents';
import { ParquetViewer } from '../viewers/parquet/widget';
import { RootViewer } from '../viewers/root/widget';
import { TextViewer } from '../viewers/text/widget';
import { viewedFileTypes } from '../viewers/types';

/** The names of the widget factories, for "Open With" and default viewers. */
const FACTORIES = {
  parquet: 'ScienceMesh Parquet',
  root: 'ScienceMesh ROOT',
  text: 'ScienceMesh First page'
} as const;

/**
 * Looks into files that are too large to be loaded.
 */
export const viewers: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:viewers',
  description:
    'Shows ROOT files, Parquet tables and the first page of large texts, reading only the parts that are seen.',
  autoStart: true,
  optional: [
    ITranslator,
    ILayoutRestorer,
    ICommandPalette,
    IThemeManager,
    IFileBrowserFactory
  ],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    themeManager: IThemeManager | null,
    browsers: IFileBrowserFactory | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { commands, docRegistry, serviceManager } = app;
    const { contents, serverSettings } = serviceManager;
    const common = { contents, serverSettings, trans };
    const types = viewedFileTypes(trans);
    const tracker = new WidgetTracker<DocumentWidget>({
      namespace: 'sciencemesh-viewer'
    });

    const factories = [
      new ViewerFactory({
        ...common,
        name: FACTORIES.text,
        label: trans.__('First page'),
        fileTypes: ['*'],
        icon: path =>
          docRegistry.getFileTypesForPath(path)[0]?.icon ?? fileIcon,
        isDefault: false,
        createView: file => new TextViewer(file, trans)
      }),
      new ViewerFactory({
        ...common,
        name: FACTORIES.root,
        label: trans.__('ROOT viewer'),
        fileTypes: [types.root.name],
        icon: () => types.root.icon,
        isDefault: true,
        createView: file => new RootViewer({ file, themeManager, trans })
      }),
      new ViewerFactory({
        ...common,
        name: FACTORIES.parquet,
        label: trans.__('Parquet viewer'),
        fileTypes: [types.parquet.name],
        icon: () => types.parquet.icon,
        isDefault: true,
        createView: file => new ParquetViewer(file, trans)
      })
    ];
    docRegistry.addModelFactory(new ReferenceModelFactory());
    docRegistry.addFileType(types.root);
    docRegistry.addFileType(types.parquet);
    const factoryOf = new WeakMap<DocumentWidget, string>();
    for (const factory of factories) {
      docRegistry.addWidgetFactory(factory);
      factory.widgetCreated.connect((sender, widget) => {
        factoryOf.set(widget, sender.name);
        void tracker.add(widget);
      });
    }

    addViewerCommands(commands, {
      openLarge: async path => {
        const own = factories.map(({ name }) => name);
        const preferred = docRegistry.defaultWidgetFactory(path).name;
        await commands.execute('docmanager:open', {
          path,
          factory: own.includes(preferred) ? preferred : FACTORIES.text
        });
      },
      selected: () =>
        [...(browsers?.tracker.currentWidget?.selectedItems() ?? [])]
          .filter(({ type }) => type !== 'directory')
          .map(({ path }) => path),
      trans
    });
    palette?.addItem({
      command: CommandIDs.openLargeFile,
      category: trans.__('ScienceMesh'),
      args: { isPalette: true }
    });

    if (restorer) {
      void restorer.restore(tracker, {
        command: 'docmanager:open',
        args: widget => ({
          path: widget.context.path,
          factory: factoryOf.get(widget) ?? FACTORIES.text
        }),
        name: widget => `${factoryOf.get(widget) ?? ''}:${widget.context.path}`
      });
    }
  }
};
