import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import type { UiSchema } from '@rjsf/utils';
import type {
  Job,
  JobDraft,
  JobSubject,
  PackageImport,
  PackagePreview,
  PublicationSubject,
  Site
} from 'sciencemesh-contract';
import type { CompanionClient } from './companion/client';
import type { CompanionEvents } from './companion/events';
import type { Outcome } from './companion/outcome';
import type { CompanionStatus } from './companion/status';
import type { OutboxModel } from './drive/outbox/model';
import type { ScienceMeshDrive } from './drive/drive';
import type { Drives } from './drive/drives';
import type { Uploads } from './drive/uploads/uploads';
import type { JobsModel } from './jobs/model';
import type { PublicationsModel } from './publish/model';
import type { SharesModel } from './shares/model';
import type { TransfersModel } from './transfers/model';

/**
 * The server-side companion, as this page reaches it.
 */
export interface ICompanion {
  /**
   * Its REST API, typed.
   */
  readonly client: CompanionClient;

  /**
   * What it tells on its own.
   */
  readonly events: CompanionEvents;

  /**
   * Whether it is there.
   */
  readonly status: CompanionStatus;
}

/**
 * The token of the companion.
 */
export const ICompanion = new Token<ICompanion>(
  'jupyterlab-sciencemesh:ICompanion',
  'The ScienceMesh companion on the Jupyter server: its typed client, its events and its state.'
);

/**
 * What the person has chosen in the settings.
 */
export interface IPreferences extends IDisposable {
  /**
   * Emitted when a setting has changed.
   */
  readonly changed: ISignal<IPreferences, void>;

  /**
   * Folder in which working copies are made, relative to the Jupyter root;
   * empty for the one that the server was configured with.
   */
  readonly folder: string;

  /**
   * Whether a notification tells of each new share.
   */
  readonly announceShares: boolean;

  /**
   * Whether the notebook of a package opens when its data have arrived.
   */
  readonly openNotebook: boolean;

  /**
   * Seconds between two looks for news where the server pushes none.
   */
  readonly pollingInterval: number;

  /**
   * Bytes from which on a file of a share opens a page at a time.
   */
  readonly largeFileSize: number;
}

/**
 * The token of the settings.
 */
export const IPreferences = new Token<IPreferences>(
  'jupyterlab-sciencemesh:IPreferences',
  'The ScienceMesh settings of the person, or their defaults where there is no settings registry.'
);

/**
 * The token of the received shares.
 */
export const IReceivedShares = new Token<SharesModel>(
  'jupyterlab-sciencemesh:IReceivedShares',
  'The shares that were received over Open Cloud Mesh, kept up to date.'
);

/**
 * The token of the transfers.
 */
export const ITransfers = new Token<TransfersModel>(
  'jupyterlab-sciencemesh:ITransfers',
  'Working copies that are being made, and those that were.'
);

/**
 * Previews of packages in the main area.
 */
export interface IPackagePreviews {
  /**
   * Identifier of the package whose preview the person works with; null where
   * it is none.
   */
  readonly currentId: string | null;

  /**
   * Show the preview of a known package; one that is open comes to the front.
   *
   * @param packageId - the companion's identifier of the package
   */
  open(packageId: string): void;

  /**
   * Have the companion read a package that did not arrive as a share, then
   * show its preview.
   */
  import(source: PackageImport): Promise<Outcome<PackagePreview>>;

  /**
   * Whether the person sees the preview of a package at the moment.
   */
  isVisible(packageId: string): boolean;
}

/**
 * The token of the previews.
 */
export const IPackagePreviews = new Token<IPackagePreviews>(
  'jupyterlab-sciencemesh:IPackagePreviews',
  'Opens previews of Packages for Processing in the main area.'
);

/**
 * The ScienceMesh panel in the side bar, for those who add sections to it.
 */
export interface ISidePanel {
  /**
   * Add a section.
   *
   * @returns removes the section again, without disposing of it
   */
  addSection(section: Widget, options: ISidePanel.ISection): IDisposable;

  /**
   * Bring the panel to the front and open a section of it.
   */
  reveal(section: Widget): void;
}

/**
 * The namespace for `ISidePanel` statics.
 */
export namespace ISidePanel {
  /**
   * How a section stands among the others.
   */
  export interface ISection {
    /**
     * Sections of a lower rank stand above; that of the shares is 0.
     */
    readonly rank: number;

    /**
     * Share of the height; that of the shares is 2.
     */
    readonly weight: number;
  }
}

/**
 * The token of the panel.
 */
export const ISidePanel = new Token<ISidePanel>(
  'jupyterlab-sciencemesh:ISidePanel',
  'The ScienceMesh panel in the side bar, to which sections can be added.'
);

/**
 * The drive of the accepted shares, and those with the person's own files.
 */
