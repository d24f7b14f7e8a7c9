/**
 * The working copy of one folder of a share: brings files in, finds what a
 * kernel has made of them, and sends that back when the person says so.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  Mirror,
  MirrorFile,
  MirrorFileQuery,
  MirrorResolution
} from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { StorageError, type Entry, type Storage } from '../storage/storage.ts';
import type { MirrorStore } from '../store/mirrors.ts';
import { FileFailure, toFileFailure } from '../transfers/file-failure.ts';
import { Slots } from '../transfers/slots.ts';
import { freeBytes } from '../transfers/working-folder.ts';
import { absencesIn } from './absences.ts';
import { MirrorBook, type Identity } from './book.ts';
import { openCopy, type ShareCopy } from './copy.ts';
import { Courier, type CourierOptions } from './courier.ts';
import { pathsGone } from './gone.ts';
import { removeLeftovers } from './leftovers.ts';
import type { PathLocks } from './locks.ts';
import { nameProblem } from './names.ts';
import { scanFolder } from './scan.ts';
import { missingOf, select, type Limits } from './selection.ts';
import type { Decision } from './send.ts';
import { settleAll } from './settle.ts';
import { surveyFolder } from './survey.ts';
import { fileAt, validatorOf } from './validator.ts';
import { FolderWatch } from './watch.ts';

/** Left free on the disk, for what kernels write. */
const SPARE_BYTES = 256 * 1024 * 1024;

const CUT_SHORT =
  'The folder holds more files than a working copy takes. Read the others with ocm:// addresses.';

export interface FolderMirrorOptions {
  identity: Identity;
  /** The folder's path in the share's storage. */
  top: string;
  /** The share is one file: what else is made here has no place there. */
  isSingleFile?: boolean;
  storage: Storage;
  /** Folder of all working copies of the share. */
  shareFolder: string;
  store: MirrorStore;
  /** Of the share, whose mirrored folders may overlap. */
  locks: PathLocks;
  limits: Limits;
  /** Files moved at the same time. */
  parallel: number;
  onChange: () => void;
  /** Hears of what this has changed at the share; paths are of the storage. */
  onSent: CourierOptions['onSent'];
  onTrouble: (error: unknown) => void;
}

export class FolderMirror {
  readonly #options: FolderMirrorOptions;
  readonly #book: MirrorBook;
  readonly #courier: Courier;
  readonly #slots: Slots;
  /** Fetched by name: kept up to date whatever their size. */
  readonly #asked = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #refreshing: Promise<void> | null = null;
  #scanning: Promise<void> | null = null;
  #abort = new AbortController();
  #watch: FolderWatch | null = null;

  constructor(options: FolderMirrorOptions) {
    const { identity, locks, onChange, onSent, parallel, top } = options;
    const book = new MirrorBook(identity, top);
    this.#options = options;
    this.#book = book;
    this.#courier = new Courier({ book, locks, onChange, onSent });
    this.#slots = new Slots(parallel);
  }

  get isSingleFile(): boolean {
    return this.#options.isSingleFile ?? false;
  }

  get busy(): boolean {
    return this.#running.size > 0;
  }

  toMirror(): Mirror {
    return this.#book.toMirror();
  }

  toFiles(query: MirrorFileQuery): MirrorFile[] {
    return this.#book.toFiles(query);
  }

