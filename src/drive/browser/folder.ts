import { FilterFileBrowserModel } from '@jupyterlab/filebrowser';
import type { Contents, Session } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IScore } from '@jupyterlab/ui-components';
import { PromiseDelegate } from '@lumino/coreutils';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { CompanionEvents } from '../../companion/events';
import type { ScienceMeshDrive } from '../drive';
import { FileDeeds } from './deeds';
import type { Uploads } from '../uploads/uploads';

/** Milliseconds between two looks at a folder. */
const INTERVAL = 60_000;
const LONGEST_INTERVAL = 600_000;

/** Decides whether an entry is shown, and which letters of it are marked. */
type Filter = (model: Contents.IModel) => Partial<IScore> | null;

/**
 * The folder of the drive that the person looks at.
 *
 * #### Notes
 * JupyterLab's own model fetches the whole folder for each letter that is typed
 * into the filter, every ten seconds, and copies it twice; it overlooks changes
 * in the folders of other drives. This one keeps the signals and methods that
 * file browsers and their commands know, and does the rest by itself: entries
 * arrive in turns, changes are pushed, filtering asks nobody.
 */
export class DriveFolder extends FilterFileBrowserModel {
  constructor(options: DriveFolder.IOptions) {
    super({
      manager: options.manager,
      translator: options.translator,
      auto: false,
      driveName: options.drive.name
    });
    this._drive = options.drive;
    this._events = options.events;
    this._stateDB = options.state;
    this._uploader = options.uploads;
    this.deeds = new FileDeeds({
      folder: this,
      trans: options.trans,
      uploads: options.uploads
    });
    this._drive.folderChanged.connect(this._onFolderChanged, this);
    this._drive.branchChanged.connect(this._onBranchChanged, this);
    this._events.resync.connect(this._onResync, this);
    this._polling = new Poll({
      auto: false,
      name: 'jupyterlab-sciencemesh:drive',
      factory: () => this.cd('.'),
      frequency: { interval: INTERVAL, backoff: true, max: LONGEST_INTERVAL },
      standby: options.refreshStandby ?? 'when-hidden'
    });
  }

  /**
   * What a person does to its entries.
   */
  readonly deeds: FileDeeds;

  /**
   * The drive that is browsed.
   */
  get drive(): ScienceMeshDrive {
    return this._drive;
  }

  /**
   * All entries that have arrived, hidden ones included, in the server's order.
   */
  get entries(): readonly Contents.IModel[] {
    return this._entries;
  }

  /**
   * The folder itself, as the companion tells it.
   */
  get folder(): Contents.IModel | null {
    return this._folder;
  }

  /**
   * Which entries the person wants to see; null for all.
   */
  get filter(): Filter | null {
    return this._wanted;
  }

  /**
   * How many entries of the folder that is being loaded have arrived; null when
   * none is.
   */
  get arriving(): number | null {
    return this._loading?.isNew ? this._loading.entries.length : null;
  }

  /**
   * Why the folder cannot be shown; null when it can.
   */
  get failure(): Error | null {
    return this._failure;
  }

  /**
   * Why the entries on show are not of now; null when they are.
   */
  get interruption(): Error | null {
    return this._interruption;
  }

  /**
   * Emitted when a person, or a link, wants to see a folder of this drive.
   */
  get called(): ISignal<this, void> {
    return this._called;
  }

  override get connectionFailure(): ISignal<this, Error> {
    return this._failed;
  }

  override get pathChanged(): ISignal<
    this,
    { name: 'path'; oldValue: string; newValue: string }
  > {
    return this._moved;
  }

  /**
   * Emitted when there is something else to show.
   */
  override get refreshed(): ISignal<this, void> {
    return this._shown;
  }

  override get restored(): Promise<void> {
    return this._isRestored.promise;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._loading?.abort.abort();
    this._polling.dispose();
    super.dispose();
  }

  override *items(): IterableIterator<Contents.IModel> {
    const wanted = this._wanted;
    for (const entry of this._entries) {
      if (!this.isShown(entry)) {
        continue;
      }
      const score = wanted ? wanted(entry) : {};
      if (score) {
        yield entry;
      }
    }
  }

  /**
   * Whether an entry is shown apart from the filter.
   */
  isShown(entry: Contents.IModel): boolean {
    return this.includeHiddenFiles || !entry.name.startsWith('.');
  }

  override sessions(): IterableIterator<Session.IModel> {
    return this._running[Symbol.iterator]();
  }

