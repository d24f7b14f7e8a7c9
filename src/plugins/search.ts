import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PanelWithToolbar, searchIcon } from '@jupyterlab/ui-components';
import { AccordionPanel } from '@lumino/widgets';
import { contentsPath } from '../drive/paths';
import { SearchModel } from '../search/model';
import { SearchView } from '../search/view';
import { ICompanion, ISharedDrive, ISidePanel } from '../tokens';

const SEARCH = 'sciencemesh:search';

/**
 * Searches the drive.
 */
export const search: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:search',
  description: 'Adds a search by name across all shares to the side panel.',
  autoStart: true,
  // Hits lead into the drives, so they have to be there.
  requires: [ICompanion, ISidePanel, ISharedDrive],
  optional: [ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    panel: ISidePanel,
    _drives: ISharedDrive,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { commands } = app;
    const show = (path: string): void => {
      void commands.execute('sciencemesh:show-drive', {
        path: contentsPath(path)
      });
    };
    const view = new SearchView({
      model: new SearchModel({ companion }),
      open: ({ kind, path }) => {
        if (kind === 'folder') {
          show(path);
        } else {
          void commands.execute('docmanager:open', {
            path: contentsPath(path)
          });
        }
      },
      reveal: ({ path }) => show(path),
      trans
    });
    const section = new PanelWithToolbar();
    section.addClass('jp-SciMeshPanel-section');
    section.addClass('jp-SciMeshSearch-section');
    section.title.label = trans.__('Search');
    section.addWidget(view);
    panel.addSection(section, { rank: 20, weight: 2 });
    if (section.parent instanceof AccordionPanel) {
      // Closed until somebody searches: the drive needs the room.
      section.parent.collapse(section.parent.widgets.indexOf(section));
    }

    commands.addCommand(SEARCH, {
      label: trans.__('Search shares…'),
      caption: trans.__('Find files and folders of all shares by their names'),
      icon: args => (args['isPalette'] ? undefined : searchIcon),
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => companion.status.isRunning,
      execute: () => {
        panel.reveal(section);
        view.focusField();
      }
    });
    palette?.addItem({
      command: SEARCH,
      category: trans.__('ScienceMesh'),
      args: { isPalette: true }
    });
  }
};
