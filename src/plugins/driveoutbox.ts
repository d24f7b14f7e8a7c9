import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PanelWithToolbar } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { DriveCommands } from '../drive/commands';
import { OutboxIndicators } from '../drive/outbox/indicator';
import { OutboxView } from '../drive/outbox/view';
import { contentsPath } from '../drive/paths';
import { DriveStatus } from '../drive/statusbar';
import { ISharedDrive, ISidePanel } from '../tokens';

/** The documents that people edit. */
const FACTORIES = ['Notebook', 'Editor', 'Markdown Preview'];

/**
 * Shows what is on its way to the institutions, or waits for it.
 */
export const driveOutbox: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:drive-outbox',
  description:
    'Shows edits that are not at their servers yet, and files that are being uploaded.',
  autoStart: true,
  requires: [ISharedDrive, ISidePanel],
  optional: [ITranslator, IStatusBar],
  activate: (
    app: JupyterFrontEnd,
    shared: ISharedDrive,
    panel: ISidePanel,
    translator: ITranslator | null,
    bar: IStatusBar | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { commands, docRegistry } = app;
    const { outbox, uploads } = shared;
    const section = new PanelWithToolbar();
    section.addClass('jp-SciMeshPanel-section');
    section.title.label = trans.__('Unsent edits');
    section.addWidget(
      new OutboxView({
        model: outbox,
        open: path => {
          void commands.execute('docmanager:open', {
            path: contentsPath(path)
          });
        },
        trans
      })
    );
    // The section is there as long as there is something in it.
    let shown: IDisposable | null = null;
    const update = (): void => {
      if (outbox.items.length > 0) {
        shown ??= panel.addSection(section, { rank: 30, weight: 3 });
      } else {
        shown?.dispose();
        shown = null;
      }
    };
    outbox.changed.connect(update);
    update();

    const indicators = new OutboxIndicators({
      model: outbox,
      show: () => panel.reveal(section),
      trans
    });
    for (const factory of FACTORIES) {
      docRegistry.addWidgetExtension(factory, indicators);
    }

    const activeStateChanged = new Signal<typeof outbox, void>(outbox);
    outbox.changed.connect(() => activeStateChanged.emit());
    uploads.changed.connect(() => activeStateChanged.emit());
    bar?.registerStatusItem(driveOutbox.id, {
      activeStateChanged,
      align: 'middle',
      isActive: () => outbox.items.length > 0 || uploads.items.length > 0,
      item: new DriveStatus({
        outbox,
        show: () => {
          void commands.execute(DriveCommands.show);
        },
        trans,
        uploads
      })
    });
  }
};