  /**
   * Makes the folder on this machine, so that a kernel can start in it.
   *
   * @throws RequestProblem when it cannot be
   */
  async prepare(): Promise<void> {
    try {
      const { folder } = await this.#open();
      this.#watch ??= new FolderWatch(folder.target(this.#options.top), () => {
        void this.#track(this.scan());
      });
    } catch (error) {
      throw new RequestProblem(
        409,
        'folder-refused',
        `The working copy "${this.#book.identity.folder}" cannot be made. ${toFileFailure(error).message}`,
        { cause: error }
      );
    }
  }

  /** Looks at the share and brings in what is new there. Never throws. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#track(
      this.#refresh().finally(() => {
        this.#refreshing = null;
      })
    );
    return this.#refreshing;
  }

  /** Looks for what was made or changed here. */
  scan(): Promise<void> {
    this.#scanning ??= this.#scan().finally(() => {
      this.#scanning = null;
    });
    return this.#scanning;
  }

  /** Brings in files although they are large. */
  fetch(paths: readonly string[]): Promise<void> {
    const entries = paths.map(path => {
      const entry = this.#book.remote.get(this.#inShare(path));
      if (entry === undefined) {
        throw new RequestProblem(
          404,
          'file-not-found',
          `The share has no "${path}", as far as is known. Refresh the working copy.`
        );
      }
      return entry;
    });
    for (const { path } of entries) {
      this.#asked.add(path);
      this.#book.left.delete(path);
    }
    return this.#track(this.#fetchAsked(entries, this.#abort.signal));
  }

  /** Sends what was made here to the share. */
  upload(
    files: readonly { path: string; resolution?: MirrorResolution }[]
  ): Promise<void> {
    const wanted = files.map(({ path, resolution }) => {
      const inShare = this.#inShare(path);
      return { path: inShare, decision: this.#decide(inShare, resolution) };
    });
    wanted.forEach(({ path }) => this.#book.sending.add(path));
    this.#options.onChange();
    return this.#track(this.#sendAll(wanted, this.#abort.signal));
  }

  /** Ends what is under way; what has arrived stays. */
  stop(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** Takes over a change of one file that was made through the drive. */
  follow(path: string): Promise<void> {
    return this.#track(this.#follow(path, this.#abort.signal));
  }

  async close(): Promise<void> {
    this.#watch?.close();
    this.#abort.abort();
    await Promise.allSettled([...this.#running, this.#scanning]);
  }

  async #refresh(): Promise<void> {
    const book = this.#book;
    const { signal } = this.#abort;
    book.state = 'looking';
    book.message = null;
    this.#options.onChange();
    try {
      book.message = await this.#bringIn(signal);
      signal.throwIfAborted();
      book.state = 'ready';
      book.lookedAt = new Date().toISOString();
    } catch (error) {
      book.state = signal.aborted ? 'stopped' : 'failed';
      book.message = signal.aborted ? null : toFileFailure(error).message;
      if (!(error instanceof StorageError || error instanceof FileFailure)) {
        this.#trouble(error, signal);
      }
    }
    this.#options.onChange();
  }

  /** @returns what the person should know of it */
  async #bringIn(signal: AbortSignal): Promise<string | null> {
    const { isSingleFile, limits, locks, storage, top } = this.#options;
    const book = this.#book;
    const copy = await this.#open();
    await settleAll(copy, locks, signal);
    await removeLeftovers(copy);
    const survey = await surveyFolder(storage, top, signal);
    book.failures.clear();
    survey.problems.forEach((why, path) => book.failures.set(path, why));
    book.remote = new Map(survey.files.map(entry => [entry.path, entry]));
    const known = copy.store.files(copy.shareId);
    const free = (await freeBytes(copy.folder.root)) ?? Infinity;
    const { wanted, left } = select(
      survey.files,
      path => this.#asked.has(path) || Boolean(known.get(path)?.inStep),
      {
        ...limits,
        totalBytes: Math.min(limits.totalBytes, free - SPARE_BYTES)
      }
    );
    book.left = left;
    book.state = 'fetching';
    const absent = isSingleFile
      ? []
      : await absencesIn(copy, top, path => locks.isBusy(path));
    const deleted = new Set(
      // What was deleted here and is another at the share comes back.
      absent.map(({ path, inStep }) => keyOf(path, inStep.validator))
    );
    for (const path of pathsGone(known.keys(), survey, top)) {
      await this.#courier.remove(copy, path, signal);
    }
    await this.#fetchAll(
      wanted.filter(
        entry => !deleted.has(keyOf(entry.path, validatorOf(entry)))
      ),
      signal
    );
    await this.scan();
    return survey.cutShort ? CUT_SHORT : null;
  }

  async #fetchAsked(
    entries: readonly Entry[],
    signal: AbortSignal
  ): Promise<void> {
    await this.#fetchAll(entries, signal);
    for (const entry of entries) {
      // Stopped: it is where it was before.
      if (signal.aborted && !this.#book.present.has(entry.path)) {
        this.#book.left.set(entry.path, entry);
      }
    }
    await this.scan();
  }

  async #fetchAll(
    entries: readonly Entry[],
    signal: AbortSignal
  ): Promise<void> {
    const book = this.#book;
    const copy = await this.#open();
    if (book.arriving.size === 0) {
      book.progress = { files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 };
    }
    const missing = await missingOf(copy, entries);
    for (const entry of missing) {
      book.arriving.add(entry.path);
      book.progress.totalFiles += 1;
      book.progress.totalBytes += entry.size ?? 0;
    }
    this.#options.onChange();
    await this.#each(missing, book.arriving, signal, async entry => {
      await this.#courier.fetch(copy, entry, signal);
      book.progress.files += 1;
    });
    await copy.folder.sync();
  }

  async #sendAll(
    files: readonly { path: string; decision: Decision }[],
    signal: AbortSignal
  ): Promise<void> {
    const copy = await this.#open();
    await this.#each(files, this.#book.sending, signal, ({ path, decision }) =>
      this.#courier.send(copy, path, decision, signal)
    );
    await this.scan();
  }

  /** Works on all items, some at a time; `marks` holds those to come. */
  async #each<Item extends { path: string }>(
    items: readonly Item[],
    marks: Set<string>,
    signal: AbortSignal,
    work: (item: Item) => Promise<void>
  ): Promise<void> {
    await Promise.all(
      items.map(item =>
        this.#slots.use(async () => {
          if (!signal.aborted) {
            await work(item);
          }
          marks.delete(item.path);
          this.#options.onChange();
        })
      )
    );
  }

  async #follow(path: string, signal: AbortSignal): Promise<void> {
    const entry = await fileAt(this.#options.storage, path, signal);
    const copy = await this.#open();
    if (entry === null) {
      this.#book.remote.delete(path);
      await this.#courier.remove(copy, path, signal);
    } else if (!this.#book.left.has(path) && nameProblem(path) === null) {
      this.#book.remote.set(path, entry);
      await this.#courier.fetch(copy, entry, signal);
    }
    await this.scan();
  }

  async #scan(): Promise<void> {
    const { isSingleFile, locks, onChange, top } = this.#options;
    const book = this.#book;
    const copy = await this.#open();
    const { changes, present } = await scanFolder(copy, top, path =>
      locks.isBusy(path)
    );
    book.changes = isSingleFile
      ? new Map([...changes].filter(([, { kind }]) => kind === 'changed'))
      : changes;
    book.present = present;
    for (const path of book.conflicts.keys()) {
      if (!changes.has(path) && !locks.isBusy(path)) {
        book.conflicts.delete(path);
      }
    }
    onChange();
  }

  #open(): Promise<ShareCopy> {
    const { identity, shareFolder, storage, store, top } = this.#options;
    const { shareId } = identity;
    if (!existsSync(join(shareFolder, top))) {
      // Who removes the whole folder wants its files not deleted, but anew.
      store.forgetBelow(shareId, top);
    }
    return openCopy({ shareId, storage, store, shareFolder, top });
  }

  #decide(path: string, resolution: MirrorResolution | undefined): Decision {
    switch (resolution) {
      case undefined:
        return { type: 'none' };
      case 'keep-both':
        return { type: 'keep-both' };
      case 'overwrite': {
        const validator = this.#book.conflicts.get(path);
        return validator === undefined
          ? { type: 'none' }
          : { type: 'overwrite', validator };
      }
    }
  }

  #inShare(path: string): string {
    const { top } = this.#options;
    const whole = top === '' ? path : `${top}/${path}`;
    const problem = nameProblem(whole);
    if (problem !== null) {
      throw new RequestProblem(400, 'path-refused', problem);
    }
    return whole;
  }

  #track(work: Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    const tracked = work.catch((error: unknown) =>
      this.#trouble(error, signal)
    );
    this.#running.add(tracked);
    void tracked.then(() => this.#running.delete(tracked));
    return tracked;
  }

  #trouble(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) {
      this.#options.onTrouble(error);
    }
  }
}

/** One state of one file. */
function keyOf(path: string, validator: string): string {
  return `${path}\0${validator}`;
}
