import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Conflicts } from '../drive/conflicts/conflicts';
import { ScienceMeshDrive } from '../drive/drive';
import { OutboxModel } from '../drive/outbox/model';
import { ReplacementQuestions } from '../drive/uploads/asking';
import { Uploads } from '../drive/uploads/uploads';
import { ICompanion, ISharedDrive } from '../tokens';

/**
 * Adds the drive.
 *
 * #### Notes
 * While the application starts: the router, which opens the document that the
 * page's address names, begins when all plugins have been activated, and would
 * take `ScienceMesh:` for the beginning of a local path.
 */
export const drive: JupyterFrontEndPlugin<ISharedDrive> = {
  id: 'jupyterlab-sciencemesh:drive',
  description:
    'Adds the drive "ScienceMesh" with the folders and files of accepted shares.',
  autoStart: true,
  requires: [ICompanion, IDocumentManager],
  optional: [ITranslator],
  provides: ISharedDrive,
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    docManager: IDocumentManager,
    translator: ITranslator | null
  ): ISharedDrive => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { contents, serverSettings } = app.serviceManager;
    const { events, status } = companion;
    const conflicts: Conflicts = new Conflicts({
      docManager,
      drive: () => shared,
      shell: app.shell,
      trans
    });
    const shared: ScienceMeshDrive = new ScienceMeshDrive({
      ready: async () => {
        await status.settled();
      },
      resolveConflict: collision => conflicts.resolve(collision),
      serverSettings
    });
    events.received.connect((_, event) => {
      if (event.type === 'contents') {
        shared.tell(event.change);
      } else if (event.type === 'share' && event.share.kind !== 'package') {
        shared.tell({ kind: 'refresh', path: '', oldPath: null });
      }
    });
    contents.addDrive(shared);
    const questions = new ReplacementQuestions(trans);
    return {
      drive: shared,
      outbox: new OutboxModel({ companion }),
      uploads: new Uploads({
        askReplacement: name => questions.ask(name),
        drive: shared,
        trans
      })
    };
  }
};