export interface ISharedDrive {
  /**
   * That of the accepted shares.
   */
  readonly drive: ScienceMeshDrive;

  /**
   * All of them.
   */
  readonly drives: Drives;

  /**
   * Edits that are not at their servers yet.
   */
  readonly outbox: OutboxModel;

  /**
   * Files that are being sent to any of them.
   */
  readonly uploads: Uploads;
}

/**
 * The token of the drive.
 */
export const ISharedDrive = new Token<ISharedDrive>(
  'jupyterlab-sciencemesh:ISharedDrive',
  'The drive "ScienceMesh" with the folders and files of accepted shares.'
);

/**
 * The token of the jobs.
 */
export const IJobs = new Token<JobsModel>(
  'jupyterlab-sciencemesh:IJobs',
  'Jobs on batch systems, kept up to date, and the sites that take them.'
);

/**
 * Pages about jobs in the main area.
 */
export interface IJobPages {
  /**
   * Show a form that submits a notebook, a script, a workflow or a package.
   *
   * @param siteId - null for the site that was used last
   */
  submit(subject: JobSubject, siteId: string | null): void;

  /**
   * Show a form that holds what a job was made of.
   */
  rerun(jobId: string): void;

  /**
   * Show the page of a job; one that is open comes to the front.
   *
   * @param task - to be in front, of a sweep
   */
  open(jobId: string, task?: number): void;

  /**
   * Show the table of all jobs.
   */
  showAll(): void;
}

/**
 * The token of the pages about jobs.
 */
export const IJobPages = new Token<IJobPages>(
  'jupyterlab-sciencemesh:IJobPages',
  'Opens forms that submit jobs, and pages that show them.'
);

/**
 * Forms in the main area that submit jobs.
 */
export interface IJobForms {
  /**
   * Emitted with each job that a form has submitted, before the form closes.
   */
  readonly submitted: ISignal<IJobForms, Job>;

  /**
   * Show a form that submits a notebook, a script, a workflow or a package.
   *
   * @param siteId - null for the first site that works
   */
  open(subject: JobSubject, siteId: string | null): void;

  /**
   * Show a form that holds what a job was made of.
   */
  rerun(jobId: string): void;
}

/**
 * The token of the forms.
 */
export const IJobForms = new Token<IJobForms>(
  'jupyterlab-sciencemesh:IJobForms',
  'Opens forms that submit notebooks, scripts, workflows and packages as jobs.'
);

/**
 * The part of the submit form that differs from deployment to deployment: what
 * a job asks a site for (queue, account, processors, time, environment).
 *
 * #### Notes
 * To have a form of your own, disable the plugin
 * `jupyterlab-sciencemesh:job-fields` and provide this token.
 */
export interface IJobFields {
  /**
   * The form for a site.
   *
   * @param draft - the job as it is before the form is shown
   */
  form(site: Site, draft: JobDraft): IJobFields.IForm;

  /**
   * The draft with what the form holds.
   *
   * @param data - valid by the schema of the form
   */
  apply(site: Site, draft: JobDraft, data: ReadonlyJSONObject): JobDraft;
}

/**
 * The namespace for `IJobFields` statics.
 */
export namespace IJobFields {
  /**
   * A form of react-jsonschema-form.
   */
  export interface IForm {
    /**
     * JSON Schema of an object.
     */
    readonly schema: ReadonlyJSONObject;
    readonly uiSchema: UiSchema<ReadonlyJSONObject>;

    /**
     * What the draft says, as the form holds it.
     */
    readonly data: ReadonlyJSONObject;

    /**
     * Property of the form by the member of the draft that it stands for, e.g.
     * `resources.seconds`: what is found about the member, and where its value
     * is from, is told beside the property.
     */
    readonly members: Readonly<Record<string, string>>;
  }
}

/**
 * The token of the fields.
 */
export const IJobFields = new Token<IJobFields>(
  'jupyterlab-sciencemesh:IJobFields',
  'The fields of the submit form that a deployment may replace: what a job asks its site for.'
);

/**
 * The token of the publications.
 */
export const IPublications = new Token<PublicationsModel>(
  'jupyterlab-sciencemesh:IPublications',
  'Publications on their way to a record with a DOI, kept up to date, and the repositories that take them.'
);

/**
 * Pages in the main area that publish.
 */
export interface IPublishPages {
  /**
   * Show a publication; a page of it that is open comes to the front.
   */
  open(publicationId: string): void;

  /**
   * Begin to publish files, a package, or what a job has left.
   */
  begin(subject: PublicationSubject): void;

  /**
   * Whether the person sees the page of a publication at the moment.
   */
  isVisible(publicationId: string): boolean;
}

/**
 * The token of the pages that publish.
 */
export const IPublishPages = new Token<IPublishPages>(
  'jupyterlab-sciencemesh:IPublishPages',
  'Opens pages that publish files at a repository and show how far that is.'
);
