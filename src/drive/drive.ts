import { PathExt, URLExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { Drive, ServerConnection } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ContentChange } from 'sciencemesh-contract';
import { Bases } from './bases';
import { readListing } from './listingstream';
import { DRIVE_NAME, pathHere, pathThere } from './paths';
import type { IConflict } from './problem';
import { refusalOf, SaveCalledOff } from './problem';
import {
  STREAMING_PROVIDERS,
  TolerantProviders,
  withoutContent
} from './providers';
import { sendingJson } from './requests';

const API = 'sciencemesh/api';

/**
 * The shares that the person has accepted, or their own files at a provider, as
 * a drive of JupyterLab.
 *
 * #### Notes
 * Reads and writes through the companion, which knows the institutions. All
 * paths are local ones: without the name of the drive. What they are called at
 * the companion stays in here.
 */
export class ScienceMeshDrive extends Drive {
  constructor(options: ScienceMeshDrive.IOptions) {
    super({
      name: options.name ?? DRIVE_NAME,
      apiEndpoint: `${API}/contents`,
      serverSettings: sendingJson(options.serverSettings)
    });
    this._ready = options.ready;
    this._resolveConflict = options.resolveConflict;
    for (const provider of STREAMING_PROVIDERS) {
      this.contentProviderRegistry.register(provider, withoutContent(this));
    }
    super.fileChanged.connect((_, change) => this._onOwnChange(change));
  }

  override readonly contentProviderRegistry = new TolerantProviders();

  /**
   * Whether it holds the person's own files rather than what is shared with
   * them.
   */
  get isOwn(): boolean {
    return this.name !== DRIVE_NAME;
  }

  /**
   * Emitted for what this page has changed, and for what the companion tells.
   */
  override get fileChanged(): ISignal<this, Contents.IChangedArgs> {
    return this._changed;
  }

  /**
   * Emitted with the path of a folder that is to be looked at again, together
   * with all that is below it where it is in a share.
   */
  get branchChanged(): ISignal<this, string> {
    return this._branchChanged;
  }

  /**
   * Emitted with the path of a folder whose entries are no longer as they were.
   */
  get folderChanged(): ISignal<this, string> {
    return this._folderChanged;
  }

  override dispose(): void {
    super.dispose();
    Signal.clearData(this);
  }

  override async get(
    localPath: string,
    options?: Contents.IFetchOptions
  ): Promise<Contents.IModel> {
    const { contentProviderId, ...wanted } = options ?? {};
    const provider =
      this.contentProviderRegistry.getProvider(contentProviderId);
    if (provider) {
      return provider.get(localPath, options);
    }
    if (wanted.content === false && wanted.hash) {
      // A document is about to be saved, or was.
      const held = this._bases.get(localPath);
      if (held) {
        return held;
      }
    }
    await this._ready();
    const model = this.received(
      await super.get(this._there(localPath), options ? wanted : undefined)
    );
    if (model.type !== 'directory' && wanted.content !== false) {
      this._bases.keep(localPath, model);
    }
    return model;
  }

  /**
   * List a folder entry by entry while they arrive.
   *
   * @param known - the tag of the listing that the caller has
   *
   * @returns the folder without its entries; null when it is as it was
   */
  async list(
    localPath: string,
    options: ScienceMeshDrive.IListOptions
  ): Promise<ScienceMeshDrive.IListed | null> {
    await this._ready();
    const headers: Record<string, string> = options.known
      ? { 'If-None-Match': options.known }
      : {};
    const response = await ServerConnection.makeRequest(
      `${this._url('contents', localPath)}?type=directory&content=1`,
      { headers, signal: options.signal },
      this.serverSettings
    );
    if (response.status === 304) {
      return null;
    }
    if (response.status !== 200) {
      throw await ServerConnection.ResponseError.create(response);
    }
    const folder = this.received(
      await readListing(response, entries =>
        options.onEntries(entries.map(entry => this.received(entry)))
      )
    );
    return { folder, tag: folder.hash ? `"${folder.hash}"` : null };
  }

  override async save(
    localPath: string,
    options: Partial<Contents.IModel> & Contents.IContentProvisionOptions = {}
  ): Promise<Contents.IModel> {
    const { contentProviderId, ...model } = options;
    const provider =
      this.contentProviderRegistry.getProvider(contentProviderId);
    if (provider) {
      return provider.save(localPath, options);
    }
    const isForced = this._forced.delete(localPath);
    const base = this._bases.get(localPath)?.hash ?? null;
    return this._save(localPath, model, isForced ? '*' : base);
  }

  /**
   * Let the next save of a file replace whatever is there, as the person has
   * decided.
   */
  force(localPath: string): void {
    this._forced.add(localPath);
  }

  /**
   * Save over whatever is there, as the person has decided.
   */
  async overwrite(
    localPath: string,
    model: Partial<Contents.IModel>
  ): Promise<Contents.IModel> {
    return this._save(localPath, model, '*');
  }

