import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Version } from 'sciencemesh-contract';
import type { CompanionClient } from '../../companion/client';
import type { IFailure, Loadable } from '../../companion/outcome';

/**
 * What became of documents of a file that is now another one.
 */
export type Reloading = 'none' | 'reloaded' | 'unsaved';

/**
 * The earlier states of one file.
 */
export class VersionsModel implements IDisposable {
  constructor(options: VersionsModel.IOptions) {
    this._options = options;
  }

  /**
   * Emitted when there is something else to show.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * What the companion calls the file.
   */
  get path(): string {
    return this._options.path;
  }

  get versions(): Loadable<readonly Version[]> {
    return this._versions;
  }

  /**
   * Why the last thing that was tried did not work; the list stays.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * The version that is being restored; null when none is.
   */
  get restoring(): Version | null {
    return this._restoring;
  }

  /**
   * What was restored last, and what became of open documents.
   */
  get restored(): { version: Version; documents: Reloading } | null {
    return this._restored;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /**
   * Ask for the list; what is on show stays until there is another.
   */
  async load(): Promise<void> {
    const { client, path } = this._options;
    if (this._versions.state === 'failed') {
      this._versions = { state: 'loading' };
    }
    this._failure = null;
    this._changed.emit();
    const answer = await client.versions(path);
    if (answer.ok) {
      this._versions = { state: 'ready', value: answer.value.items };
    } else if (this._versions.state === 'ready') {
      this._failure = answer.failure;
    } else {
      this._versions = { state: 'failed', failure: answer.failure };
    }
    this._changed.emit();
  }

  /**
   * Make an earlier state the present one. That of until then is in the list
   * afterwards.
   */
  async restore(version: Version): Promise<void> {
    const { client, path, reload } = this._options;
    if (this._restoring !== null) {
      return;
    }
    this._restoring = version;
    this._restored = null;
    this._failure = null;
    this._changed.emit();
    const answer = await client.restoreVersion(path, version.id);
    if (answer.ok) {
      const documents = await reload();
      await this.load();
      this._restored = { version, documents };
    } else {
      this._failure = answer.failure;
    }
    this._restoring = null;
    this._changed.emit();
  }

  /**
   * Where the browser reads a version.
   */
  address(version: Version, isDownload: boolean): string {
    return this._options.client.versionUrl(this.path, version.id, isDownload);
  }

  private readonly _changed = new Signal<this, void>(this);
  private _failure: IFailure | null = null;
  private _isDisposed = false;
  private readonly _options: VersionsModel.IOptions;
  private _restored: VersionsModel['restored'] = null;
  private _restoring: Version | null = null;
  private _versions: Loadable<readonly Version[]> = { state: 'loading' };
}

/**
 * The namespace for `VersionsModel` statics.
 */
export namespace VersionsModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly client: Pick<
      CompanionClient,
      'versions' | 'restoreVersion' | 'versionUrl'
    >;

    /**
     * What the companion calls the file.
     */
    readonly path: string;

    /**
     * Let open documents of the file show what it is now.
     */
    readonly reload: () => Promise<Reloading>;
  }
}
