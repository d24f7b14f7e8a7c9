import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { MirrorFile } from 'sciencemesh-contract';
import type { IFailure } from '../../companion/outcome';
import { WorkingCopy } from '../../kernels/workingcopy';
import type { ICompanion } from '../../tokens';
import type { RangeReader } from '../rangereader';
import { failureOf } from '../readfailure';
import type { IViewedFile } from '../source';

/** Bytes that are moved without asking. */
const UNASKED_BYTES = 32 * 1024 * 1024;

/** Files of a folder that are looked through for one. */
const LISTED = 10_000;

/**
 * An HDF5 file of the drive on its way to where jupyterlab-h5web reads it: in
 * the working copy of its folder.
 *
 * #### Notes
 * The server part of jupyterlab-h5web opens files by their path on its machine,
 * and knows nothing of drives.
 */
export class Hdf5Model implements IDisposable {
  constructor(private readonly _options: Hdf5Model.IOptions) {
    const { companion, file, folder } = _options;
    this._reader = file.open();
    this._copy = new WorkingCopy({ companion, path: folder });
    this._copy.changed.connect(this._emit, this);
    void this._measure();
  }

  /**
   * Emitted when anything below has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Why the file cannot be shown; null while it may be.
   */
  get failure(): IFailure | null {
    return this._failure ?? this._copy.failure;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether the file is so large that the person has to agree.
   */
  get isLarge(): boolean {
    return this._size !== null && this._size > UNASKED_BYTES;
  }

  /**
   * Whether the file is on its way.
   */
  get isArriving(): boolean {
    return this._isArriving;
  }

  /**
   * Where the file is on the server's machine; null until it is there.
   */
  get path(): string | null {
    return this._path;
  }

  /**
   * How far the files are that are on their way, from 0 to 1; null when there
   * is nothing to measure.
   */
  get progress(): number | null {
    const { bytes, totalBytes } = this._copy.mirror?.arriving ?? {};
    return bytes !== undefined && totalBytes ? bytes / totalBytes : null;
  }

  /**
   * In bytes; null until it is known.
   */
  get size(): number | null {
    return this._size;
  }

  /**
   * Bring the file to this machine.
   */
  async fetch(): Promise<void> {
    if (this._isArriving) {
      return;
    }
    this._isArriving = true;
    this._failure = null;
    this._emit();
    await this._copy.refresh();
    await this._rest();
    if (await this._isListed('left')) {
      await this._copy.fetch([this._options.file.name]);
      await this._rest();
    }
    const failed = await this._isListed('failed');
    const isMissing = failed !== null || (await this._isListed('left'));
    if (this._isDisposed) {
      return;
    }
    this._isArriving = false;
    const { mirror } = this._copy;
    if (isMissing) {
      this._failure = {
        code: 'file-unreadable',
        message: failed?.message ?? this._notFetched()
      };
    } else if (mirror && !this._copy.failure) {
      this._path = `${mirror.folder}/${this._options.file.name}`;
    }
    this._emit();
  }

  /**
   * End what is under way; what has arrived stays.
   */
  async stop(): Promise<void> {
    await this._copy.stop();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._reader.dispose();
    this._copy.dispose();
    Signal.clearData(this);
  }

  private async _measure(): Promise<void> {
    try {
      this._size = await this._reader.size();
    } catch (reason) {
      this._failure = failureOf(reason);
    }
    if (this._isDisposed) {
      return;
    }
    if (this._size !== null && !this.isLarge) {
      await this.fetch();
    } else {
      this._emit();
    }
  }

  /**
   * The entry of the file among those that are not here.
   */
  private async _isListed(show: 'failed' | 'left'): Promise<MirrorFile | null> {
    const { companion, file } = this._options;
    const { mirror } = this._copy;
    if (mirror?.kind !== 'copy') {
      return null;
    }
    const answer = await companion.client.mirrorFiles(mirror.id, show, LISTED);
    const items = answer.ok ? answer.value.items : [];
    return items.find(({ path }) => path === file.name) ?? null;
  }

  /**
   * Resolves when nothing of the folder is under way.
   */
  private async _rest(): Promise<void> {
    const isBusy = (): boolean => {
      const { failure, isDisposed, mirror } = this._copy;
      return (
        !isDisposed &&
        failure === null &&
        (mirror?.state === 'looking' || mirror?.state === 'fetching')
      );
    };
    if (!isBusy()) {
      return;
    }
    await new Promise<void>(resolve => {
      const look = (): void => {
        if (!isBusy()) {
          this._changed.disconnect(look);
          resolve();
        }
      };
      this._changed.connect(look);
    });
  }

  private _notFetched(): string {
    const { file, trans } = this._options;
    return trans.__('“%1” was not fetched.', file.name);
  }

  private _emit(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _copy: WorkingCopy;
  private _failure: IFailure | null = null;
  private _isArriving = false;
  private _isDisposed = false;
  private _path: string | null = null;
  private readonly _reader: RangeReader;
  private _size: number | null = null;
}

/**
 * The namespace for `Hdf5Model` statics.
 */
export namespace Hdf5Model {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly companion: ICompanion;
    readonly file: IViewedFile;

    /**
     * The folder whose working copy has the file, without the drive's name.
     */
    readonly folder: string;
    readonly trans: TranslationBundle;
  }
}
