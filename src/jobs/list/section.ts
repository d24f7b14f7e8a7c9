import {
  listIcon,
  PanelWithToolbar,
  refreshIcon,
  ToolbarButton
} from '@jupyterlab/ui-components';
import { JobsView } from './view';

/**
 * The jobs, as a section of the ScienceMesh panel.
 */
export class JobsSection extends PanelWithToolbar {
  constructor(options: JobsView.IOptions) {
    super();
    const { actions, jobs, trans } = options;
    this.addClass('jp-SciMeshPanel-section');
    this.title.label = trans.__('Jobs');
    this.toolbar.addItem(
      'all',
      new ToolbarButton({
        icon: listIcon,
        tooltip: trans.__('Show all jobs in a table'),
        onClick: () => actions.showAll()
      })
    );
    this.toolbar.addItem(
      'refresh',
      new ToolbarButton({
        icon: refreshIcon,
        tooltip: trans.__('Refresh jobs'),
        onClick: () => void jobs.refresh()
      })
    );
    this.addWidget(new JobsView(options));
  }
}
