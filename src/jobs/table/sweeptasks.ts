import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Job, JobTask } from 'sciencemesh-contract';
import type { IFailure } from '../../companion/outcome';
import type { JobsModel } from '../model';

/**
 * The tasks of a sweep that is unfolded: none yet, all of them, or why not.
 */
export interface IUnfolded {
  readonly tasks: readonly JobTask[] | null;
  readonly failure: IFailure | null;
}

/**
 * The sweeps of the table that are unfolded, with their tasks, which are asked
 * for only then.
 */
export class SweepTasks implements IDisposable {
  constructor(jobs: JobsModel) {
    this._jobs = jobs;
    jobs.changed.connect(this._onJobs, this);
  }

  /**
   * Emitted when a sweep was folded or unfolded, or its tasks have come.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Unfolded sweeps by the identifiers of their jobs; another map after each
   * change.
   */
  get unfolded(): ReadonlyMap<string, IUnfolded> {
    return this._unfolded;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Unfold a sweep, or fold it.
   */
  setUnfolded(id: string, isUnfolded: boolean): void {
    if (this._unfolded.has(id) === isUnfolded) {
      return;
    }
    if (isUnfolded) {
      this._put(id, { tasks: null, failure: null });
      void this._load(id);
    } else {
      this._put(id, null);
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private _onJobs(_: JobsModel, job: Job | null): void {
    for (const id of this._unfolded.keys()) {
      if (job === null || job.id === id) {
        void this._load(id);
      }
    }
  }

  /** One question at a time; what changes meanwhile makes one more. */
  private async _load(id: string): Promise<void> {
    if (this._loading.has(id)) {
      this._stale.add(id);
      return;
    }
    this._loading.add(id);
    do {
      this._stale.delete(id);
      const answer = await this._jobs.client.tasks(id);
      const known = this._unfolded.get(id);
      if (this._isDisposed || !known) {
        break;
      }
      this._put(
        id,
        answer.ok
          ? { tasks: answer.value.items, failure: null }
          : { ...known, failure: answer.failure }
      );
    } while (this._stale.has(id));
    this._loading.delete(id);
  }

  private _put(id: string, unfolded: IUnfolded | null): void {
    const next = new Map(this._unfolded);
    if (unfolded === null) {
      next.delete(id);
    } else {
      next.set(id, unfolded);
    }
    this._unfolded = next;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private readonly _jobs: JobsModel;
  private readonly _loading = new Set<string>();
  private readonly _stale = new Set<string>();
  private _unfolded: ReadonlyMap<string, IUnfolded> = new Map();
}
