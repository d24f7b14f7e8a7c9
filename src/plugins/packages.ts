import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addPackageCommands, CommandIDs } from '../commands';
import { JobCommands } from '../jobs/form/commands';
import { PackageActions } from '../packages/actions';
import {
  PACKAGE_FACTORY,
  packageFileTypes,
  PackageFactory,
  PackageModelFactory
} from '../packages/document';
import { PackageOpener } from '../packages/opener';
import { ownFolders } from '../packages/ownfolders';
import { PackagePreviews } from '../packages/previews';
import { PublishCommands } from '../publish/entry/commands';
import type { SharesModel } from '../shares/model';
import {
  ICompanion,
  IPackagePreviews,
  IPreferences,
  IReceivedShares,
  ITransfers
} from '../tokens';
import type { TransfersModel } from '../transfers/model';
import { WorkingCopies } from '../transfers/workingcopies';

/**
 * Shows packages in the main area, wherever they come from.
 */
export const packages: JupyterFrontEndPlugin<IPackagePreviews> = {
  id: 'jupyterlab-sciencemesh:packages',
  description:
    'Previews Packages for Processing and opens them as notebooks: received ones, crate documents and crate archives.',
  autoStart: true,
  requires: [
    ICompanion,
    IReceivedShares,
    ITransfers,
    IPreferences,
    IDocumentManager
  ],
  optional: [ITranslator, ILayoutRestorer, ICommandPalette],
  provides: IPackagePreviews,
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    shares: SharesModel,
    transfers: TransfersModel,
    preferences: IPreferences,
    docManager: IDocumentManager,
    maybeTranslator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): IPackagePreviews => {
    const translator = maybeTranslator ?? nullTranslator;
    const trans = translator.load('jupyterlab_sciencemesh');
    const { commands, docRegistry, shell } = app;
    const { status } = companion;
    const actions = new PackageActions({
      docManager,
      ownFolders: () =>
        ownFolders(app.serviceManager.contents, shares.providers),
      preferences,
      publish: id => commands.execute(PublishCommands.publish, { package: id }),
      submit: id => commands.execute(JobCommands.submit, { package: id }),
      trans,
      translator,
      workingCopies: new WorkingCopies({ commands, docManager })
    });
    const previews = new PackagePreviews({
      actions,
      companion,
      shares,
      shell,
      trans,
      transfers
    });
    const opener = new PackageOpener({
      actions,
      companion,
      docManager,
      previews,
      shares,
      showPanel: () => commands.execute(CommandIDs.showPanel),
      trans,
      translator
    });

    addPackageCommands(commands, {
      checkSources: async () => previews.current?.model.check(),
      hasCurrent: () => previews.current !== null,
      openAsNotebook: id => opener.openAsNotebook(id),
      openFile: path => opener.openFile(path),
      openPackage: id => previews.open(id),
      openShare: id => opener.openShare(id),
      openUrl: url => opener.openUrl(url),
      status,
      trans
    });
    for (const command of [
      CommandIDs.openFile,
      CommandIDs.openUrl,
      CommandIDs.openAsNotebook,
      CommandIDs.checkSources
    ]) {
      palette?.addItem({
        command,
        category: trans.__('ScienceMesh'),
        args: { isPalette: true }
      });
    }

    const factory = new PackageFactory({
      contents: app.serviceManager.contents,
      previews,
      trans
    });
    for (const fileType of Object.values(packageFileTypes(trans))) {
      docRegistry.addFileType(fileType);
    }
    docRegistry.addModelFactory(new PackageModelFactory());
    docRegistry.addWidgetFactory(factory);
    factory.widgetCreated.connect((_, widget) => {
      void previews.documents.add(widget);
    });

    if (restorer) {
      void restorer.restore(previews.tracker, {
        command: CommandIDs.openPackage,
        args: widget => ({ package: widget.content.model.packageId ?? '' }),
        name: widget => widget.content.model.packageId ?? ''
      });
      void restorer.restore(previews.documents, {
        command: 'docmanager:open',
        args: widget => ({
          path: widget.context.path,
          factory: PACKAGE_FACTORY
        }),
        name: widget => widget.context.path
      });
    }
    return previews;
  }
};
