import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Conflicts } from '../drive/conflicts/conflicts';
import { ScienceMeshDrive } from '../drive/drive';
import { Drives } from '../drive/drives';
import { OutboxModel } from '../drive/outbox/model';
import { OwnDriveNames } from '../drive/ownnames';
import { ReplacementQuestions } from '../drive/uploads/asking';
import { Uploads } from '../drive/uploads/uploads';
import { ICompanion, ISharedDrive } from '../tokens';

/**
 * Adds the drives.
 *
 * #### Notes
 * While the application starts: the router, which opens the document that the
 * page's address names, begins when all plugins have been activated, and would
 * take `ScienceMesh:` for the beginning of a local path. So the application
 * waits where the names of other drives have to be asked for.
 */
export const drive: JupyterFrontEndPlugin<ISharedDrive> = {
  id: 'jupyterlab-sciencemesh:drive',
  description:
    'Adds the drive "ScienceMesh" with the folders and files of accepted shares, and drives with the own files that people have at providers.',
  autoStart: true,
  requires: [ICompanion, IDocumentManager],
  optional: [ITranslator],
  provides: ISharedDrive,
  activate: async (
    app: JupyterFrontEnd,
    companion: ICompanion,
    docManager: IDocumentManager,
    translator: ITranslator | null
  ): Promise<ISharedDrive> => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { contents, serverSettings } = app.serviceManager;
    const { events, status } = companion;
    const make = (name: string): ScienceMeshDrive => {
      const conflicts: Conflicts = new Conflicts({
        docManager,
        drive: () => made,
        shell: app.shell,
        trans
      });
      const made: ScienceMeshDrive = new ScienceMeshDrive({
        name,
        ready: async () => {
          await status.settled();
        },
        resolveConflict: collision => conflicts.resolve(collision),
        serverSettings
      });
      return made;
    };
    const drives = new Drives({ contents, make });
    events.received.connect((_, event) => {
      if (event.type === 'contents') {
        drives.tell(event.change);
      } else if (event.type === 'share' && event.share.kind !== 'package') {
        drives.tell({ kind: 'refresh', path: '', oldPath: null });
      }
    });
    const names = new OwnDriveNames({
      add: name => drives.add(name),
      companion,
      isKnown: name => contents.driveName(`${name}:`) !== '',
      storage: () => window.localStorage
    });
    await names.follow();
    const questions = new ReplacementQuestions(trans);
    return {
      drive: drives.shared,
      drives,
      outbox: new OutboxModel({ companion }),
      uploads: new Uploads({
        askReplacement: name => questions.ask(name),
        driveOf: path => drives.of(path),
        trans
      })
    };
  }
};
