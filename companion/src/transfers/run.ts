/**
 * One run of a transfer: brings all files that are still to come, several at
 * a time, and notes in the journal how each of them ended.
 */
import { setMaxListeners } from 'node:events';
import { Attempts, type RetryPolicy } from './attempts.ts';
import type { BriskCalls } from './brisk-calls.ts';
import { toFileFailure, type FileFailure } from './file-failure.ts';
import { fetchFile, type Sources } from './fetching.ts';
import { Hosts } from './hosts.ts';
import { Lander } from './lander.ts';
import type { FileEntry } from './ledger.ts';
import { inspectOccupant } from './occupant.ts';
import { PartialFile } from './partial-file.ts';
import { note, takeUpPartials, type Scene } from './scene.ts';
import type { Slots } from './slots.ts';
import { WorkQueue } from './work-queue.ts';

/** Whole files that may wait for their names while others are fetched. */
const WAITING_LANDINGS = 1000;

/** What all runs share. */
export interface Means extends Sources {
  /** Streams at the same time, over all transfers. */
  streams: Slots;
  parallel: number;
  policy: RetryPolicy;
  calls: BriskCalls;
  /** For the log: what has no place in a sentence for the person. */
  onFailure: (transferId: string, file: number, failure: FileFailure) => void;
}

/** What is kept of a file between two attempts. */
interface Begun {
  partial: PartialFile;
  attempts: Attempts;
  host: string;
  /** When the latest attempt began, by the clock of the hosts. */
  since: number;
}

export class TransferRun {
  readonly #means: Means;
  readonly #scene: Scene;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #hosts = new Hosts();
  readonly #begun = new Map<FileEntry, Begun>();
  readonly #lander: Lander;
  readonly #landings = new Set<Promise<void>>();
  /** Files of which an earlier process left a part. */
  #parts = new Set<number>();
  #queue = new WorkQueue<FileEntry>([]);
  #fatal: FileFailure | null = null;

