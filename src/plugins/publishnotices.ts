import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { PublicationActions } from '../publish/actions';
import { PublicationAnnouncer } from '../publish/announcer';
import { PublicationCommands } from '../publish/commands';
import type { PublicationsModel } from '../publish/model';
import { RunningUploads } from '../publish/running';
import { UploadsStatus } from '../publish/statusbar';
import { IPublications, IPublishPages } from '../tokens';

/**
 * Tells what becomes of publications.
 */
export const publishNotices: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:publish-notices',
  description:
    'Shows a notification when files of a publication are verified, and when it is published, declined or in trouble.',
  autoStart: true,
  requires: [IPublications, IPublishPages],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    publications: PublicationsModel,
    pages: IPublishPages,
    translator: ITranslator | null
  ): void => {
    const announcer = new PublicationAnnouncer({
      isVisible: id => pages.isVisible(id),
      open: id => pages.open(id),
      publications,
      trans: (translator ?? nullTranslator).load('jupyterlab_sciencemesh')
    });
    app.shell.currentChanged?.connect(() => announcer.look());
  }
};

/**
 * Shows in the status bar how far uploads to repositories are.
 */
export const publishStatus: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:publish-status',
  description:
    'Adds an item to the status bar while files are on their way to a repository.',
  autoStart: true,
  requires: [IStatusBar, IPublications, IPublishPages],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    bar: IStatusBar,
    publications: PublicationsModel,
    pages: IPublishPages,
    translator: ITranslator | null
  ): void => {
    const activeStateChanged = new Signal<PublicationsModel, void>(
      publications
    );
    publications.changed.connect(() => activeStateChanged.emit());
    bar.registerStatusItem(publishStatus.id, {
      activeStateChanged,
      align: 'middle',
      isActive: () => publications.uploading.length > 0,
      item: new UploadsStatus({
        open: id => {
          if (id === null) {
            void app.commands.execute(PublicationCommands.showAll);
          } else {
            pages.open(id);
          }
        },
        publications,
        trans: (translator ?? nullTranslator).load('jupyterlab_sciencemesh')
      })
    });
  }
};

/**
 * Lists uploads among what runs.
 */
export const runningUploads: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:running-uploads',
  description: 'Adds uploads to repositories to the list of what runs.',
  autoStart: true,
  requires: [IRunningSessionManagers, IPublications, IPublishPages],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    managers: IRunningSessionManagers,
    publications: PublicationsModel,
    pages: IPublishPages,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const actions = new PublicationActions({
      open: id => pages.open(id),
      publications,
      trans
    });
    managers.add(new RunningUploads({ actions, publications, trans }));
  }
};
