import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { sharesAt } from '../drive/shareplace';
import type { PublicationsModel } from '../publish/model';
import {
  addWizardCommands,
  OPEN_PUBLICATION
} from '../publish/wizard/commands';
import { PublishPages } from '../publish/wizard/pages';
import { remaindersIn } from '../publish/wizard/remainders';
import { Fixes } from '../publish/wizard/select/fixes';
import { Senders } from '../publish/wizard/senders';
import { argumentsFor, layoutName } from '../publish/wizard/start';
import type { SharesModel } from '../shares/model';
import {
  ICompanion,
  IPublications,
  IPublishPages,
  IReceivedShares,
  ISharedDrive
} from '../tokens';

/**
 * Pages that publish.
 */
export const publishPages: JupyterFrontEndPlugin<IPublishPages> = {
  id: 'jupyterlab-sciencemesh:publish-pages',
  description:
    'Publishes files at a repository, step by step: select, describe, send, verify, finish.',
  autoStart: true,
  requires: [ICompanion, IPublications, IDocumentManager],
  optional: [
    ITranslator,
    ILayoutRestorer,
    IStateDB,
    IReceivedShares,
    ISharedDrive
  ],
  provides: IPublishPages,
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    publications: PublicationsModel,
    docManager: IDocumentManager,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    state: IStateDB | null,
    shares: SharesModel | null,
    shared: ISharedDrive | null
  ): IPublishPages => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { commands, shell } = app;
    const { status } = companion;
    const pages = new PublishPages({
      fixes: new Fixes({ commands, docManager, trans }),
      publications,
      remainders: state === null ? null : remaindersIn(state),
      senders: shares && sendersOf(shares, shared),
      shell,
      showFile: path =>
        void commands.execute('filebrowser:go-to-path', { path }),
      status,
      trans
    });
    addWizardCommands(commands, start => pages.show(start), trans);
    if (restorer) {
      void restorer.restore(pages.tracker, {
        command: OPEN_PUBLICATION,
        args: ({ content }) => ({ ...argumentsFor(content.model.start) }),
        name: ({ content }) => layoutName(content.model.start)
      });
    }
    return pages;
  }
};

function sendersOf(shares: SharesModel, shared: ISharedDrive | null): Senders {
  return new Senders({
    shares,
    sharesAt: async paths => (shared ? sharesAt(shared.drive, paths) : [])
  });
}