  /** @param signal aborted when the run is to stop; what is there stays */
  constructor(means: Means, scene: Scene, signal: AbortSignal) {
    this.#means = means;
    this.#scene = scene;
    this.#lander = new Lander(
      scene,
      means.calls,
      () => this.#queue.inHand > this.#landings.size
    );
    const stop = () => this.#stop.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) {
      stop();
    }
    this.#signal = this.#stop.signal;
    // Each stream listens to it.
    setMaxListeners(0, this.#signal);
  }

  /**
   * Resolves when every file has ended in some way, or the run was stopped.
   *
   * @throws FileFailure when going on makes no sense: the disk is full
   */
  async execute(): Promise<void> {
    const { folder, ledger } = this.#scene;
    await folder.preparePartials();
    this.#parts = await takeUpPartials(this.#scene);
    this.#queue = new WorkQueue(
      ledger.entries.filter(
        ({ state }) => state === 'queued' || state === 'running'
      )
    );
    const end = () => this.#queue.end();
    this.#signal.addEventListener('abort', end, { once: true });
    if (this.#signal.aborted) {
      end();
    }
    await Promise.all(
      Array.from({ length: this.#means.parallel }, () => this.#work())
    );
    // Stopped or not: landings that have begun are carried out.
    await Promise.all(this.#landings);
    if (this.#fatal) {
      throw this.#fatal;
    }
    await folder.cleanUp();
  }

  async #work(): Promise<void> {
    for (;;) {
      const entry = await this.#queue.take();
      if (entry === null) {
        return;
      }
      try {
        await this.#bring(entry);
      } catch (error) {
        await this.#failed(entry, error);
      }
    }
  }

  async #bring(entry: FileEntry): Promise<void> {
    const host = hostOf(entry);
    const pause = this.#hosts.pause(host);
    if (pause > 0) {
      this.#queue.again(entry, pause);
      return;
    }
    const down = this.#hosts.down(host);
    if (down) {
      throw down;
    }
    if (!this.#begun.has(entry) && (await this.#isThere(entry))) {
      this.#queue.done();
      return;
    }
    const begun = this.#begin(entry, host);
    const { partial } = begun;
    begun.since = this.#hosts.now();
    try {
      await this.#means.streams.use(() => this.#receive(entry, begun));
    } catch (error) {
      await partial.close();
      throw error;
    }
    const landing = this.#land(entry, partial);
    this.#landings.add(landing);
    void landing.finally(() => this.#landings.delete(landing));
    if (this.#landings.size > WAITING_LANDINGS) {
      await landing;
    }
  }

  /** Something has the name of the file already, whatever it is. */
  async #isThere(entry: FileEntry): Promise<boolean> {
    const { folder, known } = this.#scene;
    if (
      entry.planned.source.type === 'none' ||
      (await folder.isFree(entry.planned.path))
    ) {
      return false;
    }
    const found = await inspectOccupant(entry, folder, known);
    if (found) {
      await note(this.#scene, found);
    }
    return found !== null;
  }

  #begin(entry: FileEntry, host: string): Begun {
    const known = this.#begun.get(entry);
    if (known) {
      return known;
    }
    const { folder, ledger } = this.#scene;
    const begun = {
      attempts: new Attempts(),
      host,
      since: 0,
      partial: new PartialFile({
        path: folder.partial(ledger.plan.id, entry.index),
        checksum: entry.planned.checksum,
        leftover: this.#parts.has(entry.index),
        calls: this.#means.calls,
        onProgress: bytes => ledger.progress(entry, bytes)
      })
    };
    this.#begun.set(entry, begun);
    return begun;
  }

  async #receive(entry: FileEntry, begun: Begun): Promise<void> {
    const { host, partial } = begun;
    this.#signal.throwIfAborted();
    await partial.open();
    this.#scene.ledger.running(entry, partial.bytes);
    await fetchFile(this.#means, this.#scene, entry, {
      partial,
      signal: this.#signal,
      onAnswer: () => this.#hosts.answered(host)
    });
  }

  async #land(entry: FileEntry, partial: PartialFile): Promise<void> {
    try {
      await this.#lander.land(entry, partial);
      this.#begun.delete(entry);
      this.#queue.done();
    } catch (error) {
      await partial.close();
      await this.#failed(entry, error);
    }
  }

  /** Decides what becomes of a file after a failed attempt; never throws. */
  async #failed(entry: FileEntry, error: unknown): Promise<void> {
    try {
      await this.#handle(entry, toFileFailure(error));
    } catch (unexpected) {
      this.#end(toFileFailure(unexpected));
      this.#queue.done();
    }
  }

  async #handle(entry: FileEntry, failure: FileFailure): Promise<void> {
    const { ledger } = this.#scene;
    if (this.#signal.aborted) {
      ledger.waiting(entry);
      this.#queue.done();
      return;
    }
    if (failure.code === 'no-space') {
      ledger.waiting(entry);
      throw failure;
    }
    this.#means.onFailure(ledger.plan.id, entry.index, failure);
    const begun = this.#begun.get(entry);
    const wait = begun?.attempts.after(
      failure,
      begun.partial.bytes,
      this.#means.policy
    );
    const host = hostOf(entry);
    if (begun) {
      this.#hosts.failed(host, begun.since, failure, this.#means.policy);
    }
    if (failure.again === 'never') {
      // Of no use to a later attempt.
      await begun?.partial.discard();
    } else if (failure.again.afterMilliseconds !== null) {
      this.#hosts.hold(host, failure.again.afterMilliseconds);
    }
    if (typeof wait === 'number' && !this.#hosts.down(host)) {
      ledger.waiting(entry);
      this.#queue.again(entry, wait);
      return;
    }
    this.#begun.delete(entry);
    const { code, message } = failure;
    await note(this.#scene, {
      type: 'failed',
      file: entry.index,
      code,
      message
    });
    this.#queue.done();
  }

  /** Ends the run early: the rest could only fail in the same way. */
  #end(failure: FileFailure): void {
    this.#fatal ??= failure;
    this.#stop.abort(failure);
  }
}

/** Files that come with the package share one "host" that is always there. */
function hostOf({ planned: { source } }: FileEntry): string {
  return source.type === 'url' ? (URL.parse(source.url)?.host ?? '') : '';
}
