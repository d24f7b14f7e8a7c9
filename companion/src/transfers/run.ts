/**
 * One run of a transfer: brings all files that are still to come, several at
 * a time, and notes in the journal how each of them ended.
 */
import { setMaxListeners } from 'node:events';
import { Attempts } from './attempts.ts';
import type { Carriage, Destination } from './destination.ts';
import { toFileFailure, type FileFailure } from './file-failure.ts';
import { Hosts } from './hosts.ts';
import type { FileEntry } from './ledger.ts';
import type { Means } from './means.ts';
import { note, type Account } from './scene.ts';
import { WorkQueue } from './work-queue.ts';

/** Whole files that may wait for their names while others are fetched. */
const WAITING_LANDINGS = 1000;

/** What is kept of a file between two attempts. */
interface Begun {
  carriage: Carriage;
  attempts: Attempts;
  host: string;
  /** When the latest attempt began, by the clock of the hosts. */
  since: number;
}

export class TransferRun {
  readonly #means: Means;
  readonly #account: Account;
  readonly #destination: Destination;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #hosts = new Hosts();
  readonly #begun = new Map<FileEntry, Begun>();
  readonly #landings = new Set<Promise<void>>();
  #queue = new WorkQueue<FileEntry>([]);
  #fatal: FileFailure | null = null;

  /** @param signal aborted when the run is to stop; what is there stays */
  constructor(
    means: Means,
    account: Account,
    destination: Destination,
    signal: AbortSignal
  ) {
    this.#means = means;
    this.#account = account;
    this.#destination = destination;
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
    await this.#destination.prepare(
      () => this.#queue.inHand > this.#landings.size
    );
    this.#queue = new WorkQueue(
      this.#account.ledger.entries.filter(
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
    await this.#destination.cleanUp();
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
    if (!this.#begun.has(entry) && (await this.#destination.isThere(entry))) {
      this.#queue.done();
      return;
    }
    const begun = this.#begin(entry, host);
    const { carriage } = begun;
    begun.since = this.#hosts.now();
    try {
      await this.#means.streams.use(() => this.#attempt(begun));
    } catch (error) {
      await carriage.close();
      throw error;
    }
    const landing = this.#land(entry, carriage);
    this.#landings.add(landing);
    void landing.finally(() => this.#landings.delete(landing));
    if (this.#landings.size > WAITING_LANDINGS) {
      await landing;
    }
  }

  #begin(entry: FileEntry, host: string): Begun {
    const known = this.#begun.get(entry);
    if (known) {
      return known;
    }
    const begun = {
      attempts: new Attempts(),
      host,
      since: 0,
      carriage: this.#destination.begin(entry)
    };
    this.#begun.set(entry, begun);
    return begun;
  }

  async #attempt({ carriage, host }: Begun): Promise<void> {
    this.#signal.throwIfAborted();
    await carriage.attempt(this.#signal, () => this.#hosts.answered(host));
  }

  async #land(entry: FileEntry, carriage: Carriage): Promise<void> {
    try {
      await carriage.land();
      this.#begun.delete(entry);
      this.#queue.done();
    } catch (error) {
      await carriage.close();
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
    const { ledger } = this.#account;
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
      begun.carriage.bytes,
      this.#means.policy
    );
    const host = hostOf(entry);
    if (begun) {
      this.#hosts.failed(host, begun.since, failure, this.#means.policy);
    }
    if (failure.again === 'never') {
      // Of no use to a later attempt.
      await begun?.carriage.discard();
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
    await note(this.#account, {
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
  switch (source.type) {
    case 'url':
      return URL.parse(source.url)?.host ?? '';
    case 'storage':
      return `storage ${source.storage}`;
    case 'zip':
    case 'local':
    case 'none':
      return '';
  }
}
