import type { IDisposable } from '@lumino/disposable';
import type {
  PublicationFile,
  PublicationFileList,
  PublicationFileQuery
} from 'sciencemesh-contract';
import type { IFailure, Outcome } from '../../companion/outcome';
import { choosable } from './filetree';

/** Most files that are asked for at once. */
const PAGE = 20_000;

/** Milliseconds between two looks while files are on their way. */
const PAUSE = 1000;

/**
 * The files of a publication, all of them, loaded again when they may have
 * changed, but not more often than people can follow.
 */
export class FileList implements IDisposable {
  constructor(options: FileList.IOptions) {
    this._options = options;
  }

  /**
   * In the order of their paths; null until loaded for the first time.
   */
  get files(): readonly PublicationFile[] | null {
    return this._files;
  }

  /**
   * Why they could not be loaded the last time.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Load them, soon: now, or when the last look is a while ago.
   */
  refresh(): void {
    this._isStale = true;
    if (!this._isLoading && this._timer === undefined) {
      void this._load();
    }
  }

  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
  }

  private async _load(): Promise<void> {
    this._timer = undefined;
    this._isStale = false;
    this._isLoading = true;
    const answer = await this._loadAll();
    this._isLoading = false;
    if (this._isDisposed) {
      return;
    }
    this._failure = answer.ok ? null : answer.failure;
    if (answer.ok) {
      this._files = choosable(
        answer.value,
        this._files ?? [],
        this._options.excluded()
      );
    }
    this._timer = setTimeout(() => {
      this._timer = undefined;
      if (this._isStale) {
        void this._load();
      }
    }, PAUSE);
    this._options.changed();
  }

  private async _loadAll(): Promise<Outcome<PublicationFile[]>> {
    const files: PublicationFile[] = [];
    let after: string | null = null;
    do {
      const answer: Outcome<PublicationFileList> = await this._options.load({
        most: PAGE,
        ...(after === null ? {} : { after })
      });
      if (!answer.ok) {
        return answer;
      }
      files.push(...answer.value.items);
      after = answer.value.next;
    } while (after !== null && !this._isDisposed);
    return { ok: true, value: files };
  }

  private _failure: IFailure | null = null;
  private _files: readonly PublicationFile[] | null = null;
  private _isDisposed = false;
  private _isLoading = false;
  private _isStale = false;
  private readonly _options: FileList.IOptions;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The namespace for `FileList` statics.
 */
export namespace FileList {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Called when the files were loaded, or could not be.
     */
    readonly changed: () => void;

    /**
     * Paths that the person leaves out.
     */
    readonly excluded: () => ReadonlySet<string>;
    readonly load: (
      query: PublicationFileQuery
    ) => Promise<Outcome<PublicationFileList>>;
  }
}
