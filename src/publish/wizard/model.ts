import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  DraftMetadata,
  Publication,
  PublicationForm,
  Repository
} from 'sciencemesh-contract';
import type { Loadable, Outcome } from '../../companion/outcome';
import type { CompanionStatus } from '../../companion/status';
import type { PublicationsModel } from '../model';
import { Deeds } from './deeds';
import type { FileList } from './filelist';
import type { FormSaver } from './formsaver';
import type { Planner } from './planner';
import type { IRemainders } from './remainders';
import type { Senders } from './senders';
import { wasReceived } from './senders';
import type { WizardStart } from './start';
import type { IOpenParts } from './steps';
import { naturalStep, openParts } from './steps';
import { Trail } from './trail';
import { UndoList } from './undolist';
import { Workbench } from './workbench';

/**
 * One publication as a person works at it: its form, its files, what would
 * happen, and the step that is in front.
 */
export class WizardModel implements IDisposable {
  constructor(options: WizardModel.IOptions) {
    this._options = options;
    this._start = options.start;
    const { publications, senders, status } = options;
    this.deeds = new Deeds({
      changed: () => this._emit(),
      keep: async () => (await this.saver?.flush()) ?? true,
      publicationId: () => this.publication?.id ?? null,
      publications,
      taken: publication => this._put(publication)
    });
    publications.changed.connect(this._onChanged, this);
    publications.repositoriesChanged.connect(this._emit, this);
    senders?.changed.connect(this._onSenders, this);
    status.changed.connect(this._onStatus, this);
    void this.load();
  }

  /**
   * Emitted when anything here has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * What this was opened for: a publication, or a subject that becomes one.
   */
  get start(): WizardStart {
    return this._start;
  }

  /**
   * How it is with the publication: on its way, there, not to be had.
   */
  get loading(): Loadable<Publication> {
    return this._loading;
  }

  /**
   * The publication; null until it is there.
   */
  get publication(): Publication | null {
    return this._loading.state === 'ready' ? this._loading.value : null;
  }

  /**
   * All publications and repositories.
   */
  get publications(): PublicationsModel {
    return this._options.publications;
  }

  /**
   * The form with what was typed last.
   */
  get form(): PublicationForm | null {
    return this.saver?.form ?? null;
  }

  /**
   * Keeps the form; null until it is there.
   */
  get saver(): FormSaver | null {
    return this._workbench?.saver ?? null;
  }

  /**
   * What of the form takes changes.
   */
  get open(): IOpenParts {
    const { publication } = this;
    return openParts(publication?.state ?? 'finishing');
  }

  /**
   * Whether there is somebody who shared this and can be told what came of it.
   */
  get hasSender(): boolean {
    const { publication } = this;
    return (
      publication !== null &&
      wasReceived(publication.subject) &&
      (this._options.senders?.areReached(publication.subject, this._found) ??
        true)
    );
  }

  /**
   * The repository that was chosen.
   */
  get repository(): Repository | null {
    const id = this.form?.repositoryId ?? null;
    return this.publications.repository(id) ?? null;
  }

  /**
   * The files; null until the publication is there.
   */
  get files(): FileList | null {
    return this._workbench?.files ?? null;
  }

  /**
   * Knows what would happen; null until the publication is there.
   */
  get planner(): Planner | null {
    return this._workbench?.planner ?? null;
  }

  /**
   * Changes of the choice of files that can be taken back.
   */
  readonly undo = new UndoList();

  /**
   * Where the person is.
   */
  readonly trail = new Trail(() => this._emit());

  /**
   * What the person has done with the publication.
   */
  readonly deeds: Deeds;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Have the publication, or begin it.
   */
  async load(): Promise<void> {
    const { publications, status } = this._options;
    if (!status.isRunning || this._isLoading || this.publication) {
      return;
    }
    this._isLoading = true;
    this._loading = { state: 'loading' };
    this._emit();
    const start = this._start;
    const answer =
      'publicationId' in start
        ? await this._known(start.publicationId)
        : await publications.begin(start);
    this._isLoading = false;
    if (this._isDisposed) {
      return;
    }
    if (answer.ok) {
      this._begin(answer.value);
      await this._workbench?.recall(() => this.open.metadata);
    } else {
      this._loading = { state: 'failed', failure: answer.failure };
    }
    this._emit();
  }

