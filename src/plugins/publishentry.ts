import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog, IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { PublicationSubject } from 'sciencemesh-contract';
import { namedPath, shownPath } from '../drive/paths';
import { placeOfShare } from '../drive/shareplace';
import { UnsavedDocuments } from '../jobs/form/unsaved';
import type { JobsModel } from '../jobs/model';
import { addPublishCommands, PublishCommands } from '../publish/entry/commands';
import { isPublishable, sharedSubject } from '../publish/entry/shared';
import { openDocuments } from '../publish/entry/unsaved';
import type { SharesModel } from '../shares/model';
import {
  ICompanion,
  IJobs,
  IPackagePreviews,
  IPublishPages,
  IReceivedShares,
  ISharedDrive
} from '../tokens';

/**
 * Begins to publish from wherever files are shown.
 */
export const publishEntry: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:publish-entry',
  description:
    'Adds “Publish to repository…” to the palette, the file browsers, the notebook toolbar and the shares.',
  autoStart: true,
  requires: [ICompanion, IPublishPages, IDocumentManager],
  optional: [
    ITranslator,
    IFileBrowserFactory,
    IPackagePreviews,
    IReceivedShares,
    ISharedDrive,
    IJobs,
    ICommandPalette
  ],
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    pages: IPublishPages,
    docManager: IDocumentManager,
    maybeTranslator: ITranslator | null,
    browsers: IFileBrowserFactory | null,
    previews: IPackagePreviews | null,
    shares: SharesModel | null,
    shared: ISharedDrive | null,
    jobs: JobsModel | null,
    palette: ICommandPalette | null
  ): void => {
    const translator = maybeTranslator ?? nullTranslator;
    const trans = translator.load('jupyterlab_sciencemesh');
    const { commands, shell } = app;
    const { status } = companion;
    const unsaved = new UnsavedDocuments(
      docManager,
      trans,
      trans.__('What is published is what is saved.')
    );
    const pathsOf = (subject: PublicationSubject): readonly string[] => {
      if ('paths' in subject) {
        return subject.paths;
      }
      const folder =
        'jobId' in subject
          ? jobs?.get(subject.jobId)?.results
          : shares?.forPackage(subject.packageId)?.package?.workingCopy;
      return folder ? [folder] : [];
    };
    addPublishCommands(commands, {
      begin: async subject => {
        const paths = pathsOf(subject).map(shownPath);
        for (const path of openDocuments(paths, docManager, shell)) {
          if (!(await unsaved.settle(path))) {
            return;
          }
        }
        pages.begin(
          'paths' in subject && shared
            ? {
                paths: subject.paths.map(path => namedPath(path, shared.drives))
              }
            : subject
        );
      },
      choose: async () => {
        const { button, value } = await FileDialog.getOpenFiles({
          label: trans.__('Choose notebooks, data and folders'),
          manager: docManager,
          title: trans.__('Publish to repository'),
          translator
        });
        const paths = (value ?? [])
          .map(({ path }) => path)
          .filter(path => path !== '');
        if (button.accept && paths.length === 0) {
          Notification.warning(
            trans.__('Choose the files and folders that are to be published.')
          );
        }
        return button.accept && paths.length > 0 ? { paths } : null;
      },
      current: () => {
        const packageId = previews?.currentId ?? null;
        const { currentWidget } = shell;
        const path =
          currentWidget && docManager.contextForWidget(currentWidget)?.path;
        return packageId !== null
          ? { packageId }
          : path
            ? { paths: [path] }
            : null;
      },
      selected: () =>
        [...(browsers?.tracker.currentWidget?.selectedItems() ?? [])].map(
          ({ path }) => path
        ),
      shared: async shareId => {
        const share = shares?.get(shareId);
        const subject =
          share &&
          (await sharedSubject(share, async id =>
            shared ? placeOfShare(shared.drive, id) : null
          ));
        if (!subject) {
          Notification.warning(
            trans.__(
              'What was shared is not in the drive at the moment. Refresh the shares, and try again.'
            )
          );
        }
        return subject ?? null;
      },
      shareUnderPointer: () => {
        const id = app.contextMenuHitTest(
          node => node.dataset['shareId'] !== undefined
        )?.dataset['shareId'];
        const share = shares?.get(id ?? '');
        return share && isPublishable(share) ? share.id : null;
      },
      status,
      trans
    });
    const notify = (): void =>
      commands.notifyCommandChanged(PublishCommands.publish);
    status.changed.connect(notify);
    palette?.addItem({
      command: PublishCommands.publish,
      category: trans.__('ScienceMesh'),
      args: { isPalette: true }
    });
  }
};