  override setFilter(
    filter: (value: Contents.IModel) => Partial<IScore> | null
  ): void {
    this._wanted = value =>
      !this.filterDirectories && value.type === 'directory'
        ? {}
        : filter(value);
    this._shown.emit();
  }

  /**
   * Look at the folder again.
   */
  override async refresh(): Promise<void> {
    await this.cd('.');
  }

  /**
   * Go to a folder, or look at this one again.
   *
   * @param path - relative to the folder on show; `/` begins at the root
   */
  override async cd(path = '.'): Promise<void> {
    if (path !== '.') {
      this._called.emit();
    }
    return this._go(path);
  }

  /**
   * Go to where the person was when the page was left.
   */
  override async restore(id: string, populate = true): Promise<void> {
    const key = `file-browser-${id}:cwd`;
    if (this._stateKey !== null) {
      return;
    }
    this._stateKey = key;
    try {
      const state = populate ? await this._stateDB?.fetch(key) : undefined;
      const path =
        typeof state === 'object' && state !== null && 'path' in state
          ? state.path
          : undefined;
      // A link may have led elsewhere meanwhile.
      if (
        typeof path === 'string' &&
        path !== '' &&
        this._loading === null &&
        this._listedPath === null
      ) {
        await this._go(`/${this.manager.services.contents.localPath(path)}`);
      }
    } finally {
      this._isRestored.resolve();
    }
  }

  /**
   * Load the folder unless that has been done, and keep it up to date.
   */
  async open(): Promise<void> {
    if (this._isOpened) {
      return;
    }
    this._isOpened = true;
    await this._isRestored.promise;
    if (this._listedPath === null && this._loading === null) {
      await this.cd('.');
    }
    if (!this.isDisposed) {
      await this._polling.start();
    }
  }

  override async upload(file: File, path?: string): Promise<Contents.IModel> {
    return this._uploader.add(file, path ?? this.path);
  }

  /**
   * Changes are told by the drive itself, which knows in which folder they are.
   */
  protected override onFileChanged(): void {
    // JupyterLab's model looks in the wrong folder.
  }

  protected override onRunningChanged(
    _: Session.IManager,
    models: Iterable<Session.IModel>
  ): void {
    // Called while the constructor of the base class runs, too.
    const prefix = this.rootPath;
    const running = [...models].filter(one => one.path.startsWith(prefix));
    if (running.length > 0 || (this._running?.length ?? 0) > 0) {
      this._running = running;
      this._shown.emit();
    }
  }

  private async _go(path: string): Promise<void> {
    const { contents } = this.manager.services;
    const target =
      path === '.'
        ? (this._loading?.path ?? this.path)
        : withoutSlash(contents.resolvePath(this.path, path));
    if (this._loading?.path === target && !this._loading.isStale) {
      return this._loading.done;
    }
    this._loading?.abort.abort();
    const loading = new Loading(target, target !== this._listedPath);
    this._loading = loading;
    loading.done = this._load(loading);
    return loading.done;
  }

  private async _load(loading: Loading): Promise<void> {
    const { contents } = this.manager.services;
    const localPath = contents.localPath(loading.path);
    try {
      const listed = await this._drive.list(localPath, {
        known: loading.isNew ? null : this._tag,
        signal: loading.abort.signal,
        onEntries: entries => this._onEntries(loading, entries)
      });
      if (this._loading !== loading || this.isDisposed) {
        return;
      }
      this._loading = null;
      this._failure = null;
      this._interruption = null;
      if (listed) {
        this._tag = listed.tag;
        this._show(loading, listed.folder);
      } else {
        this._shown.emit();
      }
    } catch (error) {
      if (this._loading === loading && !this.isDisposed) {
        this._loading = null;
        await this._onFailure(loading, asError(error));
      }
    }
  }

  private _onEntries(loading: Loading, entries: Contents.IModel[]): void {
    if (this._loading !== loading || this.isDisposed) {
      return;
    }
    for (const entry of entries) {
      loading.entries.push({ ...entry, path: `${this.rootPath}${entry.path}` });
    }
    if (loading.isNew && loading.entries.length >= loading.nextLook) {
      // First at once, then ever more rarely: sorting costs more, too.
      loading.nextLook = loading.entries.length * 4;
      this._show(loading, null);
    }
  }

  private _show(loading: Loading, folder: Contents.IModel | null): void {
    this._entries = folder ? loading.entries : [...loading.entries];
    this._folder = folder ? { ...folder, path: loading.path } : null;
    this._listedPath = loading.path;
    this._moveTo(loading.path, folder ?? UNKNOWN_FOLDER);
    this._shown.emit();
  }