  /**
   * Read a file without taking it for what a document was made of.
   */
  async peek(
    localPath: string,
    options: Contents.IFetchOptions
  ): Promise<Contents.IModel> {
    return this.received(await super.get(this._there(localPath), options));
  }

  override async newUntitled(
    options: Contents.ICreateOptions = {}
  ): Promise<Contents.IModel> {
    const path = this._there(options.path ?? '');
    return this.received(await super.newUntitled({ ...options, path }));
  }

  override async delete(localPath: string): Promise<void> {
    await super.delete(this._there(localPath));
  }

  override async rename(
    oldLocalPath: string,
    newLocalPath: string
  ): Promise<Contents.IModel> {
    return this.received(
      await super.rename(this._there(oldLocalPath), this._there(newLocalPath))
    );
  }

  override async copy(
    localPath: string,
    folder: string
  ): Promise<Contents.IModel> {
    return this.received(
      await super.copy(this._there(localPath), this._there(folder))
    );
  }

  override async listCheckpoints(
    localPath: string
  ): Promise<Contents.ICheckpointModel[]> {
    return super.listCheckpoints(this._there(localPath)).catch(asNoCheckpoint);
  }

  override async createCheckpoint(
    localPath: string
  ): Promise<Contents.ICheckpointModel> {
    return super.createCheckpoint(this._there(localPath)).catch(asNoCheckpoint);
  }

  override async restoreCheckpoint(
    localPath: string,
    checkpoint: string
  ): Promise<void> {
    await super.restoreCheckpoint(this._there(localPath), checkpoint);
  }

  override async deleteCheckpoint(
    localPath: string,
    checkpoint: string
  ): Promise<void> {
    await super.deleteCheckpoint(this._there(localPath), checkpoint);
  }

  override getDownloadUrl(localPath: string): Promise<string> {
    // Images and videos are shown from it, so it does not ask to be saved.
    return Promise.resolve(this._url('raw', localPath));
  }

  /**
   * The address from which a browser saves a file, or a folder as an archive.
   */
  savingUrl(localPath: string, type: string): string {
    return type === 'directory'
      ? this._url('zip', localPath)
      : `${this._url('raw', localPath)}?download=1`;
  }

  /**
   * The address to which the bytes of a file are sent.
   */
  uploadUrl(localPath: string): string {
    return this._url('raw', localPath);
  }

  /**
   * Pass on what the companion tells of a change, where it is one in here.
   *
   * @param change - with the companion's paths
   */
  tell(change: ContentChange): void {
    const path = pathHere(this.name, change.path);
    const oldPath =
      change.oldPath === null ? null : pathHere(this.name, change.oldPath);
    if (path === null) {
      if (change.kind === 'renamed' && oldPath !== null) {
        this._emit({
          type: 'delete',
          oldValue: { path: oldPath },
          newValue: null
        });
      }
      return;
    }
    const newValue = { path, name: PathExt.basename(path) };
    switch (change.kind) {
      case 'created':
        this._emit({ type: 'new', oldValue: null, newValue });
        break;
      case 'saved':
        this._emit({ type: 'save', oldValue: null, newValue });
        break;
      case 'deleted':
        this._emit({ type: 'delete', oldValue: { path }, newValue: null });
        break;
      case 'renamed':
        this._emit(
          change.oldPath !== null && oldPath === null
            ? { type: 'new', oldValue: null, newValue }
            : { type: 'rename', oldValue: { path: oldPath ?? path }, newValue }
        );
        break;
      case 'refresh':
        this._branchChanged.emit(path);
        break;
    }
  }

  /**
   * A model that came from the companion, with paths in this drive.
   */
  received(model: Contents.IModel): Contents.IModel {
    if (!this.isOwn) {
      return model;
    }
    const content: unknown = model.content;
    return {
      ...model,
      path: pathHere(this.name, model.path) ?? model.path,
      ...(model.type === 'directory' && Array.isArray(content)
        ? {
            content: content.map((entry: Contents.IModel) =>
              this.received(entry)
            )
          }
        : {})
    };
  }

  /**
   * Let the documents of a file go on with another one.
   */
  follow(localPath: string, model: Contents.IModel): void {
    this._bases.forget(localPath);
    this._bases.keep(model.path, model);
    this._emit({
      type: 'rename',
      oldValue: { path: localPath },
      newValue: { ...model, content: null }
    });
  }

