import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import {
  addRepositoriesCommand,
  PublicationCommands
} from '../publish/commands';
import type { PublicationsModel } from '../publish/model';
import { repositoriesPage } from '../publish/repositories/pages';
import { ICompanion, IPublications } from '../tokens';

/**
 * Shows the repositories.
 */
export const repositories: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:repositories',
  description:
    'Adds the page on which people sign in to repositories such as Zenodo, and add others.',
  autoStart: true,
  requires: [ICompanion, IPublications],
  optional: [ITranslator, ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    publications: PublicationsModel,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { commands, shell } = app;
    const { status } = companion;
    const page = repositoriesPage(shell, { publications, status, trans });
    addRepositoriesCommand(commands, {
      show: id => {
        const content = page.show();
        if (id !== null) {
          content.signIn(id);
        }
      },
      trans
    });
    palette?.addItem({
      command: PublicationCommands.showRepositories,
      category: trans.__('ScienceMesh'),
      args: { isPalette: true }
    });
    if (restorer) {
      void restorer.restore(page.tracker, {
        command: PublicationCommands.showRepositories,
        name: () => 'repositories'
      });
    }
  }
};