  private _moveTo(path: string, folder: Contents.IModel): void {
    const oldValue = this.path;
    this.handleContents({ ...folder, path, content: [] });
    if (oldValue !== path) {
      if (this._stateKey !== null) {
        void this._stateDB?.save(this._stateKey, { path });
      }
      this._moved.emit({ name: 'path', oldValue, newValue: path });
    }
  }

  private async _onFailure(loading: Loading, error: Error): Promise<void> {
    const isGone =
      error instanceof ServerConnection.ResponseError &&
      error.response.status === 404;
    if (isGone && loading.path !== this.rootPath) {
      // A folder that is no more: its parent says what there is.
      const { contents } = this.manager.services;
      const local = contents.localPath(loading.path);
      const parent = local.split('/').slice(0, -1).join('/');
      if (!loading.isNew) {
        await this._go(`/${parent}`);
        return;
      }
    }
    if (loading.isNew && this._listedPath !== null) {
      // What is on show stays; the file browser says why. What was told of it
      // meanwhile, such as trouble with what was to be opened, is looked at now.
      this._failed.emit(error);
      void this.cd('.');
    } else if (this._folder) {
      this._interruption = error;
    } else {
      this._failure = error;
      // The person is there all the same: to try it again, or to go elsewhere.
      this._moveTo(loading.path, UNKNOWN_FOLDER);
    }
    this._shown.emit();
  }

  private _onFolderChanged(_: unknown, localPath: string): void {
    const path = `${this.rootPath}${localPath}`;
    if (this._loading?.path === path) {
      this._loading.isStale = true;
    }
    if (this._listedPath === path) {
      void this.cd('.');
    }
  }

  private _onBranchChanged(_: unknown, localPath: string): void {
    const shown = this._loading?.path ?? this._listedPath ?? '';
    const shownPath = shown.slice(this.rootPath.length);
    const isBelow = localPath !== '' && shownPath.startsWith(`${localPath}/`);
    this._onFolderChanged(_, isBelow ? shownPath : localPath);
  }

  private _onResync(): void {
    if (this._listedPath !== null || this._failure) {
      void this.cd('.');
    }
  }

  private readonly _called = new Signal<this, void>(this);
  private readonly _drive: ScienceMeshDrive;
  private _entries: Contents.IModel[] = [];
  private readonly _events: CompanionEvents;
  private readonly _failed = new Signal<this, Error>(this);
  private _failure: Error | null = null;
  private _folder: Contents.IModel | null = null;
  private _interruption: Error | null = null;
  private _isOpened = false;
  private readonly _isRestored = new PromiseDelegate<void>();
  private _listedPath: string | null = null;
  private _loading: Loading | null = null;
  private readonly _moved = new Signal<
    this,
    { name: 'path'; oldValue: string; newValue: string }
  >(this);
  private readonly _polling: Poll;
  private _running: Session.IModel[] = [];
  private readonly _shown = new Signal<this, void>(this);
  private readonly _stateDB: IStateDB | null;
  private _stateKey: string | null = null;
  private _tag: string | null = null;
  private readonly _uploader: Uploads;
  private _wanted: Filter | null = null;
}

/**
 * The namespace for `DriveFolder` statics.
 */
export namespace DriveFolder {
  /**
   * Options of the constructor.
   */
  export interface IOptions extends Pick<
    FilterFileBrowserModel.IOptions,
    'manager' | 'refreshStandby' | 'translator'
  > {
    readonly drive: ScienceMeshDrive;
    readonly events: CompanionEvents;
    readonly state: IStateDB | null;
    readonly trans: TranslationBundle;
    readonly uploads: Uploads;
  }
}

/** Entries that are shown before the folder has arrived as a whole. */
const FIRST_LOOK = 500;

/** A folder on its way. */
class Loading {
  constructor(
    readonly path: string,
    /** Whether it is another one than is on show. */
    readonly isNew: boolean
  ) {}

  readonly abort = new AbortController();
  done: Promise<void> = Promise.resolve();
  readonly entries: Contents.IModel[] = [];

  /** Whether something has changed since the companion was asked. */
  isStale = false;
  nextLook = FIRST_LOOK;
}

/** What is known of a folder while its entries arrive. */
const UNKNOWN_FOLDER: Contents.IModel = {
  name: '',
  path: '',
  type: 'directory',
  writable: false,
  created: 'unknown',
  last_modified: 'unknown',
  mimetype: '',
  content: null,
  format: null
};

function withoutSlash(path: string): string {
  return path.replace(/:\/+/, ':').replace(/\/+$/, '');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