  private async _save(
    localPath: string,
    model: Partial<Contents.IModel>,
    hash: string | null
  ): Promise<Contents.IModel> {
    const query = hash === null ? {} : { hash };
    const response = await ServerConnection.makeRequest(
      this._url('contents', localPath) + URLExt.objectToQueryString(query),
      {
        method: 'PUT',
        // As a file, which browsers stream.
        body: new File(
          [JSON.stringify(this._withPathThere(model))],
          'data.json',
          { type: 'application/json' }
        )
      },
      this.serverSettings
    );
    if (response.status === 200 || response.status === 201) {
      const saved = this.received((await response.json()) as Contents.IModel);
      this._bases.keep(localPath, saved);
      this._emit({ type: 'save', oldValue: null, newValue: saved });
      return saved;
    }
    const refusal = await refusalOf(response);
    switch (refusal.kind) {
      case 'error':
        throw refusal.error;
      case 'conflict': {
        const { conflict } = refusal;
        const saved = await this._resolveConflict({
          conflict,
          localPath,
          model
        });
        if (saved === null) {
          throw new SaveCalledOff(conflict.message);
        }
        return saved;
      }
    }
  }

  /** What the base class has done, by the paths of the companion. */
  private _onOwnChange({
    newValue,
    oldValue,
    type
  }: Contents.IChangedArgs): void {
    this._onChange({
      type,
      newValue: newValue && this._withPathHere(newValue),
      oldValue: oldValue && this._withPathHere(oldValue)
    });
  }

  private _onChange(change: Contents.IChangedArgs): void {
    const { newValue, oldValue, type } = change;
    if (type === 'rename' && oldValue?.path && newValue?.path) {
      this._bases.move(oldValue.path, newValue.path);
    } else if (type === 'delete' && oldValue?.path) {
      this._bases.forget(oldValue.path);
    }
    this._emit(change);
  }

  private _emit(change: Contents.IChangedArgs): void {
    this._changed.emit(change);
    const folders = [change.oldValue?.path, change.newValue?.path]
      .filter(path => path !== undefined)
      .map(path => PathExt.dirname(path));
    for (const folder of new Set(folders)) {
      this._folderChanged.emit(folder);
    }
  }

  private _url(route: 'contents' | 'raw' | 'zip', localPath: string): string {
    return URLExt.join(
      this.serverSettings.baseUrl,
      API,
      route,
      URLExt.encodeParts(this._there(localPath))
    );
  }

  private _there(localPath: string): string {
    return pathThere(this.name, localPath);
  }

  private _withPathThere(
    model: Partial<Contents.IModel>
  ): Partial<Contents.IModel> {
    const { path } = model;
    return path === undefined ? model : { ...model, path: this._there(path) };
  }

  private _withPathHere(
    model: Partial<Contents.IModel>
  ): Partial<Contents.IModel> {
    const { path } = model;
    return path === undefined
      ? model
      : { ...model, path: pathHere(this.name, path) ?? path };
  }

  private readonly _bases = new Bases();
  private readonly _branchChanged = new Signal<this, string>(this);
  private readonly _changed = new Signal<this, Contents.IChangedArgs>(this);
  private readonly _folderChanged = new Signal<this, string>(this);
  private readonly _forced = new Set<string>();
  private readonly _ready: () => Promise<void>;
  private readonly _resolveConflict: ScienceMeshDrive.IOptions['resolveConflict'];
}

/**
 * The namespace for `ScienceMeshDrive` statics.
 */
export namespace ScienceMeshDrive {
  /**
   * A save that has met the work of somebody else.
   */
  export interface ICollision {
    readonly conflict: IConflict;
    readonly localPath: string;

    /**
     * What was to be saved.
     */
    readonly model: Partial<Contents.IModel>;
  }

  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Left out for the drive of the accepted shares.
     */
    readonly name?: string;

    /**
     * Resolves when the companion can be asked, or when it is known that it
     * cannot: its answer then says why.
     */
    readonly ready: () => Promise<void>;

    /**
     * Ask the person, and carry out what they decide.
     *
     * @returns what was saved under that path; null when nothing was
     */
    readonly resolveConflict: (
      collision: ICollision
    ) => Promise<Contents.IModel | null>;
    readonly serverSettings: ServerConnection.ISettings;
  }

  /**
   * How a folder is listed.
   */
  export interface IListOptions {
    readonly known?: string | null;
    readonly onEntries: (entries: Contents.IModel[]) => void;
    readonly signal?: AbortSignal;
  }

  /**
   * A folder that was listed.
   */
  export interface IListed {
    readonly folder: Contents.IModel;

    /**
     * What tells this listing from others; null when the companion has none.
     */
    readonly tag: string | null;
  }
}

/**
 * JupyterLab closes a document that it has just opened, and calls a save
 * failed that went well, where it gets no checkpoint; but for a 403, which
 * says that there are none. An institution that is down is no reason for that.
 */
function asNoCheckpoint(error: unknown): never {
  if (
    error instanceof ServerConnection.ResponseError &&
    error.response.status < 500
  ) {
    throw error;
  }
  throw new ServerConnection.ResponseError(
    new Response(null, { status: 403 }),
    error instanceof Error ? error.message : String(error)
  );
}