  /**
   * Change members of the form; they are kept by themselves.
   */
  change(members: Partial<PublicationForm>): void {
    this._workbench?.change(members);
  }

  /**
   * Change what is said about the publication.
   */
  describe(metadata: DraftMetadata): void {
    this.change({ metadata });
  }

  /**
   * Change the choice of files, or their names, in a way that can be undone.
   *
   * @param label - what was done, for the person
   */
  rearrange(
    label: string,
    members: Partial<Pick<PublicationForm, 'excluded' | 'folders' | 'names'>>
  ): void {
    const { form } = this;
    if (form) {
      this.undo.add(label, form);
      this.change(members);
    }
  }

  /**
   * Take back the last change of the choice of files.
   */
  undoLast(): void {
    const before = this.undo.take();
    if (before) {
      this.change(before);
    }
  }

  /**
   * Look at the publication again: what was found may have been mended.
   */
  lookAgain(): void {
    this._workbench?.look();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._workbench?.dispose();
    Signal.clearData(this);
  }

  private async _known(id: string): Promise<Outcome<Publication>> {
    const known = this.publications.get(id);
    return known
      ? { ok: true, value: known }
      : this.publications.client.publication(id);
  }

  private _begin(publication: Publication): void {
    const { key } = this._start;
    this._start = {
      publicationId: publication.id,
      ...(key === undefined ? {} : { key })
    };
    this._loading = { state: 'ready', value: publication };
    this._workbench = new Workbench({
      changed: () => this._emit(),
      publication,
      publications: this.publications,
      remainders: this._options.remainders,
      taken: news => {
        this._put(news);
        this.lookAgain();
      }
    });
    this.trail.step = naturalStep(publication.state);
    this.lookAgain();
    void this._findSender(publication);
  }

  private async _findSender({ subject }: Publication): Promise<void> {
    this._found = (await this._options.senders?.find(subject)) ?? [];
    this._emit();
  }

  /** Shares change often, and hardly ever does it make a difference here. */
  private _onSenders(): void {
    if (this.hasSender !== this._hadSender) {
      this._emit();
    }
  }

  private _onChanged(_: unknown, publication: Publication | null): void {
    const id = this.publication?.id;
    const news = id === undefined ? undefined : this.publications.get(id);
    if (news && (publication === null || publication.id === id)) {
      this._put(news);
      this._emit();
    }
  }

  private _put(news: Publication): void {
    const before = this.publication;
    if (
      this._isDisposed ||
      before === null ||
      news.changedAt < before.changedAt
    ) {
      return;
    }
    this._loading = { state: 'ready', value: news };
    this._workbench?.saver.follow(news);
    if (before.state !== news.state) {
      void this.planner?.look();
      this.trail.follow(before.state, news.state);
      this.deeds.follow(news.state);
    }
    if (
      before.state !== news.state ||
      before.sent !== news.sent ||
      before.filesVerified !== news.filesVerified
    ) {
      this.files?.refresh();
    }
  }

  private _onStatus(): void {
    void this.load();
    this._emit();
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._hadSender = this.hasSender;
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _found: readonly string[] = [];
  private _hadSender = false;
  private _isDisposed = false;
  private _isLoading = false;
  private _loading: Loadable<Publication> = { state: 'loading' };
  private readonly _options: WizardModel.IOptions;
  private _start: WizardStart;
  private _workbench: Workbench | null = null;
}

/**
 * The namespace for `WizardModel` statics.
 */
export namespace WizardModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly publications: PublicationsModel;

    /**
     * Null where nothing on this side is kept.
     */
    readonly remainders: IRemainders | null;

    /**
     * Null where nothing is known of shares.
     */
    readonly senders: Senders | null;
    readonly start: WizardStart;
    readonly status: CompanionStatus;
  }
}
