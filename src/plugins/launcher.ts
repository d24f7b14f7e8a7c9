import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { DisposableSet } from '@lumino/disposable';
import { CommandIDs } from '../commands';
import { ICompanion } from '../tokens';

/**
 * Adds the launcher cards, for as long as the companion is there.
 */
export const launcher: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:launcher',
  description: 'Adds ScienceMesh cards to the launcher.',
  autoStart: true,
  requires: [ILauncher, ICompanion],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    model: ILauncher,
    companion: ICompanion,
    translator: ITranslator | null
  ): void => {
    const { status } = companion;
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    let cards: DisposableSet | null = null;
    const update = (): void => {
      if (status.isRunning && !cards) {
        cards = DisposableSet.from(
          [CommandIDs.showPanel, CommandIDs.openUrl].map((command, rank) =>
            model.add({
              command,
              args: { isLauncher: true },
              category: trans.__('ScienceMesh'),
              categoryRank: 80,
              rank
            })
          )
        );
      } else if (!status.isRunning) {
        cards?.dispose();
        cards = null;
      }
    };
    status.changed.connect(update);
    update();
  }
};
