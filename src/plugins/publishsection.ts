import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PublicationActions } from '../publish/actions';
import { addListCommand, PublicationCommands } from '../publish/commands';
import { PublishCommands } from '../publish/entry/commands';
import type { PublicationsModel } from '../publish/model';
import { PublicationsSection } from '../publish/section/section';
import { SeenStates } from '../publish/seen';
import {
  ICompanion,
  IPublications,
  IPublishPages,
  ISidePanel
} from '../tokens';

/**
 * Lists publications in the side bar.
 */
export const publishSection: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:publish-section',
  description:
    'Adds a section with drafts, uploads, reviews and published records to the ScienceMesh panel.',
  autoStart: true,
  requires: [ICompanion, IPublications, IPublishPages, ISidePanel],
  optional: [ITranslator, IStateDB, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    publications: PublicationsModel,
    pages: IPublishPages,
    panel: ISidePanel,
    translator: ITranslator | null,
    state: IStateDB | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { commands, shell } = app;
    const seen = new SeenStates({
      isVisible: id => pages.isVisible(id),
      publications,
      state
    });
    shell.currentChanged?.connect(() => seen.look());
    const section = new PublicationsSection({
      actions: new PublicationActions({
        open: id => {
          pages.open(id);
          seen.markSeen(id);
        },
        publications,
        trans
      }),
      begin: () => {
        void commands.execute(PublishCommands.publish, { choose: true });
      },
      publications,
      seen,
      showFile: path => {
        void commands.execute('filebrowser:go-to-path', { path });
      },
      showRepositories: repository => {
        void commands.execute(
          PublicationCommands.showRepositories,
          repository === undefined ? {} : { repository }
        );
      },
      status: companion.status,
      trans
    });
    panel.addSection(section, { rank: 30, weight: 2 });
    section.foldUntilNeeded();
    addListCommand(commands, { show: () => panel.reveal(section), trans });
    palette?.addItem({
      command: PublicationCommands.showAll,
      category: trans.__('ScienceMesh'),
      args: { isPalette: true }
    });
  }
};
