import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { IPreferences } from './tokens';

const MIB = 1024 * 1024;

/**
 * The settings of the person; their defaults where there is no registry, and
 * until it has answered.
 */
export class Preferences implements IPreferences {
  /**
   * Emitted when a setting has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get folder(): string {
    return this._folder;
  }

  get announceShares(): boolean {
    return this._announceShares;
  }

  get openNotebook(): boolean {
    return this._openNotebook;
  }

  get pollingInterval(): number {
    return this._pollingInterval;
  }

  get largeFileSize(): number {
    return this._largeFileSize;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Take over these settings, now and whenever they change.
   */
  follow(settings: ISettingRegistry.ISettings): void {
    settings.changed.connect(this._read, this);
    this._read(settings);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _read(settings: ISettingRegistry.ISettings): void {
    const {
      announceShares,
      folder,
      largeFileSize,
      openNotebook,
      pollingInterval
    } = settings.composite;
    if (typeof folder === 'string') {
      this._folder = folder.replace(/^[/\s]+|[/\s]+$/g, '');
    }
    if (typeof announceShares === 'boolean') {
      this._announceShares = announceShares;
    }
    if (typeof openNotebook === 'boolean') {
      this._openNotebook = openNotebook;
    }
    if (typeof pollingInterval === 'number') {
      this._pollingInterval = pollingInterval;
    }
    if (typeof largeFileSize === 'number') {
      this._largeFileSize = largeFileSize * MIB;
    }
    this._changed.emit();
  }

  private _announceShares = true;
  private readonly _changed = new Signal<this, void>(this);
  private _folder = '';
  private _isDisposed = false;
  private _largeFileSize = 10 * MIB;
  private _openNotebook = true;
  private _pollingInterval = 10;
}
