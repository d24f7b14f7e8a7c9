import type { Contents } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ContentChange } from 'sciencemesh-contract';
import type { ScienceMeshDrive } from './drive';
import type { IDriveNames } from './paths';
import { DRIVE_NAME, driveNameOf } from './paths';

/** Names that the contract allows; no other one could stand in a path. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9 _-]*$/;

/**
 * Our drives: that of the accepted shares, and one with the person's own files
 * for each provider that brings them.
 */
export class Drives implements IDriveNames {
  constructor(options: Drives.IOptions) {
    this._options = options;
    this.shared = options.make(DRIVE_NAME);
    this._put(this.shared);
  }

  /**
   * The drive of the accepted shares.
   */
  readonly shared: ScienceMeshDrive;

  /**
   * Emitted with a drive that is new.
   */
  get added(): ISignal<this, ScienceMeshDrive> {
    return this._added;
  }

  /**
   * All of them, that of the shares first.
   */
  get all(): readonly ScienceMeshDrive[] {
    return [...this._drives.values()];
  }

  /**
   * Whether a name is that of one of our drives.
   */
  has(name: string): boolean {
    return this._drives.has(name);
  }

  /**
   * The drive of a path of JupyterLab; null where it is none of ours.
   */
  of(path: string): ScienceMeshDrive | null {
    return this._drives.get(driveNameOf(path)) ?? null;
  }

  /**
   * Have a drive of a name; nothing happens where there is one.
   */
  add(name: string): void {
    if (this._drives.has(name)) {
      return;
    }
    if (!NAME.test(name) || this._isTaken(name)) {
      console.error(
        `There is no drive “${name}”: another one has this name, or it cannot be one.`
      );
      return;
    }
    const drive = this._options.make(name);
    this._put(drive);
    this._added.emit(drive);
  }

  /**
   * Pass on what the companion tells of a change.
   */
  tell(change: ContentChange): void {
    for (const drive of this.all) {
      drive.tell(change);
    }
  }

  /** Other extensions have drives, too, which are not to be replaced. */
  private _isTaken(name: string): boolean {
    return this._options.contents.driveName(`${name}:`) !== '';
  }

  private _put(drive: ScienceMeshDrive): void {
    this._drives.set(drive.name, drive);
    this._options.contents.addDrive(drive);
  }

  private readonly _added = new Signal<this, ScienceMeshDrive>(this);
  private readonly _drives = new Map<string, ScienceMeshDrive>();
  private readonly _options: Drives.IOptions;
}

/**
 * The namespace for `Drives` statics.
 */
export namespace Drives {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly contents: Contents.IManager;
    readonly make: (name: string) => ScienceMeshDrive;
  }
}
