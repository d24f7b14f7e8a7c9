import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  createToolbarFactory,
  ICommandPalette,
  IToolbarWidgetRegistry,
  setToolbar
} from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { IConnectionStatus } from '@jupyterlab/services';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PanelWithToolbar } from '@jupyterlab/ui-components';
import { CommandIDs } from '../commands';
import { DriveBrowser } from '../drive/browser/browser';
import { DriveFolder } from '../drive/browser/folder';
import { DriveSwitch } from '../drive/browser/switch';
import { FILE_BROWSER_SETTINGS, follow } from '../drive/browser/settings';
import { addDriveCommands, DriveCommands } from '../drive/commands';
import type { ScienceMeshDrive } from '../drive/drive';
import { addElsewhereCommand } from '../drive/elsewhere';
import { addKeptCommands } from '../drive/kept/commands';
import { KeptPages } from '../drive/kept/pages';
import { returnFocus } from '../drive/listing/menufocus';
import { fillOpenWith } from '../drive/openwith';
import type { SharesModel } from '../shares/model';
import {
  ICompanion,
  IReceivedShares,
  ISharedDrive,
  ISidePanel
} from '../tokens';

/** Name of the toolbar in the settings. */
const TOOLBAR = 'ScienceMeshDrive';

/**
 * Shows the drives in the side panel.
 */
export const driveBrowser: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:drive-browser',
  description: 'Adds the file browsers of the ScienceMesh drives.',
  autoStart: true,
  requires: [
    ISharedDrive,
    ISidePanel,
    ICompanion,
    IReceivedShares,
    IDocumentManager,
    IFileBrowserFactory
  ],
  optional: [
    ITranslator,
    IStateDB,
    ISettingRegistry,
    IToolbarWidgetRegistry,
    ICommandPalette,
    IConnectionStatus
  ],
  activate: (
    app: JupyterFrontEnd,
    shared: ISharedDrive,
    panel: ISidePanel,
    companion: ICompanion,
    shares: SharesModel,
    docManager: IDocumentManager,
    browsers: IFileBrowserFactory,
    maybeTranslator: ITranslator | null,
    state: IStateDB | null,
    settings: ISettingRegistry | null,
    toolbars: IToolbarWidgetRegistry | null,
    palette: ICommandPalette | null,
    connection: IConnectionStatus | null
  ): void => {
    const translator = maybeTranslator ?? nullTranslator;
    const trans = translator.load('jupyterlab_sciencemesh');
    const { drives, uploads } = shared;
    const { events, status } = companion;
    const hide = (share: string) => shares.change(share, { hidden: true });
    const browse = (drive: ScienceMeshDrive): DriveBrowser =>
      new DriveBrowser({
        folder: new DriveFolder({
          drive,
          events,
          manager: docManager,
          refreshStandby: () =>
            connection?.isConnected === false || !status.isRunning
              ? true
              : 'when-hidden',
          state,
          trans,
          translator,
          uploads
        }),
        hide,
        state,
        status,
        trans,
        translator,
        uploads
      });
    const views = new DriveSwitch(browse(drives.shared), { state, trans });
    const section = new PanelWithToolbar();
    section.addClass('jp-SciMeshPanel-section');
    section.title.label = trans.__('Drive');
    section.addWidget(views);
    addDriveCommands(app.commands, {
      drives: views,
      hide,
      show: () => {
        panel.reveal(section);
        // The palette gives the focus back before the next frame.
        requestAnimationFrame(() => views.front.rows.activate());
      },
      trans
    });
    addElsewhereCommand(app.commands, {
      drives: views,
      open: url => {
        window.open(url, '_blank', 'noopener,noreferrer');
      },
      shares,
      trans
    });
    shares.changed.connect(() =>
      app.commands.notifyCommandChanged(CommandIDs.openElsewhere)
    );
    const kept = new KeptPages({
      client: companion.client,
      docManager,
      follow: path => {
        void app.commands.execute(DriveCommands.show, { path });
      },
      shell: app.shell,
      status,
      trans
    });
    addKeptCommands(app.commands, {
      drives: views,
      showDeleted: (spaces, provider) => kept.showDeleted(spaces, provider),
      showVersions: entry => kept.showVersions(entry),
      trans
    });
    fillOpenWith(app, () => views.front);
    if (settings && toolbars) {
      setToolbar(
        section,
        createToolbarFactory(
          toolbars,
          settings,
          TOOLBAR,
          driveBrowser.id,
          translator
        ),
        section.toolbar
      );
    }
    const adopt = (browser: DriveBrowser): void => {
      returnFocus(app.contextMenu.menu, browser.rows);
      // So that JupyterLab finds the browser for paths of the drive.
      void browsers.tracker.add(browser);
      void settings
        ?.load(FILE_BROWSER_SETTINGS)
        .then(loaded => follow(loaded, browser))
        .catch((cause: unknown) => {
          console.error('The settings of file browsers were not read.', cause);
        });
    };
    views.added.connect((_, browser) => adopt(browser));
    views.browsers.forEach(adopt);
    const add = (drive: ScienceMeshDrive): void => views.add(browse(drive));
    drives.all.filter(({ isOwn }) => isOwn).forEach(add);
    drives.added.connect((_, drive) => add(drive));
    panel.addSection(section, { rank: 10, weight: 3 });
    const category = trans.__('ScienceMesh');
    for (const command of [DriveCommands.show, DriveCommands.refresh]) {
      palette?.addItem({ command, category });
    }
    for (const command of [
      CommandIDs.openElsewhere,
      CommandIDs.showVersions,
      CommandIDs.showDeleted
    ]) {
      palette?.addItem({ command, category, args: { isPalette: true } });
    }
  }
};
