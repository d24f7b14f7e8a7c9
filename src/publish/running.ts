import type { IRunningSessions } from '@jupyterlab/running';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import type { Publication } from 'sciencemesh-contract';
import type { PublicationActions } from './actions';
import type { PublicationsModel } from './model';
import { stateIcon } from './stateicon';
import { stateWord, uploadLine } from './wording';

/**
 * The uploads to repositories, for JupyterLab's list of what runs. To shut one
 * down is to pause it: nothing that was sent is lost.
 */
export class RunningUploads implements IRunningSessions.IManager {
  constructor(options: RunningUploads.IOptions) {
    this._options = options;
    const { publications, trans } = options;
    this.name = trans.__('Publications');
    this.shutdownLabel = trans.__('Pause Upload');
    this.shutdownAllLabel = trans.__('Pause All');
    this.shutdownAllConfirmationText = trans.__(
      'Are you sure you want to pause all uploads? They go on when you say so.'
    );
    publications.changed.connect(() => this.runningChanged.emit());
  }

  readonly name: string;
  readonly shutdownLabel: string;
  readonly shutdownAllLabel: string;
  readonly shutdownAllConfirmationText: string;
  readonly runningChanged = new Signal<this, void>(this);

  running(): IRunningSessions.IRunningItem[] {
    const { actions, trans } = this._options;
    return this._uploads.map(one => new RunningUpload(one, actions, trans));
  }

  shutdownAll(): void {
    for (const publication of this._uploads) {
      void this._options.actions.act(publication, 'pause');
    }
  }

  refreshRunning(): void {
    void this._options.publications.refresh();
  }

  private get _uploads(): readonly Publication[] {
    return this._options.publications.uploading.filter(
      ({ state }) => state === 'uploading'
    );
  }

  private readonly _options: RunningUploads.IOptions;
}

/**
 * The namespace for `RunningUploads` statics.
 */
export namespace RunningUploads {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly actions: PublicationActions;
    readonly publications: PublicationsModel;
    readonly trans: TranslationBundle;
  }
}

class RunningUpload implements IRunningSessions.IRunningItem {
  constructor(
    private readonly _publication: Publication,
    private readonly _actions: PublicationActions,
    private readonly _trans: TranslationBundle
  ) {}

  get context(): string {
    return this._publication.id;
  }

  icon(): LabIcon {
    return stateIcon(this._publication.state);
  }

  label(): string {
    return this._publication.title;
  }

  labelTitle(): string {
    return uploadLine(this._trans, this._publication);
  }

  detail(): string {
    return stateWord(this._trans, this._publication.state);
  }

  open(): void {
    this._actions.open(this._publication.id);
  }

  shutdown(): void {
    void this._actions.act(this._publication, 'pause');
  }
}
