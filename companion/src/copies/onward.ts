/**
 * Working copies of packages that a person wants among their own files
 * elsewhere as well: copied there once they are whole. The wish is kept until
 * the copy has begun, which the transfer engine then sees through.
 */
import type { CopyRequest, Transfer } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { StorageError } from '../storage/storage.ts';
import type { PackageStore, WantedCopy } from '../store/packages.ts';
import type { Copies } from './copies.ts';
import type { Places } from './places.ts';

/** Milliseconds between two looks while something waits. */
const INTERVAL = 60_000;

export interface OnwardOptions {
  store: Pick<PackageStore, 'wantCopy' | 'wantedCopies'>;
  places: Pick<Places, 'find'>;
  copies: Pick<Copies, 'start'>;
  /** Told of packages whose wish has changed, or why it is not met yet. */
  onChange: (packageId: string) => void;
  onTrouble: (error: unknown) => void;
  interval?: number;
}

export class Onward {
  readonly #options: OnwardOptions;
  readonly #closing = new AbortController();
  /** Why a copy has not begun, by the path of the working copy. */
  readonly #reasons = new Map<string, string>();
  /** The copy that is being begun, for ending that. */
  #beginning: { path: string; control: AbortController } | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #again = false;

  constructor(options: OnwardOptions) {
    this.#options = options;
  }

  /**
   * Whether a folder can be wished for. No request.
   *
   * @param folder of the drive
   * @throws RequestProblem
   */
  async check(folder: string): Promise<void> {
    await this.#options.places.find({ drive: 'sciencemesh', path: folder });
  }

  /** Keeps the wish for a working copy that is being made, or is there. */
  want({ packageId, folder: path }: Transfer, folder: string): void {
    if (packageId !== null) {
      this.#options.store.wantCopy(packageId, path, folder);
      this.#options.onChange(packageId);
      void this.look();
    }
  }

  /** The copy is not wanted any more; one that has begun is a transfer. */
  unwant(packageId: string, path: string): void {
    this.#options.store.wantCopy(packageId, path, null);
    if (this.#beginning?.path === path) {
      this.#beginning.control.abort();
    }
    this.#reasons.delete(path);
    this.#options.onChange(packageId);
  }

  /** Why the copy of a working copy has not begun; null: nothing is wrong. */
  reason(path: string): string | null {
    return this.#reasons.get(path) ?? null;
  }

  /** Begins what can begin. Never fails. */
  look(): Promise<void> {
    if (this.#looking !== null) {
      this.#again = true;
      return this.#looking;
    }
    clearTimeout(this.#timer);
    this.#looking = this.#lookUntilDone().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #lookUntilDone(): Promise<void> {
    const { interval = INTERVAL, store } = this.#options;
    let isWaiting: boolean;
    do {
      this.#again = false;
      isWaiting = false;
      for (const { transferId } of store.wantedCopies()) {
        // While another one began it may have been given up.
        const wanted = store
          .wantedCopies()
          .find(one => one.transferId === transferId);
        if (wanted?.complete && !this.#closing.signal.aborted) {
          isWaiting = !(await this.#begin(wanted)) || isWaiting;
        }
      }
    } while (this.#again && !this.#closing.signal.aborted);
    if (isWaiting && !this.#closing.signal.aborted) {
      this.#timer = setTimeout(() => void this.look(), interval).unref();
    }
  }

  /** @returns whether there is nothing more to do: it has begun, or is given up */
  async #begin(wanted: WantedCopy): Promise<boolean> {
    const { packageId, path, folder, transferId } = wanted;
    const { copies, onChange, onTrouble, store } = this.#options;
    const request: CopyRequest = {
      action: 'copy',
      items: [{ drive: 'jupyter', path }],
      target: { drive: 'sciencemesh', path: folder },
      collisions: 'keep-both'
    };
    const control = new AbortController();
    this.#beginning = { path, control };
    try {
      await copies.start(
        request,
        AbortSignal.any([control.signal, this.#closing.signal]),
        transferId
      );
      store.wantCopy(packageId, path, null);
      this.#reasons.delete(path);
      onChange(packageId);
      return true;
    } catch (error) {
      if (this.#closing.signal.aborted || control.signal.aborted) {
        return control.signal.aborted;
      }
      const reason =
        error instanceof RequestProblem || error instanceof StorageError
          ? error.message
          : 'Something went wrong; the log of this JupyterLab says more.';
      if (reason !== this.#reasons.get(path)) {
        onTrouble(error);
        this.#reasons.set(path, reason);
        onChange(packageId);
      }
      return false;
    } finally {
      this.#beginning = null;
    }
  }
}
