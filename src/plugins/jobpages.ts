import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { NotebookPanel } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { JobActions } from '../jobs/actions';
import { addJobCommands, JobCommandIDs } from '../jobs/page/commands';
import { JobsSection } from '../jobs/list/section';
import type { JobsModel } from '../jobs/model';
import { JobPages } from '../jobs/pages';
import { jobTable } from '../jobs/table/tables';
import { PublishCommands } from '../publish/entry/commands';
import { ICompanion, IJobForms, IJobPages, IJobs, ISidePanel } from '../tokens';

/**
 * Shows jobs: a section of the side panel, a table, and a page of each.
 */
export const jobPages: JupyterFrontEndPlugin<IJobPages> = {
  id: 'jupyterlab-sciencemesh:job-pages',
  description:
    'Lists jobs in the ScienceMesh panel and in a table, and shows each with its notebook, output and files while it runs.',
  autoStart: true,
  requires: [
    ICompanion,
    IJobs,
    IDocumentManager,
    IRenderMimeRegistry,
    IEditorServices,
    NotebookPanel.IContentFactory
  ],
  optional: [
    IJobForms,
    ISidePanel,
    ITranslator,
    ILayoutRestorer,
    ICommandPalette
  ],
  provides: IJobPages,
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    jobs: JobsModel,
    docManager: IDocumentManager,
    rendermime: IRenderMimeRegistry,
    editorServices: IEditorServices,
    contentFactory: NotebookPanel.IContentFactory,
    forms: IJobForms | null,
    sidePanel: ISidePanel | null,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): IJobPages => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { commands, shell } = app;
    const { status } = companion;
    const noForm = (): void => {
      Notification.error(
        trans.__(
          'Nothing here submits jobs: the plugin jupyterlab-sciencemesh:job-form is disabled.'
        )
      );
    };
    const pages: IJobPages = {
      submit: (subject, siteId) => forms?.open(subject, siteId) ?? noForm(),
      rerun: jobId => forms?.rerun(jobId) ?? noForm(),
      open: (jobId, task) => details.open(jobId, task),
      showAll: () => {
        table.show();
      }
    };
    const actions = new JobActions({
      docManager,
      jobs,
      open: pages.open,
      publish: job => {
        void commands.execute(PublishCommands.publish, { job });
      },
      rerun: forms === null ? null : pages.rerun,
      showAll: pages.showAll,
      trans
    });
    const { mimeTypeService } = editorServices;
    const details = new JobPages({
      actions,
      jobs,
      rendering: { contentFactory, mimeTypeService, rendermime },
      shell,
      status,
      trans
    });
    const table = jobTable(shell, { actions, jobs, status, trans });
    forms?.submitted.connect((_, { id }) => details.open(id));

    if (sidePanel) {
      const section = new JobsSection({ actions, jobs, status, trans });
      sidePanel.addSection(section, { rank: 20, weight: 2 });
      section.foldUntilNeeded();
    }
    addJobCommands(commands, {
      open: pages.open,
      showAll: pages.showAll,
      trans
    });
    palette?.addItem({
      command: JobCommandIDs.showAll,
      category: trans.__('ScienceMesh'),
      args: { isPalette: true }
    });
    if (restorer) {
      void restorer.restore(details.tracker, {
        command: JobCommandIDs.open,
        args: ({ content }) => ({ job: content.model.jobId }),
        name: ({ content }) => content.model.jobId
      });
      void restorer.restore(table.tracker, {
        command: JobCommandIDs.showAll,
        name: () => 'jobs'
      });
    }
    return pages;
  }
};
