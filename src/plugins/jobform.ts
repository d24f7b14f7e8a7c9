import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog, IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { namedPath, shownPath } from '../drive/paths';
import {
  addJobCommands,
  argumentsFor,
  JobCommands
} from '../jobs/form/commands';
import { JobFields } from '../jobs/form/fields';
import { JobForms } from '../jobs/form/forms';
import { UnsavedDocuments } from '../jobs/form/unsaved';
import type { JobsModel } from '../jobs/model';
import {
  ICompanion,
  IJobFields,
  IJobForms,
  IJobs,
  IPackagePreviews,
  ISharedDrive
} from '../tokens';

/**
 * The fields that any site can be asked for; to have other ones, disable this
 * plugin and provide `IJobFields`.
 */
export const jobFields: JupyterFrontEndPlugin<IJobFields> = {
  id: 'jupyterlab-sciencemesh:job-fields',
  description:
    'The fields of the submit form that differ from deployment to deployment: queue, account, processors, memory, time, environment.',
  autoStart: true,
  optional: [ITranslator],
  provides: IJobFields,
  activate: (
    _app: JupyterFrontEnd,
    translator: ITranslator | null
  ): IJobFields =>
    new JobFields((translator ?? nullTranslator).load('jupyterlab_sciencemesh'))
};

/**
 * Submits jobs.
 */
export const jobForm: JupyterFrontEndPlugin<IJobForms> = {
  id: 'jupyterlab-sciencemesh:job-form',
  description:
    'Submits notebooks, scripts, workflows and packages to HTCondor, HPC or this machine.',
  autoStart: true,
  requires: [ICompanion, IJobs, IJobFields, IDocumentManager, IEditorServices],
  optional: [
    ITranslator,
    IFileBrowserFactory,
    IPackagePreviews,
    ICommandPalette,
    ILayoutRestorer,
    ISharedDrive
  ],
  provides: IJobForms,
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    jobs: JobsModel,
    fields: IJobFields,
    docManager: IDocumentManager,
    editorServices: IEditorServices,
    maybeTranslator: ITranslator | null,
    browsers: IFileBrowserFactory | null,
    previews: IPackagePreviews | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    shared: ISharedDrive | null
  ): IJobForms => {
    const translator = maybeTranslator ?? nullTranslator;
    const trans = translator.load('jupyterlab_sciencemesh');
    const { commands, shell } = app;
    const { status } = companion;
    const drives = shared?.drives;
    const unsaved = new UnsavedDocuments(
      docManager,
      trans,
      trans.__('A job runs what is saved.')
    );
    const forms = new JobForms({
      chooseFolder: async () => {
        const { button, value } = await FileDialog.getExistingDirectory({
          manager: docManager,
          title: trans.__('Choose the folder for results'),
          translator
        });
        return button.accept ? (value?.[0]?.path ?? null) : null;
      },
      editorServices,
      fields,
      jobs,
      named: path => (drives ? namedPath(path, drives) : path),
      shell,
      status,
      trans,
      unsaved
    });

    addJobCommands(commands, {
      current: () => {
        const { currentWidget } = shell;
        const context =
          currentWidget && docManager.contextForWidget(currentWidget);
        return context?.path ?? null;
      },
      currentPackage: () => previews?.currentId ?? null,
      open: async start => {
        const path =
          'subject' in start && 'path' in start.subject
            ? start.subject.path
            : null;
        // The form is filled from what is saved.
        if (path === null || (await unsaved.settle(shownPath(path)))) {
          forms.show(start);
        }
      },
      selected: () =>
        [...(browsers?.tracker.currentWidget?.selectedItems() ?? [])].map(
          ({ path, type }) => ({ isFolder: type === 'directory', path })
        ),
      sites: () => jobs.sites,
      status,
      trans
    });
    const notify = (): void =>
      commands.notifyCommandChanged(JobCommands.submit);
    jobs.sitesChanged.connect(notify);
    status.changed.connect(notify);
    shell.currentChanged?.connect(notify);
    for (const kind of ['', 'htcondor', 'hpc']) {
      palette?.addItem({
        command: JobCommands.submit,
        category: trans.__('ScienceMesh'),
        args: { isPalette: true, kind }
      });
    }

    if (restorer) {
      void restorer.restore(forms.tracker, {
        command: JobCommands.submit,
        args: ({ content: { model } }) => argumentsFor(model.start),
        name: ({ content: { model } }) => JSON.stringify(model.start)
      });
    }
    return forms;
  }
};
