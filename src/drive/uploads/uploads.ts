import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate, UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ScienceMeshDrive } from '../drive';
import { localPath } from '../paths';
import { siblingName } from '../siblings';
import type { ISending, Sent } from './sending';
import { send } from './sending';

/** Uploads at one time; the line is full with two. */
const AT_ONCE = 2;

/**
 * A file on its way to an institution.
 */
export interface IUpload {
  readonly id: string;
  readonly name: string;

  /**
   * Path of the folder that it goes to, with the name of the drive.
   */
  readonly folder: string;
  readonly size: number;

  /**
   * Bytes that have gone out.
   */
  readonly sent: number;
  readonly state: 'waiting' | 'sending' | 'failed';

  /**
   * Why it has failed.
   */
  readonly message: string | null;
}

/**
 * What the person wants when a file of that name is there already.
 */
export type Replacement = 'replace' | 'keep-both' | 'skip';

/**
 * The files that are being sent to the drive.
 */
export class Uploads implements IDisposable {
  constructor(options: Uploads.IOptions) {
    this._options = options;
    window.addEventListener('beforeunload', this._onLeave);
  }

  /**
   * Emitted when an upload has begun, gone on, or ended.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * What is under way, and what has failed and not been put away.
   */
  get items(): readonly IUpload[] {
    return [...this._jobs.values()].map(({ upload }) => upload);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.removeEventListener('beforeunload', this._onLeave);
    for (const job of this._jobs.values()) {
      job.abort.abort();
    }
    Signal.clearData(this);
  }

  /**
   * Send a file into a folder.
   *
   * @param folder - with the name of the drive
   *
   * @returns the file as it is in the drive; rejects when it was cancelled
   */
  async add(file: File, folder: string): Promise<Contents.IModel> {
    const drive = this._options.driveOf(folder);
    if (!drive) {
      throw new Error(
        this._options.trans.__('“%1” is in no drive of ScienceMesh.', folder)
      );
    }
    const job = new Job(file, folder, drive);
    this._jobs.set(job.upload.id, job);
    this._changed.emit();
    this._startNext();
    return job.ended.promise;
  }

  /**
   * Stop an upload, or put away one that has failed.
   */
  cancel(id: string): void {
    const job = this._jobs.get(id);
    if (job) {
      job.abort.abort();
      if (job.upload.state !== 'sending') {
        this._end(job);
      }
    }
  }

  /**
   * Send a file again that could not be sent.
   */
  retry(id: string): void {
    const job = this._jobs.get(id);
    if (job?.upload.state === 'failed') {
      this._update(job, { state: 'waiting', sent: 0, message: null });
      this._startNext();
    }
  }

  private _startNext(): void {
    const jobs = [...this._jobs.values()];
    const running = jobs.filter(({ upload }) => upload.state === 'sending');
    const waiting = jobs.filter(({ upload }) => upload.state === 'waiting');
    for (const job of waiting.slice(0, AT_ONCE - running.length)) {
      this._update(job, { state: 'sending' });
      void this._run(job);
    }
  }

  private async _run(job: Job): Promise<void> {
    const { drive } = job;
    try {
      const target = await this._target(job);
      const sent: Sent = target
        ? await this._send(job, target)
        : { kind: 'cancelled' };
      if (this._isDisposed) {
        return;
      }
      switch (sent.kind) {
        case 'done': {
          const { model } = sent;
          drive.tell({ kind: 'created', path: model.path, oldPath: null });
          job.ended.resolve(drive.received(model));
          this._end(job);
          break;
        }
        case 'cancelled':
          this._end(job);
          break;
        case 'exists':
          // Nobody knew before the bytes came; now the person is asked.
          job.isTaken = true;
          this._update(job, { state: 'waiting', sent: 0 });
          break;
        case 'failed':
          this._update(job, {
            state: 'failed',
            message: sent.message ?? this._lost()
          });
          break;
      }
    } catch (error) {
      this._update(job, {
        state: 'failed',
        message: error instanceof Error ? error.message : this._lost()
      });
    }
    this._startNext();
  }

  /**
   * Where a file goes to; null when the person would rather not send it.
   */
  private async _target(
    job: Job
  ): Promise<{ path: string; replaces: boolean } | null> {
    const { name } = job.upload;
    const folder = localPath(job.upload.folder);
    const path = PathExt.join(folder, name);
    if (!job.isTaken && !(await this._isThere(job, path))) {
      return { path, replaces: false };
    }
    job.isTaken = false;
    switch (await this._options.askReplacement(name)) {
      case 'replace':
        return { path, replaces: true };
      case 'keep-both': {
        const other = await siblingName(name, candidate =>
          this._isThere(job, PathExt.join(folder, candidate))
        );
        return { path: PathExt.join(folder, other), replaces: false };
      }
      case 'skip':
        return null;
    }
  }

  /**
   * Whether a file is known to be there, which spares sending all of another
   * one. Where that cannot be found out it is sent all the same: the companion
   * replaces nothing, and keeps it while the institution does not answer.
   */
  private async _isThere(job: Job, path: string): Promise<boolean> {
    return job.drive.get(path, { content: false }).then(
      () => true,
      () => false
    );
  }

  private async _send(
    job: Job,
    target: { path: string; replaces: boolean }
  ): Promise<Sent> {
    const { drive } = job;
    const { sender = send } = this._options;
    return sender({
      file: job.file,
      onProgress: sent => this._update(job, { sent }),
      replaces: target.replaces,
      settings: drive.serverSettings,
      signal: job.abort.signal,
      url: drive.uploadUrl(target.path)
    });
  }

  private _update(job: Job, change: Partial<IUpload>): void {
    if (this._isDisposed || !this._jobs.has(job.upload.id)) {
      return;
    }
    job.upload = { ...job.upload, ...change };
    this._changed.emit();
  }

  private _end(job: Job): void {
    this._jobs.delete(job.upload.id);
    // Nobody need wait for it; who does is told.
    job.ended.promise.catch(() => undefined);
    job.ended.reject(
      new Error(this._options.trans.__('The upload was cancelled.'))
    );
    this._changed.emit();
  }

  private _lost(): string {
    return this._options.trans.__(
      'The connection to the Jupyter server was lost. Try again.'
    );
  }

  private readonly _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private readonly _jobs = new Map<string, Job>();
  private readonly _onLeave = (event: BeforeUnloadEvent): void => {
    // Browsers ask in their own words whether to leave.
    if (this.items.some(({ state }) => state !== 'failed')) {
      event.preventDefault();
    }
  };
  private readonly _options: Uploads.IOptions;
}

/**
 * The namespace for `Uploads` statics.
 */
export namespace Uploads {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly askReplacement: (name: string) => Promise<Replacement>;

    /**
     * Our drive that a path leads into.
     */
    readonly driveOf: (path: string) => ScienceMeshDrive | null;

    /**
     * What sends the bytes.
     */
    readonly sender?: (sending: ISending) => Promise<Sent>;
    readonly trans: TranslationBundle;
  }
}

class Job {
  constructor(
    readonly file: File,
    folder: string,
    readonly drive: ScienceMeshDrive
  ) {
    this.upload = {
      id: UUID.uuid4(),
      name: file.name,
      folder,
      size: file.size,
      sent: 0,
      state: 'waiting',
      message: null
    };
  }

  readonly abort = new AbortController();
  readonly ended = new PromiseDelegate<Contents.IModel>();

  /** Whether a file of its name has turned out to be there. */
  isTaken = false;
  upload: IUpload;
}
