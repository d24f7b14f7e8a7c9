import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addPanelCommands, CommandIDs } from '../commands';
import type { SharesModel } from '../shares/model';
import { ScienceMeshPanel } from '../shares/panel';
import { ICompanion, IReceivedShares, ISidePanel } from '../tokens';

/**
 * Shows the received shares in the left side bar.
 */
export const panel: JupyterFrontEndPlugin<ISidePanel> = {
  id: 'jupyterlab-sciencemesh:panel',
  description: 'Adds the ScienceMesh side panel with the received shares.',
  autoStart: true,
  requires: [ICompanion, IReceivedShares],
  optional: [ITranslator, ILayoutRestorer, ICommandPalette],
  provides: ISidePanel,
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    model: SharesModel,
    maybeTranslator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): ISidePanel => {
    const { status } = companion;
    const translator = maybeTranslator ?? nullTranslator;
    const trans = translator.load('jupyterlab_sciencemesh');
    const { commands, shell } = app;
    const widget = new ScienceMeshPanel({
      browse: share => {
        void commands.execute(CommandIDs.showDrive, { share: share.id });
      },
      check: share => {
        void commands.execute(CommandIDs.checkShare, { share: share.id });
      },
      model,
      open: share => {
        void commands.execute(CommandIDs.openShare, { share: share.id });
      },
      openFile: () => {
        void commands.execute(CommandIDs.openFile);
      },
      openUrl: () => {
        void commands.execute(CommandIDs.openUrl);
      },
      status,
      trans,
      translator
    });
    addPanelCommands(commands, {
      refresh: async () => {
        await status.refresh();
        await model.lookEverywhere();
      },
      show: () => shell.activateById(widget.id),
      trans
    });
    // Between the panels of JupyterLab itself and those at the very end.
    shell.add(widget, 'left', { rank: 700, type: 'ScienceMesh' });
    restorer?.add(widget, 'sciencemesh-panel');
    for (const command of [CommandIDs.showPanel, CommandIDs.refreshShares]) {
      palette?.addItem({
        command,
        category: trans.__('ScienceMesh'),
        args: { isPalette: true }
      });
    }
    return {
      addSection: (section, options) => widget.addSection(section, options),
      reveal: section => {
        shell.activateById(widget.id);
        widget.expand(section);
      }
    };
  }
};
