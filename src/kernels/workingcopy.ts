import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  CompanionEvent,
  Mirror,
  MirrorFile,
  MirrorFileQuery,
  MirrorUpload
} from 'sciencemesh-contract';
import type { CompanionEvents } from '../companion/events';
import type { IFailure, Outcome } from '../companion/outcome';
import { contentsPath, localPath, readablePath } from '../drive/paths';
import type { ICompanion } from '../tokens';

/**
 * Which files of a working copy are listed by name.
 */
export type Section = Exclude<NonNullable<MirrorFileQuery['show']>, 'all'>;

/** More are counted, not listed. */
const LISTED = 200;

/**
 * The working copy of one folder of the drive, as the companion keeps it.
 */
export class WorkingCopy implements IDisposable {
  constructor(options: WorkingCopy.IOptions) {
    this._companion = options.companion;
    this.path = options.path;
    this._companion.events.received.connect(this._onEvent, this);
    this._companion.events.resync.connect(this._onResync, this);
  }

  /**
   * Emitted when anything below has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Resolves when the files are there, cannot be had, or the person does not
   * want to wait for them.
   */
  get arrived(): Promise<void> {
    return this._arrived.promise;
  }

  /**
   * Whether a kernel would wait.
   */
  get isAwaited(): boolean {
    return this._isAwaited;
  }

  /**
   * Why there is no working copy, if so.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * Null until the companion has told of it.
   */
  get mirror(): Mirror | null {
    return this._mirror;
  }

  /**
   * The files that are listed by name at the moment.
   */
  get files(): readonly MirrorFile[] {
    return this._files;
  }

  /**
   * How many there are of these; more than are listed.
   */
  get fileCount(): number {
    return this._fileCount;
  }

  /**
   * Which files are listed by name; null for none.
   */
  get section(): Section | null {
    return this._section;
  }

  /**
   * What it is a copy of, for the person: of a share without the drive's name.
   */
  get title(): string {
    return readablePath(this.path);
  }

  /**
   * Name of the share, or of the space.
   */
  get shareName(): string {
    return localPath(contentsPath(this.path)).split('/')[0] ?? '';
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Have the companion bring in what is new at the share.
   */
  async refresh(): Promise<void> {
    await this._take(this._companion.client.openMirror(this.path));
  }

  /**
   * Look for what programs have made; for when a kernel has come to rest.
   */
  async scan(): Promise<void> {
    if (this._mirror?.kind === 'copy') {
      await this._take(this._companion.client.scanMirror(this._mirror.id));
    }
  }

  /**
   * Bring in files although they are large.
   */
  async fetch(paths: readonly string[]): Promise<void> {
    if (this._mirror) {
      await this._take(
        this._companion.client.fetchMirrorFiles(this._mirror.id, {
          paths: [...paths]
        })
      );
    }
  }

  /**
   * Send files to the share.
   */
  async upload(files: MirrorUpload['files']): Promise<void> {
    if (this._mirror) {
      await this._take(
        this._companion.client.uploadMirrorFiles(this._mirror.id, { files })
      );
    }
  }

  /**
   * Send everything that was made or changed, but for conflicts. What was
   * deleted or renamed here is decided one by one.
   */
  async uploadAll(): Promise<void> {
    const listed = await this._list('changed', 10_000);
    if (!listed.ok) {
      this._fail(listed.failure);
      return;
    }
    const files = listed.value.items
      .filter(({ state }) => state === 'new' || state === 'changed')
      .map(({ path }) => ({ path }));
    if (files.length > 0) {
      await this.upload(files);
    }
  }

  /**
   * End what is under way; what has arrived stays.
   */
  async stop(): Promise<void> {
    if (this._mirror) {
      await this._take(this._companion.client.stopMirror(this._mirror.id));
    }
  }

  /**
   * Let kernels start, whatever is there by now.
   */
  startAnyway(): void {
    this._release();
    this._emit();
  }

  /**
   * List files by name, or stop listing them.
   */
  async show(section: Section | null): Promise<void> {
    this._section = section;
    this._files = [];
    this._fileCount = 0;
    this._emit();
    await this._loadFiles();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._release();
    Signal.clearData(this);
  }

  private _onEvent(_events: CompanionEvents, event: CompanionEvent): void {
    if (event.type === 'mirror' && event.mirror.path === this.path) {
      this._events += 1;
      this._update(event.mirror);
    }
  }

  private _onResync(): void {
    // The companion may be another one, which knows nothing of this folder.
    if (this._mirror || this._failure) {
      void this.refresh();
    }
  }

  private async _take(request: Promise<Outcome<Mirror>>): Promise<void> {
    const before = this._events;
    const answer = await request;
    if (this._isDisposed) {
      return;
    }
    if (answer.ok) {
      // Events may overtake the answer, which then tells of the past.
      if (before === this._events) {
        this._update(answer.value);
      }
    } else {
      this._fail(answer.failure);
    }
  }

  private _fail(failure: IFailure): void {
    this._failure = failure;
    this._release();
    this._emit();
  }

  private _update(mirror: Mirror): void {
    this._mirror = mirror;
    this._failure = null;
    if (mirror.state !== 'looking' && mirror.state !== 'fetching') {
      this._release();
    }
    this._emit();
    void this._loadFiles();
  }

  private async _loadFiles(): Promise<void> {
    const section = this._section;
    if (section === null || this._isLoading) {
      return;
    }
    this._isLoading = true;
    const answer = await this._list(section, LISTED);
    this._isLoading = false;
    if (this._isDisposed) {
      return;
    }
    if (section !== this._section) {
      await this._loadFiles();
    } else if (answer.ok) {
      this._files = answer.value.items;
      this._fileCount = answer.value.total;
      this._emit();
    }
  }

  private _list(section: Section, limit: number) {
    return this._companion.client.mirrorFiles(
      this._mirror?.id ?? '',
      section,
      limit
    );
  }

  private _release(): void {
    this._isAwaited = false;
    this._arrived.resolve();
  }

  private _emit(): void {
    this._changed.emit();
  }

  readonly path: string;
  private readonly _arrived = new PromiseDelegate<void>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _companion: ICompanion;
  private _events = 0;
  private _failure: IFailure | null = null;
  private _fileCount = 0;
  private _files: readonly MirrorFile[] = [];
  private _isAwaited = true;
  private _isDisposed = false;
  private _isLoading = false;
  private _mirror: Mirror | null = null;
  private _section: Section | null = null;
}

/**
 * The namespace for `WorkingCopy` statics.
 */
export namespace WorkingCopy {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly companion: ICompanion;

    /**
     * Folder in the drive, without the drive's name.
     */
    readonly path: string;
  }
}
